"""Who came when, of those who ask for one thing: what had to wait must not undo what was asked after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.clock import Clock
from app.store.documents import Documents
from app.store.table import Table

KEPT_DAYS = 15  # longer than a message can wait on a queue (14 days)


@dataclass(frozen=True)
class Served:
    """How many have arrived, and the place of the last one that was carried out."""

    arrived: int = 0
    served: int = 0


@dataclass(frozen=True)
class Turns:
    """Documents `topic#<group>`."""

    table: Table
    clock: Clock

    def arrive(self, group: str) -> int:
        """A place behind all that came before. A queue of its own gives each group's jobs one after the other."""
        return self._documents.change(group, lambda turns: replace(turns, arrived=turns.arrived + 1)).arrived

    def is_overtaken(self, group: str, place: int) -> bool:
        """Whether somebody who came later has been served already."""
        turns = self._documents.find(group)
        return turns is not None and turns.served > place

    def serve(self, group: str, place: int) -> None:
        """What was asked from this place holds now."""
        self._documents.change(group, lambda turns: replace(turns, served=max(place, turns.served)))

    @property
    def _documents(self) -> Documents[Served]:
        return Documents(self.table, self.clock, Served, "topic", KEPT_DAYS, "turns")
