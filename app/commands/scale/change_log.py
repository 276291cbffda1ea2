"""What people changed on Auto Scaling groups: who, when, from what to what, why, and how it ended; kept for 90 days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.base.clock import Clock
from app.base.values import dataclass
from app.commands.scale.logged_change import Change
from app.store.codec import decode, encode
from app.store.documents import Documents
from app.store.table import Changed, Document, Table

KEPT_DAYS = 90
INDEX = "changes"


@dataclass(frozen=True)
class Line:
    """A change in the list of all changes."""

    group: str


@dataclass(frozen=True)
class Changes:
    """Documents `change#<id>`, and in `changes` a line for each, by time."""

    table: Table
    clock: Clock

    def begin(self, change: Change) -> Change:
        """Store a change; an existing one stays as it is. Both documents are written, or neither."""
        written = self._documents.write(self._documents.new(change.id), change)
        at = f"{change.at.timestamp():.3f}#{change.id}"
        line = Document(INDEX, at, encode(Line(change.group)), expires_at=written.expires_at)
        while True:
            try:
                self.table.put_all([line, written])
            except Changed:
                known = self.find(change.id)
                if known is not None:
                    return known
            else:
                return change

    def find(self, change_id: str) -> Change | None:
        return self._documents.find(change_id)

    def change(self, change_id: str, change: Callable[[Change], Change]) -> Change:
        """Apply `change` to a stored one, again if somebody else wrote in between, and return what is stored now."""
        return self._documents.change(change_id, change)

    def newest(self, group: str = "", most: int = 10) -> tuple[Change, ...]:
        """The newest changes of a group, or of all, newest first."""
        lines = [line for line in self.table.query(INDEX) if group in ("", decode(Line, line.data).group)]
        ids = [line.sk.partition("#")[2] for line in reversed(lines[-most:])]
        return tuple(self._documents.find_many(ids).values())

    def since(self, moment: datetime, most: int) -> tuple[Change, ...]:
        """The newest ones since then, newest first: reads no line of an older one."""
        lines = self.table.query(INDEX, since=f"{moment.timestamp():.3f}")
        ids = [line.sk.partition("#")[2] for line in reversed(lines[-most:])]
        return tuple(self._documents.find_many(ids).values())

    @property
    def _documents(self) -> Documents[Change]:
        return Documents(self.table, self.clock, Change, "change", KEPT_DAYS)
