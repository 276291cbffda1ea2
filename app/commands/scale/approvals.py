"""Changes that wait for somebody to press Confirm, or for others to press Approve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.base.clock import Clock
from app.store.documents import Documents
from app.store.table import Table

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
        return self._documents.begin(pending.id, pending)

    def find(self, pending_id: str) -> Pending | None:
        return self._documents.find(pending_id)

    def change(self, pending_id: str, change: Callable[[Pending], Pending]) -> Pending:
        """Apply `change` to what is stored, again if somebody came between, and return what is stored now."""
        return self._documents.change(pending_id, change)

    def settle(self, pending_id: str, fate: Fate, mark: str, user_id: str) -> Pending:
        """What is stored: settled now, or as somebody settled it before."""

        def settled(known: Pending) -> Pending:
            if known.fate is not Fate.OPEN:
                return known
            return replace(known, fate=fate, mark=mark, settled_by=user_id)

        return self.change(pending_id, settled)

    @property
    def _documents(self) -> Documents[Pending]:
        return Documents(self.table, self.clock, Pending, "pending", KEPT_DAYS)
