"""A metric's values, each with how many instances or tasks shared what it measures. No IO.

Right after the size has changed, a value tells of both sizes, and of instances that warm up: it counts for none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.base.middle import median
from app.base.values import dataclass

SETTLES = 2  # periods
LEVEL = 3  # values whose median is a level


@dataclass(frozen=True)
class Stay:
    """So many were in service all the time between two times, in seconds since 1970."""

    begin: float
    end: float
    size: int


@dataclass(frozen=True)
class Point:
    """The value of the period that begins at `at`; `size` were in service all the time."""

    at: float
    value: float
    size: int

    @property
    def load(self) -> float:
        """What all have to do together, if it is shared."""
        return self.value * self.size


def settled(values: Iterable[tuple[datetime, float]], stays: Iterable[Stay], period: int) -> list[list[Point]]:
    """The values of each stay, oldest first; stays without any are left out."""
    known = sorted((at.timestamp(), value) for at, value in values)
    found = []
    for stay in stays:
        begin, end = stay.begin + SETTLES * period, stay.end - period
        points = [Point(at, value, stay.size) for at, value in known if begin <= at <= end and stay.size > 0]
        if points:
            found.append(points)
    return found


def levels(points: Sequence[Point]) -> list[Point]:
    """The median of each three values in a row, at the time of the last."""
    return [
        Point(points[end - 1].at, median(each.value for each in points[end - LEVEL : end]), points[end - 1].size)
        for end in range(LEVEL, len(points) + 1)
    ]
