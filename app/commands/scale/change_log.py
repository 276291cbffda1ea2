"""What people changed on Auto Scaling groups: who, when, from what to what, why, and how it ended; kept for 90 days."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from app.base.clock import Clock
from app.base.values import dataclass
from app.commands.scale.logged_change import Change
from app.store.codec import decode, encode
from app.store.documents import Documents
from app.store.table import Document, Table

KEPT_DAYS = 90
INDEX, OF_GROUP = "changes", "group-changes#"
# Lines of an older Bellhop are only among all: of so many of these a group's are found.
SEARCHED = 300


@dataclass(frozen=True)
class Line:
    """A change in the list of all changes, and in that of its group."""

    group: str


@dataclass(frozen=True)
class Changes:
    """Documents `change#<id>`, and for each a line in `changes` and one in `group-changes#<group>`, by time."""

    table: Table
    clock: Clock

    def begin(self, change: Change) -> Change:
        """Store a change; an existing one stays as it is."""
        at, line = f"{change.at.timestamp():.3f}#{change.id}", encode(Line(change.group))
        until = self._documents.expires_at()
        lines = (Document(pk, at, line, expires_at=until) for pk in (INDEX, OF_GROUP + change.group))
        return self._documents.begin(change.id, change, *lines)

    def find(self, change_id: str) -> Change | None:
        return self._documents.find(change_id)

    def change(self, change_id: str, change: Callable[[Change], Change], begun: Change | None = None) -> Change:
        """Apply `change` to a stored one, again if somebody else wrote in between, and return what is stored now.

        `begun` is what `begin` returned, if that was just now: it saves a read.
        """
        return self._documents.change(change_id, change, begun)

    def newest(self, group: str = "", most: int = 10) -> tuple[Change, ...]:
        """The newest changes of a group, or of all, newest first; reads no more of them than asked for."""
        lines = self.table.query(OF_GROUP + group if group else INDEX, newest=most)
        if group and len(lines) < most:
            older = self.table.query(INDEX, newest=SEARCHED)
            lines = (*lines, *(line for line in older if decode(Line, line.data).group == group))
        return self._of(sorted({line.sk for line in lines}, reverse=True)[:most])

    def since(self, moment: datetime, most: int, group: str = "") -> tuple[Change, ...]:
        """The newest ones since then, newest first, of a group or of all: reads no line of an older one."""
        lines = self.table.query(OF_GROUP + group if group else INDEX, f"{moment.timestamp():.3f}", most)
        return self._of(line.sk for line in lines)

    def _of(self, lines: Iterable[str]) -> tuple[Change, ...]:
        """By the sort keys of their lines."""
        return tuple(self._documents.find_many(line.partition("#")[2] for line in lines).values())

    @property
    def _documents(self) -> Documents[Change]:
        return Documents(self.table, self.clock, Change, "change", KEPT_DAYS)
