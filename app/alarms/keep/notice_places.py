"""Where the message about something is that notices are about: a finding, an execution, a resource."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from app.alarms.decide.target import MessageId
from app.base.clock import Clock
from app.base.values import dataclass
from app.store.documents import Documents
from app.store.table import Table

KEPT_DAYS = 2
RELATED_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Message:
    """The last message of its own: when it was posted, and how bad what it says is."""

    ts: str = ""
    posted_at: float = 0.0
    gravity: int = 0


@dataclass(frozen=True)
class NoticePlaces:
    """Documents `notice#<channel>#<hash of what it is about>`; read and written under the lease of that thing."""

    table: Table
    clock: Clock

    def place_of(self, about: str, channel: str, gravity: int) -> MessageId | None:
        """Where a related notice belongs; None if there is nothing yet, if that is long ago, or was less grave."""
        known = self._documents.find(_key(about, channel))
        if not known or not known.ts or gravity > known.gravity:
            return None
        is_new = self.clock() - datetime.fromtimestamp(known.posted_at, self.clock().tzinfo) < RELATED_FOR
        return MessageId(channel, known.ts) if is_new else None

    def keep(self, about: str, channel: str, ts: str, gravity: int) -> None:
        now = self.clock().timestamp()
        told = Message(ts, now, gravity)
        self._documents.change(_key(about, channel), lambda known: known if known.ts == ts else told)

    @property
    def _documents(self) -> Documents[Message]:
        return Documents(self.table, self.clock, Message, "notice", KEPT_DAYS)


def _key(about: str, channel: str) -> str:
    return f"{channel}#{hashlib.sha256(about.encode()).hexdigest()}"
