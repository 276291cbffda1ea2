"""What people changed at Auto Scaling groups: who, when, from what to what, why, and how it ended; kept for 90 days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.base.clock import Clock
from app.commands.scale.logged_change import Change
from app.store.codec import decode, encode
from app.store.table import Document, Table, amend

KEPT_DAYS = 90
INDEX = "changes"


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
