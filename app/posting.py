"""Say a thing exactly once, though the process may die and Slack's answer may be lost.

Each message has a key of ours, kept in the table and in the message's metadata. Before posting, the table says "tried";
whoever finds "tried" without a ts looks for the message in Slack before posting it again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from app.clock import Clock
from app.errors import Later
from app.messages.message import Message
from app.slack import TIMEOUT_SECONDS, Slack, SlackLater
from app.store.table import Document, Table, amend

KEPT_DAYS = 15  # longer than a message can wait on a queue (14 days)
# While another process may still be waiting for Slack's answer, nobody else posts or looks.
HANDS_OFF_SECONDS = 2 * TIMEOUT_SECONDS
CLOCK_SKEW = timedelta(minutes=2)

IN_HAND = "Another worker is saying this right now."


@dataclass(frozen=True)
class Poster:
    """Posts each key once."""

    slack: Slack
    table: Table
    clock: Clock

    def post_once(self, key: str, channel: str, message: Message, thread_ts: str | None = None) -> str:
        """The ts of the one message with this key, posted now or earlier; raises Later or SlackError."""
        before = self._claim(key)
        if "ts" in before.data:
            return str(before.data["ts"])
        tried_at = datetime.fromtimestamp(before.data["tried_at"], UTC) if "tried_at" in before.data else None
        try:
            ts = self.slack.find(channel, key, tried_at - CLOCK_SKEW, thread_ts) if tried_at else None
            ts = ts or self.slack.post(channel, message, key, thread_ts)
        except SlackLater as trouble:
            self._release(key, forget=tried_at is None and not trouble.maybe_done)
            raise
        except Exception:
            self._release(key, forget=tried_at is None)
            raise
        amend(self.table, f"post#{key}", "post", lambda post: replace(post, data={**post.data, "ts": ts}))
        return ts

    def _claim(self, key: str) -> Document:
        """The document as it was before this try, or Later while somebody else has it in hand."""
        now = self.clock().timestamp()
        found: list[Document] = []

        def claim(post: Document) -> Document | None:
            found[:] = [post]
            if "ts" in post.data:
                return None
            if post.data.get("hands_off_until", 0) > now:
                raise Later(IN_HAND, wait=post.data["hands_off_until"] - now)
            data = {"tried_at": now, **post.data, "hands_off_until": now + HANDS_OFF_SECONDS}
            return replace(post, data=data, expires_at=int(now + KEPT_DAYS * 86400))

        amend(self.table, f"post#{key}", "post", claim)
        return found[0]

    def _release(self, key: str, forget: bool) -> None:
        """Let the next try begin at once; `forget` when the message cannot be in Slack."""

        def release(post: Document) -> Document:
            kept = {} if forget else {"tried_at": post.data["tried_at"]}
            return replace(post, data=kept)

        amend(self.table, f"post#{key}", "post", release)
