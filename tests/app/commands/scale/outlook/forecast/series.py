"""Series of a metric and sizes, as lists of periods, for the tests of the forecast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from app.commands.scale.outlook.forecast.figure import Figure, foretold
from app.commands.scale.outlook.forecast.points import Point, Stay, settled
from app.commands.scale.outlook.forecast.shared import Shared, Why, learned

PERIOD = 60
BEGIN = 1_764_504_000


def at(number: int) -> datetime:
    return datetime.fromtimestamp(BEGIN + number * PERIOD, UTC)


def staying(*sizes: tuple[int, int]) -> tuple[Stay, ...]:
    """Stays one after another, each so many periods long at a size."""
    stays, begin = list[Stay](), BEGIN
    for periods, size in sizes:
        stays.append(Stay(begin, begin + periods * PERIOD, size))
        begin += periods * PERIOD
    return tuple(stays)


def measured(value: Callable[[int, int], float], stays: Sequence[Stay]) -> list[tuple[datetime, float]]:
    """A value for each period, by its number and the size."""
    found = []
    for stay in stays:
        first, last = (int(end - BEGIN) // PERIOD for end in (stay.begin, stay.end))
        found += [(at(number), value(number, stay.size)) for number in range(first, last)]
    return found


def points(value: Callable[[int, int], float], *sizes: tuple[int, int]) -> list[list[Point]]:
    stays = staying(*sizes)
    return settled(measured(value, stays), stays, PERIOD)


def forecast(
    values: Sequence[tuple[datetime, float]], stays: Sequence[Stay], to: int, is_capped: bool = False
) -> Figure | Why:
    """At the end of the last stay."""
    shared = learned(settled(values, stays, PERIOD), PERIOD, is_capped)
    if not isinstance(shared, Shared):
        return shared
    return foretold(shared, stays[-1].size, to, stays[-1].end, PERIOD, is_capped)
