"""Brings storms to Slack: decides card or digest, writes rows, and keeps each digest's one message up to date.

A storm is in the table. Each record writes its row; if no edit is due, it stores that one is, and sets a timer for it.
So there is one edit per PACE however many records come, in batches of 1 or of 10,000, and nobody waits
(docs/decisions/digests.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.alarms.decide.incident import Incident
from app.alarms.decide.routing import MEANT_FOR
from app.alarms.decide.storm import Digest, Row, calls_of, row_of
from app.alarms.decide.target import Target
from app.alarms.keep.digests import Digests
from app.alarms.show.digest_card import digest_card
from app.base.clock import Clock
from app.base.deadline import check_time
from app.base.errors import BellhopError, Later
from app.queues.timers import Timekeeper, Timer
from app.slack.client import Slack
from app.slack.errors import CARD_LOST, EDIT_REFUSED, NOT_INVITED, NOT_THERE, SlackError
from app.slack.messages.message import sentence
from app.slack.messages.rules import channel_links
from app.slack.posting import Poster
from app.store.leases import Leases

CALLS = "{mention} :red_circle: Some of these alarms are yours."

STALE = (
    "Slack no longer lets Bellhop edit this message, so it is out of date. While the storm goes on, a new one follows "
    "every {minutes} minutes, and one when it is over."
)
WAITS_TO_REPLACE = "The digest can't be edited, and a new one is not due yet."

MARKUP = "<@!>"  # a key is metadata, which Slack may escape

TIMER = "digest"
# chat.update may be called 50 times a minute; cards are edited too.
PACE = timedelta(seconds=2)
# How often there is a new message instead, where Slack refuses edits.
REPLACED_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class DigestDisplay:
    """`most` new incidents within a storm's window get cards (`digest_after`); with 0 all do.

    `channel` is the default one, for digests of channels without Bellhop.
    """

    slack: Slack
    poster: Poster
    digests: Digests
    leases: Leases
    timekeeper: Timekeeper
    clock: Clock
    most: int
    channel: str

    def digest_for(self, channel: str, incident: Incident) -> str:
        """'' if a new incident gets a card in the channel, else its digest."""
        return self.digests.admit(channel, incident.id, self.most) if self.most else ""

    def is_storm(self, channels: Iterable[str]) -> bool:
        """Whether one of these channels (ids) is in a storm right now."""
        return any(self.digests.gate(channel).is_storm(self.clock()) for channel in channels)

    def show(self, incident: Incident, target: Target, channel: str) -> str:
        """Write the incident's row into the target's digest and schedule its edit; the ts, '' before it exists."""
        known = self.digests.find(target.digest)
        ts = known.ts if known else ""
        self.digests.join(target.digest, channel, incident.latest.key, row_of(incident, target.mention))
        self.see_to(target.digest)
        return ts

    def see_to(self, digest_id: str) -> None:
        """Schedule an edit of the digest soon, unless one is already due."""
        due = self.digests.arm(digest_id, PACE)
        if due is None:
            return
        try:
            self.timekeeper.set(Timer(TIMER, digest_id, due))
        except BellhopError:
            self.digests.change(digest_id, lambda digest: replace(digest, due_at=None))
            raise

    def refresh(self, digest_id: str) -> None:
        """The timer: show the digest as it is now; a timer that comes twice does nothing."""
        with self.leases.hold(f"digest-{digest_id}"):
            digest = self.digests.change(digest_id, lambda known: _taken_up(known, self.clock()))
            if digest.editing_since is None:
                return
            rows = self.digests.rows(digest_id)
            try:
                shown = self._shown(replace(digest, shown_at=self.clock()), rows)
                check_time()  # an edit that came after somebody else's newer one is made again
            except Later as error:
                self._put_off(digest_id, error)
                raise
            self.digests.change(digest_id, lambda known: replace(shown, due_at=known.due_at, editing_since=None))

    def _put_off(self, digest_id: str, error: Later) -> None:
        """The timer comes again by itself; until then nobody needs to set another."""
        due = self.clock() + timedelta(seconds=error.wait)
        self.digests.change(digest_id, lambda known: replace(known, due_at=due))

    def _shown(self, digest: Digest, rows: tuple[Row, ...]) -> Digest:
        """The digest once its message says it, in its channel, or in the default one if Bellhop isn't let in."""
        try:
            return self._called(self._shown_there(digest, rows), rows)
        except SlackError as problem:
            default = self.slack.channel_id(self.channel)
            if problem.code not in NOT_THERE:
                raise
            if digest.channel == default:
                raise Later(NOT_INVITED.format(channel=self.channel), wait=60) from problem
        note = MEANT_FOR.format(channel=channel_links([digest.channel]))
        self.digests.change(digest.id, lambda known: replace(known, channel=default, ts="", note=note))
        return self._shown(replace(digest, channel=default, ts="", note=note), rows)

    def _shown_there(self, digest: Digest, rows: tuple[Row, ...]) -> Digest:
        message, key = digest_card(digest, rows), f"digest-{digest.id}-{digest.channel}"
        try:
            if digest.ts:
                self.slack.update(digest.channel, digest.ts, message)
                return digest
        except SlackError as problem:
            if problem.code not in CARD_LOST:
                raise
            if problem.code in EDIT_REFUSED:
                self._let_it_stand(digest, rows)
            key = f"{key}-after-{digest.ts}"
        if self.poster.is_begun(key):  # an earlier try's text and mentions are older than the rows
            return self._shown_there(replace(digest, ts=self.poster.post_once(key, digest.channel, message)), rows)
        called = calls_of(rows)
        self.digests.change(digest.id, lambda known: replace(known, called=called))
        return replace(digest, ts=self.poster.post_once(key, digest.channel, message), called=called)

    def _let_it_stand(self, digest: Digest, rows: tuple[Row, ...]) -> None:
        """Where nobody may edit it: its thread says so, and a new one waits, or each row would be a message."""
        key = f"digest-{digest.id}-stale-{digest.ts}"
        self.poster.post_below(
            key, digest.channel, digest.ts, sentence(STALE.format(minutes=REPLACED_AFTER.seconds // 60))
        )
        wait = REPLACED_AFTER.total_seconds() + float(digest.ts) - self.clock().timestamp()
        if wait > 0 and not all(row.is_over for row in rows):
            raise Later(WAITS_TO_REPLACE, wait=wait)

    def _called(self, digest: Digest, rows: tuple[Row, ...]) -> Digest:
        """The thread mentions people whom the message did not when it was posted: Slack notifies nobody of an edit."""
        for mention in calls_of(rows):
            if mention not in digest.called:
                key, text = f"digest-{digest.id}-calls-{mention.strip(MARKUP)}", CALLS.format(mention=mention)
                self.poster.post_once(key, digest.channel, sentence(text), thread_ts=digest.ts)
        return replace(digest, called=tuple(dict.fromkeys((*digest.called, *calls_of(rows)))))


def _taken_up(digest: Digest, now: datetime) -> Digest:
    """Rows written from now on find no edit due and schedule their own; an interrupted edit continues."""
    return replace(digest, due_at=None, editing_since=now) if digest.due_at else digest
