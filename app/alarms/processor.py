"""The one path of alarm records: read in few calls, decide, write in one transaction, show in Slack under the lease.

One record and a thousand take the same path, and each ends in exactly one outcome, stored with its id and logged.
"""

from __future__ import annotations

import hashlib
import itertools
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from app.alarms.batch import Batch, Result
from app.alarms.decide.decision import Arrived, Rules, lease_name
from app.alarms.decide.grouping import grouped
from app.alarms.decide.history import Flapping, change_of
from app.alarms.decide.incident import Incident, Response, with_response
from app.alarms.decide.rows import counted_rows
from app.alarms.decide.showing import Showing
from app.alarms.decide.target import Target
from app.alarms.follow_up import SHOW, escalation, reminder
from app.alarms.keep.alarm_store import AlarmStore, ByKey
from app.alarms.keep.digests import Digests
from app.alarms.keep.drilled import NOW, as_of_drill, in_drill, may_be_of_drill
from app.alarms.keep.incidents import Incidents, incident_key, incident_of
from app.alarms.keep.outcomes import Outcomes
from app.alarms.many import Many
from app.alarms.read.envelopes import Record
from app.alarms.read.transition import Notice, Transition
from app.alarms.show.display import Board
from app.base.clock import Clock
from app.base.deadline import NO_TIME, SecondsLeft, no_deadline
from app.base.errors import Later
from app.base.places import in_arn, local, place_of
from app.base.values import dataclass
from app.config.groups import AlarmGroup
from app.config.home import NOWHERE, Home
from app.config.routes import Route
from app.queues.queue import ENOUGH_SECONDS
from app.queues.timers import Timekeeper, Timer
from app.slack.errors import SlackError
from app.store.leases import TAKEN, Leases, lease_key, new_holder
from app.store.table import Changed

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class AlarmProcessor:
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
    home: Home = NOWHERE
    other_accounts: frozenset[str] = frozenset()
    groups: tuple[AlarmGroup, ...] = ()
    kinds: tuple[str, ...] = ()

    def process(self, records: Sequence[Record], seconds_left: SecondsLeft = no_deadline) -> list[Result]:
        """Show records in Slack; nothing is raised, and records that met an error aren't lost.

        Records without time left are put off, all but the first that needs Slack.
        """
        asked = itertools.count()
        results: list[Result] = []
        arrived = []
        for record in records:
            try:
                arrived.append(Arrived(record, self._read(record)))
            except Exception as bug:  # noqa: BLE001 - one that cannot be read must not stop the others
                results.append(Result(record, error=bug))

        def is_in_time() -> bool:
            return next(asked) == 0 or seconds_left() >= ENOUGH_SECONDS

        batch = Batch(self.store, self.display, self.rules, self.timekeeper, self.clock, is_in_time)
        for number, wave in enumerate(_waves(arrived)):
            if number and seconds_left() < ENOUGH_SECONDS:  # reading, and waiting for a lease, take time too
                results += [Result(each.record, error=Later(NO_TIME)) for each in wave]
            else:
                results += batch.process(wave)
        return results

    def _read(self, record: Record) -> Transition | Notice:
        """What it says, with the groups that the alarm is about; raises MalformedError."""
        from app.alarms.read.sources import read  # λ alarms has it from its start; λ worker gets no records

        payload = read(record, self.other_accounts)
        if not isinstance(payload, Transition):
            return payload
        if may_be_of_drill(payload):
            payload = as_of_drill(payload, in_drill(self.incidents.table, self.clock).find(NOW))
        return grouped(payload, self.groups, self.kinds)

    def learn(self, *transitions: Transition) -> None:
        """As `process` for changes that no record told: CloudWatch said them when it was asked."""
        arrived = []
        for transition in transitions:
            name = f"{transition.key} {change_of(transition).name}"
            arrived.append(Arrived(Record(f"asked-{hashlib.sha256(name.encode()).hexdigest()}", body=None), transition))
        batch = Batch(self.store, self.display, self.rules, self.timekeeper, self.clock, lambda: True)
        for wave in _waves(arrived):
            for result in batch.process(wave):
                if result.error:
                    raise result.error

    def last_of(self, transition: Transition) -> Incident | None:
        """The last incident of the transition's alarm, if one is still stored."""
        return self.incidents.last_of(transition.key)

    def lasts_of(self, incident_ids: Iterable[str]) -> tuple[Incident, ...]:
        """These incidents as far as they are still stored, in few calls; of those that are over the alarm's last."""
        found = self.incidents.find_many(incident_ids)
        return tuple((self.last_of(each.latest) or each) if each.is_over else each for each in found)

    def open_incidents(self, group: str, arn: str = "") -> tuple[Incident, ...]:
        """The incidents of the alarms of a group that are not over, by its whole name: where its ARN says."""
        account, region = in_arn(arn)
        if not (account and region):
            return () if place_of(group) else self.incidents.open_of_group(self.home, group)
        return self.incidents.open_of_group(Home(account, region), local(group))

    def find(self, incident_id: str) -> Incident | None:
        """The incident, if it is still stored."""
        return self.incidents.find(incident_id)

    def amend_incident(
        self, incident_id: str, change: Callable[[Incident], Incident], seen: Incident | None = None
    ) -> Incident:
        """Change the stored incident and update Slack, while nobody else works on its alarm.

        What Slack doesn't accept now, or refuses, is shown later: it is done, and so who asked must not ask again.
        `seen` is the incident as it was a while ago, which tells what has to be read.
        """
        showing, error = self._amended(incident_id, change, seen)
        if error:
            self._show_later(incident_id, error)
        return showing.incident

    def amend_many(self, incident_ids: Sequence[str], change: Callable[[Incident], Incident]) -> tuple[Incident, ...]:
        """As `amend_incident` for each: those that are only rows of digests in few calls, and those are edited soon.

        If Slack refuses to change one card, the others are still changed, as in `note_response`.
        """
        amended = Many(self.store, self.clock).amend(incident_ids, change)
        self._see_to(amended.digests)
        return (*amended.incidents, *(self._amended_alone(each, change) for each in amended.alone))

    def _see_to(self, digests: Iterable[str]) -> None:
        for digest in digests:
            if self.display.digest_display:
                self.display.digest_display.see_to(digest)

    def _amended_alone(
        self, incident_id: str, change: Callable[[Incident], Incident], seen: Incident | None = None
    ) -> Incident:
        showing, error = self._amended(incident_id, change, seen)
        if isinstance(error, Later):
            self._show_later(incident_id, error)
        elif error:
            logger.warning("response not shown", extra={"incident": incident_id, "why": str(error)})
        return showing.incident

    def _show_later(self, incident_id: str, error: Later | SlackError) -> None:
        wait = error.wait if isinstance(error, Later) else 0.0
        self.timekeeper.set(Timer(SHOW, incident_id, self.clock() + timedelta(seconds=wait)))

    def show(self, incident_id: str) -> None:
        """Update Slack to an incident as it is stored; raises Later."""
        _, error = self._amended(incident_id, lambda incident: incident)
        if error:
            raise error

    def note_response(self, incident_ids: Iterable[str], response: Response) -> None:
        """Add what somebody did to incidents that are open; raises Later, and then continues where it was.

        What was done after an incident's end is nothing that people did about it, even if that end was told late. If
        Slack refuses to change one card, the others are still updated; that card catches up at its alarm's next change.
        """
        ids = list(incident_ids)
        seen = {each.id: each for each in self.incidents.find_many(ids)}
        for incident_id in ids:
            self._amended_alone(incident_id, partial(_told, response=response), seen.get(incident_id))

    def remind_later(self, incident_id: str, number: int) -> None:
        """Set the timer of the incident's reminder with this number (from 1)."""
        if self.remind_minutes:
            self.timekeeper.set(reminder(incident_id, number, self.clock(), self.rules))

    def escalate_later(self, incident: Incident, since: datetime) -> None:
        """Set the timer of its next step in a wait that begins then; before that is stored, the timer does nothing."""
        self.timekeeper.set(*escalation(incident, since, since, self.rules))

    def targets_of(self, transition: Transition) -> tuple[Target, ...]:
        """Where its routes send it now, and whom they mention."""
        return self.rules.targets_of(transition, self.clock())

    @property
    def rules(self) -> Rules:
        digest_display = self.display.digest_display
        return Rules(
            channel=self.channel,
            routes=self.routes,
            flapping=self.flapping,
            most=digest_display.most if digest_display else 0,
            can_edit=digest_display is not None,
            remind_minutes=self.remind_minutes,
        )

    @property
    def store(self) -> AlarmStore:
        table = self.incidents.table
        return AlarmStore(table, self.incidents, self.outcomes, self.leases, Digests(table, self.clock))

    def _amended(
        self, incident_id: str, change: Callable[[Incident], Incident], seen: Incident | None = None
    ) -> tuple[Showing, Later | SlackError | None]:
        """The incident as far as it was shown, and what kept it from being shown; Later if nothing was stored."""
        store, holder = self.store, new_holder()
        known = seen or self.incidents.load(incident_id)
        lease = lease_name(known.latest)
        for _ in self.leases.tries():
            documents = store.incident_documents(known, lease)
            known = incident_of(documents[incident_key(incident_id)]) or known
            documents = store.incident_documents(known, lease, documents)  # a digest may have taken it in meanwhile
            incident = change(known)
            if incident == known and not incident.needs_slack:
                return Showing(incident), None
            if self.leases.is_held(documents[lease_key(lease)]):
                continue
            try:
                stored = store.write(store.amended(documents, incident, lease, holder))
            except Changed:
                continue
            return self._shown(incident, {**documents, **stored}, lease, holder)
        raise Later(TAKEN, wait=2)

    def _shown(
        self, incident: Incident, documents: ByKey, lease: str, holder: str
    ) -> tuple[Showing, Later | SlackError | None]:
        showing = Showing(incident)
        error: Later | SlackError | None = None
        try:
            try:
                with self.store.acting(documents, lease):
                    self._see_to(row.digest for row in counted_rows(incident))
                    self.display.show(showing)
            finally:
                self.store.finish(documents, lease, holder, showing)
        except (Later, SlackError) as problem:
            error = problem
        return showing, error


def _told(incident: Incident, response: Response) -> Incident:
    is_after = incident.ended_at is not None and incident.ended_at < response.at
    return incident if is_after else with_response(incident, response)


def _waves(arrived: Sequence[Arrived]) -> Iterator[list[Arrived]]:
    """In order, but only one per subject in each wave: what the next one means depends on the previous one."""
    rest = list(arrived)
    while rest:
        taken, wave, left = set[str](), list[Arrived](), list[Arrived]()
        for each in rest:
            marks = {each.subject, f"record {each.record.id}"}
            (left if marks & taken else wave).append(each)
            taken |= marks
        yield wave
        rest = left
