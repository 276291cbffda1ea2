"""The alarm desk: a record becomes a transition or a notice, and Slack shows it; each record has one outcome."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from app.alarms.card import card, notice_card
from app.alarms.envelopes import Record
from app.alarms.incident import Deed, Incident, Outcome, Place, change_of, judge, said, shown, with_deed
from app.alarms.sources import read
from app.alarms.transition import Notice, Transition
from app.errors import Later
from app.messages.message import sentence
from app.messages.text import escape
from app.posting import Poster
from app.slack import NOT_THERE, Slack, SlackError
from app.store.incidents import Incidents
from app.store.leases import Leases
from app.store.outcomes import Decision, Outcomes

NOT_INVITED = "Bellhop cannot post in {channel}: it is not in that channel, or the channel is archived."
CARD_LOST = frozenset({"message_not_found", "thread_not_found", "edit_window_closed", "cant_update_message"})

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class AlarmDesk:
    """Keeps one message per incident up to date in `channel` (a name with `#`, or an id)."""

    slack: Slack
    poster: Poster
    incidents: Incidents
    leases: Leases
    outcomes: Outcomes
    channel: str

    def handle(self, record: Record) -> str:
        """Show a record in Slack and return its outcome; raises Later or SlackError, and then nothing is lost."""
        decision = self.outcomes.of(record.id)
        if not decision.done:
            outcome = self._settle(record, decision)
            self.outcomes.close(record.id, outcome)
            decision = replace(decision, outcome=outcome)
        logger.info("alarm record", extra={"record": record.id, "outcome": decision.outcome})
        return decision.outcome

    def open_incidents(self, group: str) -> tuple[Incident, ...]:
        """The incidents of a group's alarms that are not over."""
        return self.incidents.open_of_group(group)

    def note_deed(self, incident_ids: Iterable[str], deed: Deed) -> None:
        """Tell incidents what somebody did while they were open; raises Later, and goes on where it was.

        A card that Slack refuses to change must not keep the others from being told; it catches up at its alarm's next
        change.
        """
        for incident in map(self.incidents.load, incident_ids):
            with self.leases.hold(lease_name(incident.latest)):
                self.incidents.change(incident.id, lambda known: with_deed(known, deed))
                try:
                    self._keep_up(incident.id)
                except SlackError as problem:
                    logger.warning("deed not shown", extra={"incident": incident.id, "why": str(problem)})

    def _settle(self, record: Record, decision: Decision) -> str:
        letter = read(record)
        try:
            if isinstance(letter, Notice):
                return self._show(letter, record)
            with self.leases.hold(lease_name(letter)):
                return self._go_on(letter, decision) or self._follow(letter, record)
        except SlackError as problem:
            if problem.code in NOT_THERE:  # no mistake of the record's: it waits until somebody invites the bot
                raise Later(NOT_INVITED.format(channel=escape(self.channel)), wait=60) from problem
            raise

    def _show(self, notice: Notice, record: Record) -> str:
        self.poster.post_once(f"notice-{record.id}", self.slack.channel_id(self.channel), notice_card(notice))
        return Outcome.POSTED

    def _go_on(self, transition: Transition, decision: Decision) -> str:
        """Where an earlier try wrote the change, only show its incident, or nothing.

        Meanwhile a newer incident of the alarm may have begun; judged again, the change would be late there, and the
        incident that it belongs to would never be shown.
        """
        incident = self.incidents.find(decision.incident) if decision.incident else None
        if incident is None or change_of(transition) not in incident.changes:
            return ""
        self._keep_up(incident.id)
        return decision.outcome

    def _follow(self, transition: Transition, record: Record) -> str:
        """Decide, write and show; without the lease, two transitions at once would both see "no incident"."""
        last = self.incidents.last_of(transition.key)
        incident, outcome = judge(last, transition)
        self.outcomes.decide(record.id, outcome, incident.id)
        if last is None or incident.id != last.id:
            self.incidents.begin(incident)
        elif incident != last:
            self.incidents.change(incident.id, lambda stored: judge(stored, transition)[0])
        self._keep_up(incident.id)
        return outcome

    def _keep_up(self, incident_id: str) -> None:
        """Bring Slack to what the table says, and the groups' lists with it."""
        incident = self.incidents.load(incident_id)
        if incident.needs_slack:
            self._show_incident(incident)
        if incident.is_over:
            self.incidents.leave_groups(incident)
        else:
            self.incidents.join_groups(incident)

    def _show_incident(self, incident: Incident) -> None:
        """Where its card stands; a card that is gone, or may not be edited any more, is posted anew."""
        posted = incident if incident.place else self._post(incident, f"incident-{incident.id}")
        try:
            self._show_at_its_place(posted)
        except SlackError as problem:
            if problem.code not in CARD_LOST or not posted.place:
                raise
            self._show_at_its_place(self._post(incident, f"incident-{incident.id}-after-{posted.place.ts}"))

    def _post(self, incident: Incident, key: str) -> Incident:
        """Post the card, and remember where it stands before anything else can go wrong."""
        channel = self.slack.channel_id(self.channel)
        place = Place(channel, self.poster.post_once(key, channel, card(incident)))
        # A try that died may have posted an older card; only one that could not change is surely what stands there.
        revision = incident.revision if incident.revision == 1 else 0
        return self.incidents.change(incident.id, lambda stored: shown(stored, revision, place))

    def _show_at_its_place(self, incident: Incident) -> None:
        """The card first, then the lines of its thread, each noted as it is done."""
        place = incident.place
        assert place is not None  # it was just posted, or was known
        if incident.shown_revision < incident.revision:
            self.slack.update(place.channel, place.ts, card(incident))
            self.incidents.change(incident.id, lambda stored: shown(stored, incident.revision, place))
        for line in incident.thread:
            key = f"incident-{incident.id}-{line.id}"
            self.poster.post_once(key, place.channel, sentence(line.text), thread_ts=place.ts)
            self.incidents.change(incident.id, partial(said, line=line))


def lease_name(transition: Transition) -> str:
    """One lease per alarm; its key may be too long for the table, so its hash."""
    return hashlib.sha256(transition.key.encode()).hexdigest()
