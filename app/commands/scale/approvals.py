"""Changes that wait for somebody to press Confirm, or for others to press Approve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.base.clock import Clock
from app.store.codec import decode, encode
from app.store.table import Document, Table, amend

KEPT_DAYS = 90


class Fate(StrEnum):
    """What became of it."""

    OPEN = "open"
    TAKEN = "taken"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Pending:
    """A plan that is not carried out yet; `plan` as the codec writes it, `key` finds its message in `channel`.

    needed  so many others must approve it, 0 where one confirmation is enough; `approved_by` holds who has
    why     it is asked, `rule` by which, mrkdwn; `words` and `undoes` go on to the change
    mark    of the operation that took it on, or cancelled it; `settled_by` pressed
    """

    id: str
    group: str
    user_id: str
    channel: str
    key: str
    asked_at: datetime
    until: datetime
    plan: dict[str, Any]
    needed: int = 0
    approved_by: tuple[str, ...] = ()
    fate: Fate = Fate.OPEN
    mark: str = ""
    settled_by: str = ""
    rule: str = ""
    why: str = ""
    words: str = ""
    undoes: str = ""


@dataclass(frozen=True)
class Pendings:
    """Documents `pending#<id>`."""

    table: Table
    clock: Clock

    def begin(self, pending: Pending) -> Pending:
        """Remember it; one that is known already stays as it is."""
        data = encode(pending)
        return self._amend(pending.id, lambda known: None if known.version else self._kept(known, data))

    def find(self, pending_id: str) -> Pending | None:
        document = self.table.get(*_key(pending_id))
        return decode(Pending, document.data) if document.version else None

    def change(self, pending_id: str, change: Callable[[Pending], Pending]) -> Pending:
        """Apply `change` to what is stored, again if somebody came between, and return what is stored now."""

        def write(document: Document) -> Document | None:
            known = decode(Pending, document.data)
            changed = change(known)
            return None if changed == known else self._kept(document, encode(changed))

        return self._amend(pending_id, write)

    def settle(self, pending_id: str, fate: Fate, mark: str, user_id: str) -> Pending:
        """What is stored: settled now, or as somebody settled it before."""

        def settled(known: Pending) -> Pending:
            if known.fate is not Fate.OPEN:
                return known
            return replace(known, fate=fate, mark=mark, settled_by=user_id)

        return self.change(pending_id, settled)

    def _amend(self, pending_id: str, write: Callable[[Document], Document | None]) -> Pending:
        return decode(Pending, amend(self.table, *_key(pending_id), write).data)

    def _kept(self, document: Document, data: Any) -> Document:
        expires_at = int(self.clock().timestamp()) + KEPT_DAYS * 86400
        return replace(document, data=data, expires_at=expires_at)


def _key(pending_id: str) -> tuple[str, str]:
    return f"pending#{pending_id}", "pending"
