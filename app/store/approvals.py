"""Changes that wait for somebody to press Confirm, or for others to press Approve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.clock import Clock
from app.store.codec import decode, encode
from app.store.table import Document, Table, amend

KEPT_DAYS = 90


class Resolution(StrEnum):
    """What became of it."""

    OPEN = "open"
    TAKEN = "taken"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Approval:
    """A plan that is not carried out yet; `plan` as the table keeps it, `key` finds its message in `channel`.

    needed  so many others must approve it, 0 where one confirmation is enough; `approved_by` holds who has
    why     it is asked, `rule` by which, mrkdwn
    mark    of the operation that took it on, or cancelled it; `settled_by` pressed
    words   from an older Bellhop, as `undoes`: what to add to what was done, and the change that it undoes
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
    resolution: Resolution = Resolution.OPEN
    mark: str = ""
    settled_by: str = ""
    rule: str = ""
    why: str = ""
    words: str = ""
    undoes: str = ""


@dataclass(frozen=True)
class Approvals:
    """Documents `pending#<id>`."""

    table: Table
    clock: Clock

    def begin(self, approval: Approval) -> Approval:
        """Remember it; one that is known already stays as it is."""
        data = _document(approval)
        return self._amend(approval.id, lambda known: None if known.version else self._kept(known, data))

    def find(self, approval_id: str) -> Approval | None:
        document = self.table.get(*_key(approval_id))
        return _approval(document.data) if document.version else None

    def change(self, approval_id: str, change: Callable[[Approval], Approval]) -> Approval:
        """Apply `change` to what is stored, again if somebody came between, and return what is stored now."""

        def write(document: Document) -> Document | None:
            known = _approval(document.data)
            changed = change(known)
            return None if changed == known else self._kept(document, _document(changed))

        return self._amend(approval_id, write)

    def settle(self, approval_id: str, resolution: Resolution, mark: str, user_id: str) -> Approval:
        """What is stored: settled now, or as somebody settled it before."""

        def settled(known: Approval) -> Approval:
            if known.resolution is not Resolution.OPEN:
                return known
            return replace(known, resolution=resolution, mark=mark, settled_by=user_id)

        return self.change(approval_id, settled)

    def _amend(self, approval_id: str, write: Callable[[Document], Document | None]) -> Approval:
        return _approval(amend(self.table, *_key(approval_id), write).data)

    def _kept(self, document: Document, data: Any) -> Document:
        expires_at = int(self.clock().timestamp()) + KEPT_DAYS * 86400
        return replace(document, data=data, expires_at=expires_at)


def _key(approval_id: str) -> tuple[str, str]:
    return f"pending#{approval_id}", "pending"


def _document(approval: Approval) -> dict[str, Any]:
    """`fate` is what an older Bellhop, put back into place, reads: it must not take what is settled for open."""
    return {**encode(approval), "fate": approval.resolution.value}


def _approval(data: Mapping[str, Any]) -> Approval:
    return decode(Approval, {"resolution": data.get("fate", Resolution.OPEN.value), **data})
