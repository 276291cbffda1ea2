"""Who came when, of those who ask for one thing: what had to wait must not undo what was asked after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.base.clock import Clock
from app.store.table import Document, Table, amend

KEPT_DAYS = 15  # longer than a message can wait on a queue (14 days)


@dataclass(frozen=True)
class Turns:
    """Documents `topic#<group>`: how many have arrived, and the place of the last one that was carried out."""

    table: Table
    clock: Clock

    def arrive(self, group: str) -> int:
        """A place behind all that came before. A queue of its own gives each group's jobs one after the other."""
        place: int = self._amend(group, lambda turns: {**turns, "arrived": turns.get("arrived", 0) + 1})["arrived"]
        return place

    def is_overtaken(self, group: str, place: int) -> bool:
        """Whether somebody who came later has been served already."""
        return bool(self.table.get(f"topic#{group}", "turns").data.get("served", 0) > place)

    def serve(self, group: str, place: int) -> None:
        """What was asked from this place holds now."""
        self._amend(group, lambda turns: {**turns, "served": max(place, turns.get("served", 0))})

    def _amend(self, group: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        expires_at = int(self.clock().timestamp()) + KEPT_DAYS * 86400

        def write(document: Document) -> Document:
            return replace(document, data=change(dict(document.data)), expires_at=expires_at)

        return dict(amend(self.table, f"topic#{group}", "turns", write).data)
