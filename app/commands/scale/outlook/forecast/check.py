"""What a forecast said, kept with the change that it is about, and what came of it. No IO."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from app.base.middle import median
from app.base.values import dataclass
from app.commands.scale.outlook.forecast.figure import Figure
from app.commands.scale.outlook.forecast.foresight import Asked
from app.commands.scale.outlook.forecast.points import LEVEL, SETTLES
from app.store.codec import decode

LATE = timedelta(minutes=2)  # CloudWatch has values by then


@dataclass(frozen=True)
class Told:
    """A forecast, and of which metric."""

    asked: Asked
    figure: Figure


@dataclass(frozen=True)
class Check:
    """What came of the forecast for a change, by its id."""

    change: str
    told: Told
    came: float
    at: datetime

    @property
    def off(self) -> float:
        return abs(self.came - self.told.figure.then)


def told_in(kept: Any) -> tuple[Told, ...]:
    """What an estimate has kept with a change."""
    return tuple(decode(Told, each) for each in (kept or {}).get("told", ()))


def due(told: Sequence[Told], ended: datetime) -> datetime:
    """When all of it can be compared: each metric has had as many values as a level is made of."""
    longest = max(each.asked.period for each in told)
    return ended + timedelta(seconds=(SETTLES + LEVEL + 1) * longest) + LATE


def came(told: Told, values: Sequence[tuple[datetime, float]], ended: datetime) -> float | None:
    """The level of the first values after the change had settled; None if there are too few."""
    begin = ended.timestamp() + SETTLES * told.asked.period
    after = [value for at, value in sorted(values) if at.timestamp() >= begin][:LEVEL]
    return median(after) if len(after) == LEVEL else None
