"""Post a message exactly once, even if the process dies or Slack's answer is lost.

Each message has a key of ours, in the table and in the message's metadata. Before posting, the table says "tried". If
there is a "tried" without a ts, the message is looked up in Slack before it is posted again.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.base.clock import Clock
from app.base.deadline import ending
from app.base.errors import Later
from app.base.values import dataclass
from app.slack.client import Slack
from app.slack.errors import CARD_LOST, NOT_THERE, SlackError, SlackLater
from app.slack.messages.message import Message
from app.slack.wire import TIMEOUT_SECONDS
from app.store.table import Document, Key, Table, amend, expiry

# Longer than a message can wait on a queue (14 days), and then among the dead letters (14 more); and longer than a size
# for a time lasts (30), whose end is told below its message.
KEPT_DAYS = 45
# While another process may still wait for Slack's answer, nobody else posts or looks.
HANDS_OFF_SECONDS = 2 * TIMEOUT_SECONDS
# What two clocks may differ by unnoticed. A desk's may be hours ahead: then Slack's own, in its answers, is believed.
CLOCK_SKEW = timedelta(minutes=2)
MOST_AHEAD = timedelta(days=KEPT_DAYS)  # a time that is further off is not the time

IN_HAND = "Another worker is saying this right now."


@dataclass(frozen=True)
class Poster:
    """Posts each key once."""

    slack: Slack
    table: Table
    clock: Clock

    def post_once(
        self, key: str, channel: str, message: Message, thread_ts: str | None = None, in_channel: bool = False
    ) -> str:
        """The ts of the one message with this key, posted now or earlier; raises Later or SlackError.

        With `in_channel` the channel shows what is posted in the thread, too.
        """
        holder, until = secrets.token_hex(8), self._until()
        before, claimed = self._claim(key, holder)
        if "ts" in before.data:
            return str(before.data["ts"])
        tried_at = datetime.fromtimestamp(before.data["tried_at"], UTC) if "tried_at" in before.data else None
        try:
            ts = None
            if tried_at:
                ts = self._looked_up(key, channel, tried_at, thread_ts)
                until = self._until()
                ts = ts or self._renew(key, holder)
            with ending(lambda: until - self.clock().timestamp()):  # then somebody else may post it
                ts = ts or self.slack.post(channel, message, key, thread_ts, in_channel)
        except SlackLater as error:
            self._release(key, holder, forget=tried_at is None and not error.maybe_done)
            raise
        except Exception:
            self._release(key, holder, forget=tried_at is None)
            raise
        amend(self.table, *post_key(key), lambda post: replace(post, data={**post.data, "ts": ts}), known=claimed)
        return ts

    def _until(self) -> float:
        """The end of the time in which nobody else posts what is claimed from now on."""
        return self.clock().timestamp() + HANDS_OFF_SECONDS

    def post_below(self, key: str, channel: str, ts: str, message: Message) -> bool:
        """As `post_once`, in the thread of a message; False if nobody can answer there: it or its channel is gone."""
        try:
            self.post_once(key, channel, message, thread_ts=ts)
        except SlackError as problem:
            if problem.code not in CARD_LOST | NOT_THERE:
                raise
            return False
        return True

    def is_begun(self, key: str) -> bool:
        """Whether somebody has tried to post it, so that it may be in Slack."""
        return bool(self.table.get(*post_key(key)).data)

    def posted(self, key: str) -> str:
        """The ts of the message with this key if it is known to exist; else ''."""
        return str(self.table.get(*post_key(key)).data.get("ts", ""))

    def found(self, key: str, channel: str, thread_ts: str = "") -> str:
        """The ts of the message with this key, looked up in Slack if whoever posted it died before writing that down.

        '' if it isn't there; raises Later while somebody may be posting it.
        """
        post = self.table.get(*post_key(key))
        if "ts" in post.data or "tried_at" not in post.data:
            return str(post.data.get("ts", ""))
        tried_at = datetime.fromtimestamp(post.data["tried_at"], UTC)
        try:
            ts = self._looked_up(key, channel, tried_at, thread_ts or None)
        except SlackError:
            return ""  # Bellhop can't read there
        if ts:
            amend(self.table, *post_key(key), lambda known: replace(known, data={**known.data, "ts": ts}), known=post)
            return ts
        wait = post.data.get("hands_off_until", 0) - self.clock().timestamp()
        if wait > 0:
            raise Later(IN_HAND, wait=wait)
        return ""

    def _looked_up(self, key: str, channel: str, tried_at: datetime, thread_ts: str | None) -> str | None:
        """The ts of the message with this key if Slack shows one, wherever our clock stood when it was posted."""
        since = tried_at - CLOCK_SKEW
        found = self.slack.find(channel, key, since, thread_ts)
        ahead = min(self.clock() - (self.slack.time or self.clock()), MOST_AHEAD)
        if found or ahead < CLOCK_SKEW / 2:
            return found
        return self.slack.find(channel, key, since - ahead, thread_ts)

    def _claim(self, key: str, holder: str) -> tuple[Document, Document]:
        """The document before this try and now; raises Later while somebody else is posting it."""
        now = self.clock().timestamp()
        found: list[Document] = []

        def claim(post: Document) -> Document | None:
            found[:] = [post]
            if "ts" in post.data:
                return None
            if post.data.get("hands_off_until", 0) > now:
                raise Later(IN_HAND, wait=post.data["hands_off_until"] - now)
            data = {"tried_at": now, **post.data, "holder": holder, "hands_off_until": now + HANDS_OFF_SECONDS}
            return replace(post, data=data, expires_at=expiry(self.clock(), KEPT_DAYS))

        # Mostly nobody has tried: that costs one call, and where somebody has, it is read then.
        claimed = amend(self.table, *post_key(key), claim, known=Document(*post_key(key)))
        return found[0], claimed

    def _renew(self, key: str, holder: str) -> str | None:
        """The ts if somebody posted it while we looked; raises Later if somebody else is trying now."""
        now = self.clock().timestamp()

        def renew(post: Document) -> Document | None:
            if "ts" in post.data:
                return None
            if post.data.get("holder") != holder:
                raise Later(IN_HAND, wait=max(1.0, post.data.get("hands_off_until", 0) - now))
            return replace(post, data={**post.data, "hands_off_until": now + HANDS_OFF_SECONDS})

        return amend(self.table, *post_key(key), renew).data.get("ts")

    def _release(self, key: str, holder: str, forget: bool) -> None:
        """Let the next try start at once; `forget` if the message can't be in Slack."""

        def release(post: Document) -> Document | None:
            if post.data.get("holder") != holder:
                return None
            kept = {} if forget else {"tried_at": post.data["tried_at"]}
            return replace(post, data=kept)

        amend(self.table, *post_key(key), release)


def post_key(key: str) -> Key:
    return f"post#{key}", "post"
