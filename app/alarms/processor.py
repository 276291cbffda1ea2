"""The alarm desk: a record becomes a transition or a notice, and Slack shows it; each record has one outcome."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.alarms.batch import Together
from app.alarms.decide.history import Flapping, change_of
from app.alarms.decide.incident import Deed, Incident, Outcome, with_deed
from app.alarms.decide.routing import targets_of
from app.alarms.decide.target import Target
from app.alarms.decide.transitions import judge
from app.alarms.keep.incidents import Incidents
from app.alarms.keep.outcomes import Decision, Outcomes
from app.alarms.read.envelopes import Record
from app.alarms.read.sources import read
from app.alarms.read.transition import Notice, State, Transition
from app.alarms.show.display import Board
from app.alarms.show.graph import widget
from app.base.clock import Clock
from app.base.errors import Later
from app.base.metrics import Metric, milliseconds
from app.config.routes import Route
from app.queues.timers import Timekeeper, Timer
from app.slack.errors import SlackError
from app.store.leases import Leases

# What its timers are for (app/runtime/timers.py).
REMIND, DRAW, SHOW = "remind", "draw", "show"
# By then it shows whether a card is among the first of a storm, where pictures wait.
DRAWN_AFTER = timedelta(seconds=3)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class AlarmDesk:
    """Keeps one message per incident up to date in `channel` (a name with `#`, or an id)."""

    incidents: Incidents
    leases: Leases
    outcomes: Outcomes
    display: Board
    channel: str
    routes: tuple[Route, ...]
    flapping: Flapping
    timekeeper: Timekeeper
    clock: Clock
    remind_minutes: int = 60

    def handle(self, record: Record) -> str:
        """Show a record in Slack and return its outcome; raises Later or SlackError, and then nothing is lost."""
        letter = read(record)
        # Of two who have the same record in hand, the second finds what became of it.
        with self.leases.hold(lease_name(letter) if isinstance(letter, Transition) else f"record-{record.id}"):
            decision = self.outcomes.of(record.id)
            if decision.done:
                logger.info("alarm record again", extra={"record": record.id, "outcome": decision.outcome})
                self._see_to_digests(decision)
                return decision.outcome
            outcome = self._settle(record, letter, decision)
            self.outcomes.close(record.id, outcome)
        metrics = self._counted(letter, outcome)
        logger.info("alarm record", extra={"record": record.id, "outcome": outcome, "metrics": metrics})
        return outcome

    def handle_together(self, records: Sequence[Record]) -> set[str]:
        """The ids of those that a storm's digest took in, all at once; the others are to be handled one by one."""
        together = self._together
        outcomes = together.take(records) if together else {}
        for record_id, outcome in outcomes.items():
            facts = {"record": record_id, "outcome": outcome, "metrics": {Metric.ALARMS: 1}}
            logger.info("alarm record", extra=facts)
        return set(outcomes)

    def open_incidents(self, group: str) -> tuple[Incident, ...]:
        """The incidents of a group's alarms that are not over."""
        return self.incidents.open_of_group(group)

    def find(self, incident_id: str) -> Incident | None:
        """The incident, if it is remembered."""
        return self.incidents.find(incident_id)

    def amend_incident(self, incident_id: str, change: Callable[[Incident], Incident]) -> Incident:
        """Change the stored incident and bring Slack to it, while nobody else has its alarm in hand.

        What Slack does not take now is shown later: who asked for the change need not wait, and must not ask again.
        """
        with self.leases.hold(lease_name(self.incidents.load(incident_id).latest)):
            changed = self.incidents.change(incident_id, change)
            try:
                return self.display.keep_up(incident_id)
            except Later as trouble:
                due = self.clock() + timedelta(seconds=trouble.wait)
                self.timekeeper.set(Timer(SHOW, incident_id, due))
                return changed

    def show(self, incident_id: str) -> None:
        """Bring Slack to an incident as it is stored; raises Later."""
        with self.leases.hold(lease_name(self.incidents.load(incident_id).latest)):
            self.display.keep_up(incident_id)

    def note_deed(self, incident_ids: Iterable[str], deed: Deed) -> None:
        """Tell incidents what somebody did while they were open; raises Later, and goes on where it was.

        A card that Slack refuses to change must not keep the others from being told; it catches up at its alarm's next
        change.
        """
        for incident_id in incident_ids:
            try:
                self.amend_incident(incident_id, lambda known: with_deed(known, deed))
            except SlackError as problem:
                logger.warning("deed not shown", extra={"incident": incident_id, "why": str(problem)})

    def remind_later(self, incident_id: str, number: int) -> None:
        """Set the timer of the incident's reminder of that number (from 1)."""
        if self.remind_minutes:
            due = self.clock() + timedelta(minutes=self.remind_minutes)
            self.timekeeper.set(Timer(REMIND, f"{incident_id}:{number}", due))

    def _counted(self, letter: Transition | Notice, outcome: str) -> dict[Metric, float]:
        """One record; and, where its card was just posted or edited, how long that was after the change."""
        if isinstance(letter, Notice) or outcome not in (Outcome.POSTED, Outcome.EDITED):
            return {Metric.ALARMS: 1}
        return {Metric.ALARMS: 1, Metric.ALARM_LAG: milliseconds(letter.changed_at, self.clock())}

    def _settle(self, record: Record, letter: Transition | Notice, decision: Decision) -> str:
        if isinstance(letter, Notice):
            self.display.show_notice(record.id, letter)
            return Outcome.POSTED
        return self._go_on(letter, decision) or self._follow(letter, record)

    def _see_to_digests(self, decision: Decision) -> None:
        """Who wrote a row and died has perhaps left nobody to show it."""
        gathering = self.display.gathering
        if gathering is None or decision.outcome != Outcome.DIGESTED:
            return
        incident = self.incidents.find(decision.incident)
        for digest in {target.digest for target in incident.targets} - {""} if incident else ():
            gathering.see_to(digest)

    def _go_on(self, transition: Transition, decision: Decision) -> str:
        """Where an earlier try wrote the change, only show its incident, or nothing.

        Meanwhile a newer incident of the alarm may have begun; judged again, the change would be late there, and the
        incident that it belongs to would never be shown.
        """
        incident = self.incidents.find(decision.incident) if decision.incident else None
        if incident is None or change_of(transition) not in incident.changes:
            return ""
        return self._show_incident(incident.id, Outcome(decision.outcome))

    def _follow(self, transition: Transition, record: Record) -> str:
        """Decide, write and show; without the lease, two transitions at once would both see "no incident"."""
        last = self.incidents.last_of(transition.key)
        targets = self.targets_of(transition)
        incident, outcome = judge(last, transition, targets, self.flapping)
        self.outcomes.decide(record.id, outcome, incident.id)
        if last is None or incident.id != last.id:
            self.incidents.begin(incident)
        elif incident != last:
            self.incidents.change(incident.id, lambda stored: judge(stored, transition, targets, self.flapping)[0])
        return self._show_incident(incident.id, outcome)

    def _show_incident(self, incident_id: str, outcome: Outcome) -> str:
        """What was posted or edited as rows of digests only was digested; cards are looked at again later."""
        incident = self.display.keep_up(incident_id)
        if outcome not in (Outcome.POSTED, Outcome.EDITED):
            return outcome
        if all(target.digest or target.is_silent for target in incident.targets):
            return Outcome.DIGESTED
        if self.display.gathering is None:  # nothing can be edited, so there is nothing to look at again
            return outcome
        if incident.latest.new is State.ALARM and (outcome is Outcome.POSTED or incident.has_just_gone_off):
            self.remind_later(incident.id, 1)
        if not incident.flaps and widget(incident.latest):
            now = self.clock()
            self.timekeeper.set(Timer(DRAW, f"{incident.id}:{now.timestamp():.0f}", now + DRAWN_AFTER))
        return outcome

    @property
    def _together(self) -> Together | None:
        gathering = self.display.gathering
        if gathering is None:
            return None
        return Together(
            table=self.incidents.table,
            incidents=self.incidents,
            leases=self.leases,
            outcomes=self.outcomes,
            gathering=gathering,
            flapping=self.flapping,
            clock=self.clock,
            channel_id=self.display.channel_id,
            targets_of=self.targets_of,
            lease_name=lease_name,
        )

    def targets_of(self, transition: Transition) -> tuple[Target, ...]:
        """Where its routes send it now, and whom they call."""
        return targets_of(transition, self.routes, self.channel, self.clock())


def lease_name(transition: Transition) -> str:
    """One lease per alarm; its key may be too long for the table, so its hash."""
    return hashlib.sha256(transition.key.encode()).hexdigest()
