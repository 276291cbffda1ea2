"""Brings storms to Slack: decides card or digest, writes rows, and keeps each digest's one message up to date.

A storm is in the table. Each record writes its row; if no edit is due, it stores that one is, and sets a timer for it.
So there is one edit per PACE however many records come, in batches of 1 or of 10,000, and nobody waits
(docs/decisions/digests.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.alarms.decide.digest import SETTLED, Called, Digest, Row, calls_of, last_came, new_for, row_of
from app.alarms.decide.incident import Incident
from app.alarms.decide.routing import MEANT_FOR
from app.alarms.decide.storm import Posted
from app.alarms.decide.target import Target
from app.alarms.keep.digests import Digests
from app.alarms.show.digest_card import digest_card
from app.alarms.show.layout import inline
from app.base.clock import Clock
from app.base.deadline import check_time
from app.base.errors import BellhopError, Later
from app.base.values import dataclass
from app.queues.timers import Timekeeper, Timer
from app.slack.client import Slack
from app.slack.errors import CARD_LOST, EDIT_REFUSED, NOT_INVITED, NOT_THERE, SlackError
from app.slack.messages.message import sentence
from app.slack.messages.rules import channel_links
from app.slack.messages.text import and_more
from app.slack.posting import Poster
from app.store.leases import Leases

CALLS = "{mention} :red_circle: {counted}: {names}."
ONE_MORE, MORE = "One new alarm in this storm", "{count:,} new alarms in this storm"

STALE = (
    "Slack no longer lets Bellhop edit this message, so it is out of date. While the storm goes on, a new one follows "
    "every {minutes} minutes, and one when it is over."
)
WAITS_TO_REPLACE = "The digest can't be edited, and a new one is not due yet."

MARKUP = "<@!>"  # a key is metadata, which Slack may escape

# The second one edits without a change; the third one's key is `<digest>:<number>`, for app/listeners/digest_check.py.
TIMER, AGAIN, CHECK = "digest", "digest-again", "digest-check"
# chat.update may be called 50 times a minute; cards are edited too.
PACE = timedelta(seconds=2)
# How often there is a new message instead, where Slack refuses edits.
REPLACED_AFTER = timedelta(minutes=5)
# So often somebody is mentioned for new alarms of a storm.
CALLED_EVERY = timedelta(minutes=1)
NAMES_CALLED, NAME_LIMIT = 3, 80
# A storm's first cards that are not written yet are looked for so often, for so long.
COUNTED_EVERY, COUNTED_WITHIN = timedelta(seconds=5), timedelta(minutes=10)
FIRST_CHECK, CHECKED_EVERY = timedelta(minutes=5), timedelta(hours=1)


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

    def digest_for(self, channel: str, incident: Incident, position: int) -> str:
        """'' if a new alarm gets a card in the channel, else its digest."""
        newcomer = Posted(self.clock(), incident.id, "", position, incident.targets[position].route)
        return self.digests.admit(channel, newcomer, self.most) if self.most else ""

    def is_storm(self, channels: Iterable[str]) -> bool:
        """Whether one of these channels (ids) is in a storm right now."""
        return any(self.digests.gate(channel).is_in_storm(self.clock(), self.most) for channel in channels)

    def show(self, incident: Incident, target: Target, channel: str) -> str:
        """Write the incident's row into the target's digest and schedule its edit; the ts, '' before it exists."""
        known = self.digests.find(target.digest)
        ts = known.ts if known else ""
        self.digests.join(target.digest, channel, incident.latest.key, row_of(incident, target))
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
            digest = self._counting_all(digest)
            rows = self.digests.rows(digest_id)
            digest = self._closed(digest, rows)
            try:
                shown = self._shown(replace(digest, shown_at=self.clock()), rows)
                check_time()  # an edit that came after somebody else's newer one is made again
            except Later as error:
                self._put_off(digest_id, error)
                raise
            shown = self._followed(shown, rows, is_first=not digest.ts)
            self.digests.change(
                digest_id, lambda known: replace(shown, due_at=known.due_at, checks=known.checks, editing_since=None)
            )

    def _counting_all(self, digest: Digest) -> Digest:
        """With the storm's first cards as rows, too; whoever lets one in may write it later than the digest begins."""
        if digest.are_counted:
            return digest
        found = [self.digests.count(digest.id, card) for card in digest.cards]
        if not all(found) and self.clock() - digest.began_at < COUNTED_WITHIN:
            return digest
        return self.digests.change(digest.id, lambda known: replace(known, are_counted=True))

    def _closed(self, digest: Digest, rows: Sequence[Row]) -> Digest:
        """Once all are over it takes no more: what comes now is a new storm, or has a card."""
        if digest.closed_at or not all(row.is_over for row in rows):
            return digest
        self.digests.close(digest.gate or digest.channel, digest.id)
        return self.digests.change(digest.id, lambda known: replace(known, closed_at=self.clock()))

    def _followed(self, digest: Digest, rows: Sequence[Row], is_first: bool) -> Digest:
        """With the timers of what comes without a change: the end, what has to wait, and the first check."""
        now = self.clock()
        if is_first:
            self.timekeeper.set(Timer(CHECK, f"{digest.id}:1", now + FIRST_CHECK))
        ends = [digest.closed_at + SETTLED] if digest.closed_at and not digest.is_past(now) else []
        waits = [call.at + CALLED_EVERY for call in digest.calls if new_for(call.mention, rows, call.upto)]
        due = min([*ends, *waits, *([] if digest.are_counted else [now + COUNTED_EVERY])], default=None)
        if due is None or (digest.again_at and now < digest.again_at <= due):
            return digest
        self.timekeeper.set(Timer(AGAIN, digest.id, due))
        return replace(digest, again_at=due)

    def check_again(self, digest_id: str, number: int) -> None:
        """Set the timer after the check of its alarms' states with this number (from 1)."""
        wait = min(CHECKED_EVERY, FIRST_CHECK * 2 ** min(number, 10))
        self.timekeeper.set(Timer(CHECK, f"{digest_id}:{number + 1}", self.clock() + wait))
        self.digests.change(digest_id, lambda known: replace(known, checks=max(known.checks, number)))

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
                self._let_it_stand(digest)
            key = f"{key}-after-{digest.ts}"
        if self.poster.is_begun(key):  # an earlier try's text and mentions are older than the rows
            return self._shown_there(replace(digest, ts=self.poster.post_once(key, digest.channel, message)), rows)
        called, upto = calls_of(rows), last_came(rows, digest.began_at)
        calls = tuple(Called(mention, self.clock(), upto) for mention in called)
        self.digests.change(digest.id, lambda known: replace(known, called=called, calls=calls))
        return replace(digest, ts=self.poster.post_once(key, digest.channel, message), called=called, calls=calls)

    def _let_it_stand(self, digest: Digest) -> None:
        """Where nobody may edit it: its thread says so, and a new one waits, or each row would be a message."""
        key = f"digest-{digest.id}-stale-{digest.ts}"
        self.poster.post_below(
            key, digest.channel, digest.ts, sentence(STALE.format(minutes=REPLACED_AFTER.seconds // 60))
        )
        due = digest.closed_at + SETTLED if digest.closed_at else _posted_at(digest) + REPLACED_AFTER
        if due > self.clock():
            raise Later(WAITS_TO_REPLACE, wait=(due - self.clock()).total_seconds())

    def _called(self, digest: Digest, rows: tuple[Row, ...]) -> Digest:
        """The thread mentions people for alarms that came since they were: Slack notifies nobody of an edit."""
        now, due = self.clock(), dict[tuple[str, ...], list[Called]]()
        news = {mention: new_for(mention, rows, digest.called_upto(mention)) for mention in calls_of(rows)}
        for mention, new in news.items():
            last = digest.last_call(mention)
            if new and not (last and now - last.at < CALLED_EVERY):
                call = Called(mention, now, last_came(new, now), last.count + 1 if last else 1)
                due.setdefault(tuple(row.incident for row in new), []).append(call)
        for calls in due.values():  # who is called for the same alarms is called at once
            who = "-".join(call.mention.strip(MARKUP) for call in calls)
            text = _call(" ".join(call.mention for call in calls), news[calls[0].mention])
            key = f"digest-{digest.id}-calls-{who}-{calls[0].count}"
            self.poster.post_once(key, digest.channel, sentence(text), thread_ts=digest.ts)
            digest = digest.having_called(*calls)
        return digest


def _call(mention: str, new: Sequence[Row]) -> str:
    """Who is mentioned for which alarms, the newest first."""
    names = ", ".join(inline(row.name, NAME_LIMIT) for row in new[: -NAMES_CALLED - 1 : -1])
    counted = ONE_MORE if len(new) == 1 else MORE.format(count=len(new))
    return CALLS.format(mention=mention, counted=counted, names=and_more(names, len(new) - NAMES_CALLED))


def _posted_at(digest: Digest) -> datetime:
    return datetime.fromtimestamp(float(digest.ts), UTC)


def _taken_up(digest: Digest, now: datetime) -> Digest:
    """Rows written from now on find no edit due and schedule their own; an interrupted edit continues."""
    return replace(digest, due_at=None, editing_since=now) if digest.due_at else digest
