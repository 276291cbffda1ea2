"""The last good configuration in the table, so that a cold start works while the parameter is wrong."""

from __future__ import annotations

from dataclasses import replace

from app.base.clock import Clock
from app.base.values import dataclass
from app.store.documents import Documents
from app.store.table import Table

KEPT_DAYS = 90
ONLY = "last"


@dataclass(frozen=True)
class KeptText:
    """`text` as it was read, and the day on which it was; it is written once a day, so that it doesn't expire."""

    text: str = ""
    day: str = ""


@dataclass(frozen=True)
class KeptConfiguration:
    """The document `configuration#last`."""

    table: Table
    clock: Clock

    def last(self) -> str:
        return (self._documents.find(ONLY) or KeptText()).text

    def keep(self, text: str) -> None:
        today = self.clock().date().isoformat()
        self._documents.change(ONLY, lambda known: replace(known, text=text, day=today))

    @property
    def _documents(self) -> Documents[KeptText]:
        return Documents(self.table, self.clock, KeptText, "configuration", KEPT_DAYS)
