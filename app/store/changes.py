"""What people changed at Auto Scaling groups: who, when, from what to what, why, and how it ended; kept for 90 days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.aws.scaling import Capacity
from app.clock import Clock
from app.store.codec import decode, encode
from app.store.table import Document, Table, amend

KEPT_DAYS = 90
INDEX = "changes"


class Result(StrEnum):
    """How a change ended; `RUNNING` has not yet."""

    RUNNING = "running"
    DONE = "done"
    PARTLY = "partly done"
    GIVEN_UP = "given up"
    OVERTAKEN = "overtaken"
    UNDONE = "undone"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Message:
    """The message in Slack that tells how it goes: found by `key`, or posted in `thread_ts` of `channel`."""

    channel: str
    key: str
    thread_ts: str = ""


@dataclass(frozen=True)
class Change:
    """One change; `id` is the mark of the operation that made it.

    words       what was done, mrkdwn, such as "set *web* from 2 to 4"
    before      the sizes as they were, and `after` as they were made; both None where it was about something else
    until       when Auto Scaling brings `before` back, by its scheduled action `returning`
    refresh     the instance refresh that it began or rolled back, to be followed
    step        how often it has been looked at since
    shown       what its message said last, as a hash
    best        most instances that were seen in service (or fewest, where it shrinks), at `best_at`
    """

    id: str
    group: str
    user_id: str
    at: datetime
    words: str
    message: Message
    before: Capacity | None = None
    after: Capacity | None = None
    reason: str = ""
    warnings: tuple[str, ...] = ()
    until: datetime | None = None
    returning: str = ""
    refresh: bool = False
    undoes: str = ""
    undone_by: str = ""
    result: Result = Result.DONE
    ended_at: datetime | None = None
    step: int = 0
    shown: str = ""
    best: int | None = None
    best_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        return self.result is Result.RUNNING

    @property
    def is_undoable(self) -> bool:
        """Whether its sizes were changed for sure, and are not taken back yet."""
        return self.before is not None and not self.undone_by and self.result is not Result.UNKNOWN


@dataclass(frozen=True)
class Changes:
    """Documents `change#<id>`, and in `changes` a line for each, by time."""

    table: Table
    clock: Clock

    def begin(self, change: Change) -> Change:
        """Remember a change; one that is known already stays as it is."""
        line = Document(INDEX, f"{change.at.timestamp():.3f}#{change.id}", {"group": change.group})
        amend(self.table, line.pk, line.sk, lambda known: None if known.version else self._kept(known, line.data))
        stored = amend(
            self.table,
            *_key(change.id),
            lambda known: None if known.version else self._kept(known, encode(change)),
        )
        return decode(Change, stored.data)

    def find(self, change_id: str) -> Change | None:
        document = self.table.get(*_key(change_id))
        return decode(Change, document.data) if document.version else None

    def change(self, change_id: str, change: Callable[[Change], Change]) -> Change:
        """Apply `change` to a known one, again if somebody came between, and return what is stored now."""

        def write(document: Document) -> Document | None:
            known = decode(Change, document.data)
            changed = change(known)
            return None if changed == known else self._kept(document, encode(changed))

        return decode(Change, amend(self.table, *_key(change_id), write).data)

    def newest(self, group: str = "", most: int = 10) -> tuple[Change, ...]:
        """The newest changes of a group, or of all, newest first."""
        lines = [line for line in self.table.query(INDEX) if group in ("", line.data["group"])]
        ids = [line.sk.partition("#")[2] for line in reversed(lines[-most:])]
        found = self.table.get_many([_key(change_id) for change_id in ids])
        return tuple(decode(Change, document.data) for document in found.values() if document.version)

    def _kept(self, document: Document, data: Any) -> Document:
        expires_at = int(self.clock().timestamp()) + KEPT_DAYS * 86400
        return replace(document, data=data, expires_at=expires_at)


def _key(change_id: str) -> tuple[str, str]:
    return f"change#{change_id}", "change"
