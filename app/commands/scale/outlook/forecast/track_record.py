"""What came of a group's forecasts, so that the next one can say how good they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.base.clock import Clock
from app.base.values import dataclass
from app.commands.scale.outlook.forecast.check import Check
from app.store.documents import Documents
from app.store.table import Table

KEPT_DAYS = 90
MOST = 12


@dataclass(frozen=True)
class TrackRecord:
    """The checks of a group's forecasts, the newest last."""

    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class TrackRecords:
    """Documents `forecasts#<group>`."""

    table: Table
    clock: Clock

    def find(self, group: str, since: datetime | None = None) -> TrackRecord:
        """Of the group that there is since then, and no earlier one of its name."""
        known = self._documents.find(group) or TrackRecord()
        return replace(known, checks=tuple(each for each in known.checks if since is None or each.at >= since))

    def add(self, group: str, checks: Sequence[Check]) -> TrackRecord:
        """Each of a change once; the newest are kept."""

        def added(known: TrackRecord) -> TrackRecord:
            there = {check.change for check in known.checks}
            new = [check for check in checks if check.change not in there]
            return replace(known, checks=(*known.checks, *new)[-MOST:])

        return self._documents.change(group, added)

    @property
    def _documents(self) -> Documents[TrackRecord]:
        return Documents(self.table, self.clock, TrackRecord, "forecasts", KEPT_DAYS)
