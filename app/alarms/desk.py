"""The alarm desk: a record becomes a transition or a notice, and Slack shows it; each record has one outcome."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from app.alarms.card import card, notice_card
from app.alarms.envelopes import Record
from app.alarms.incident import Deed, Incident, Outcome, Place, judge, said, shown, with_deed
from app.alarms.sources import read
from app.alarms.transition import Notice, Transition
from app.errors import Later
from app.messages.message import sentence
from app.messages.text import escape
from app.posting import Poster
from app.slack import NOT_THERE, Slack, SlackError
from app.store.incidents import Incidents
from app.store.leases import Leases
from app.store.outcomes import Outcomes

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
        outcome = self.outcomes.of(record.id)
        if not outcome:
            outcome = self._settle(record)
            self.outcomes.close(record.id)
        logger.info("alarm record", extra={"record": record.id, "outcome": outcome})
        return outcome

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

    def _settle(self, record: Record) -> str:
        letter = read(record)
        try:
            return self._show(letter, record) if isinstance(letter, Notice) else self._follow(letter, record)
        except SlackError as problem:
            if problem.code in NOT_THERE:  # no mistake of the record's: it waits until somebody invites the bot
                raise Later(NOT_INVITED.format(channel=escape(self.channel)), wait=60) from problem
            raise

    def _show(self, notice: Notice, record: Record) -> str:
        self.poster.post_once(f"notice-{record.id}", self.slack.channel_id(self.channel), notice_card(notice))
        return self.outcomes.decide(record.id, Outcome.POSTED)

    def _follow(self, transition: Transition, record: Record) -> str:
        """Decide and show under one lease per alarm: two transitions at once would both see "no incident"."""
        with self.leases.hold(lease_name(transition)):
            last = self.incidents.last_of(transition.key)
            incident, judged = judge(last, transition)
            outcome = self.outcomes.decide(record.id, judged)
            if last is None or incident.id != last.id:
                self.incidents.begin(incident)
            elif incident != last:
                self.incidents.change(incident.id, lambda stored: judge(stored, transition)[0])
                if last.is_over and not incident.is_over:
                    self.incidents.join_groups(incident)
            self._keep_up(incident.id)
            return outcome

    def _keep_up(self, incident_id: str) -> None:
        """Bring Slack to what the table says."""
        incident = self.incidents.load(incident_id)
        if incident.needs_slack:
            self._show_incident(incident)
        if incident.is_over:
            self.incidents.forget_group(incident)

    def _show_incident(self, incident: Incident) -> None:
        """Where its card stands; a card that is gone, or may not be edited any more, is posted anew."""
        place = incident.place or self._post(incident, f"incident-{incident.id}")
        try:
            self._show_at(place, incident)
        except SlackError as problem:
            if problem.code not in CARD_LOST:
                raise
            self._show_at(self._post(incident, f"incident-{incident.id}-{incident.revision}"), incident)

    def _show_at(self, place: Place, incident: Incident) -> None:
        """The card first, then the lines of its thread."""
        # A try that died may have posted an older card: only one that could not change is surely what stands there.
        if incident.shown_revision < incident.revision and (incident.place or incident.revision > 1):
            self.slack.update(place.channel, place.ts, card(incident))
        for line in incident.thread:
            key = f"incident-{incident.id}-{line.id}"
            self.poster.post_once(key, place.channel, sentence(line.text), thread_ts=place.ts)
        self.incidents.change(incident.id, lambda stored: _caught_up(stored, incident, place))

    def _post(self, incident: Incident, key: str) -> Place:
        channel = self.slack.channel_id(self.channel)
        return Place(channel, self.poster.post_once(key, channel, card(incident)))


def _caught_up(stored: Incident, seen: Incident, place: Place) -> Incident:
    """What is stored now, less what Slack shows since we looked."""
    for line in seen.thread:
        stored = said(stored, line)
    return shown(stored, seen.revision, place)


def lease_name(transition: Transition) -> str:
    """One lease per alarm; its key may be too long for the table, so its hash."""
    return hashlib.sha256(transition.key.encode()).hexdigest()
