"""Changes that wait for a confirmation or for approvals."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.base.clock import Clock
from app.base.values import dataclass
from app.store.codec import STORED_AS
from app.store.documents import Documents
from app.store.table import Document, Table

KEPT_DAYS = 90
INDEX = "approvals"
MOST_WAITING = 100


class Resolution(StrEnum):
    """What became of it."""

    OPEN = "open"
    TAKEN = "taken"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Approval:
    """A plan that isn't carried out yet; `plan` as stored, `key` finds its message in `channel`, or a thread there.

    needed  how many others must approve it, 0 if a confirmation is enough; `approved_by` has those who did
    why     it needs that, `rule` by which guard, mrkdwn
    mark    of the operation that took it on, or cancelled it; `settled_by` pressed
    version  which plan it is: a yes counts only for the one that was shown
    since   what has moved since it was asked first, and `late` why it is asked at all, mrkdwn
    once    what the button that asked can do once, by its name among the claims; `id` is the mark of that claim
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
    resolution: Resolution = field(default=Resolution.OPEN, metadata={STORED_AS: "fate"})
    mark: str = ""
    settled_by: str = ""
    rule: str = ""
    why: str = ""
    version: int = 0
    since: str = ""
    late: str = ""
    words: str = ""
    undoes: str = ""
    thread_ts: str = ""
    once: str = ""


@dataclass(frozen=True)
class Approvals:
    """Documents `pending#<id>`, and in `approvals` a line for each, by the time until which it waits."""

    table: Table
    clock: Clock

    def begin(self, approval: Approval) -> Approval:
        """Store it; an existing one stays as it is."""
        until = approval.until.timestamp()
        line = Document(INDEX, f"{until:.3f}#{approval.id}", expires_at=int(until))
        return self._documents.begin(approval.id, approval, line)

    def waiting(self) -> tuple[Approval, ...]:
        """Those that still wait, the one that ends first at the front: as many as were asked within half an hour."""
        lines = self.table.query(INDEX, since=f"{self.clock().timestamp():.3f}")
        found = self._documents.find_many(line.sk.partition("#")[2] for line in lines[:MOST_WAITING])
        return tuple(each for each in found.values() if each.resolution is Resolution.OPEN)

    def find(self, approval_id: str) -> Approval | None:
        return self._documents.find(approval_id)

    def change(self, approval_id: str, change: Callable[[Approval], Approval]) -> Approval:
        """Apply `change` to what is stored, again if somebody else wrote in between, and return what is stored now."""
        return self._documents.change(approval_id, change)

    def settle(
        self, approval_id: str, resolution: Resolution, mark: str, user_id: str, version: int | None = None
    ) -> Approval:
        """What is stored: settled now, or by somebody before, or still open if it is another `version` meanwhile."""

        def settled(known: Approval) -> Approval:
            if known.resolution is not Resolution.OPEN or version not in (None, known.version):
                return known
            return replace(known, resolution=resolution, mark=mark, settled_by=user_id)

        return self.change(approval_id, settled)

    def agree(self, approval_id: str, user_id: str, version: int, lost: Collection[str], why: str) -> Approval:
        """This person approves that `version`, if it is still what is asked.

        Those who are `lost` may no longer approve it; `why` says so (mrkdwn).
        """

        def agreed(known: Approval) -> Approval:
            if known.resolution is not Resolution.OPEN or known.version != version:
                return known
            others = tuple(each for each in known.approved_by if each not in {user_id, *lost})
            is_without = bool(set(lost) & set(known.approved_by))
            if user_id in known.approved_by and not is_without:
                return known
            return replace(known, approved_by=(*others, user_id), since=why if is_without else known.since)

        return self.change(approval_id, agreed)

    def move(self, now: Approval) -> Approval:
        """Store what is asked now, unless somebody else has written that, or settled it, in between."""

        def moved(known: Approval) -> Approval:
            is_next = known.resolution is Resolution.OPEN and known.version + 1 == now.version
            return now if is_next else known

        return self.change(now.id, moved)

    def reopen(self, approval_id: str, mark: str) -> Approval:
        """The operation with this mark took it on, but nothing came of it: anybody can press again."""

        def reopened(known: Approval) -> Approval:
            return replace(known, resolution=Resolution.OPEN, mark="", settled_by="") if known.mark == mark else known

        return self.change(approval_id, reopened)

    @property
    def _documents(self) -> Documents[Approval]:
        return Documents(self.table, self.clock, Approval, "pending", KEPT_DAYS)
