"""The newest datapoints that an alarm's own message tells, oldest first. No IO.

CloudWatch writes them into its reason, newest first, "[93.2 (10/11/26 02:44:00), 91.8 (10/11/26 02:43:00)]" (day,
month, year; UTC), and into reasonData with the time of the first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from app.alarms.read.untrusted import instant_or_none, items, text, whole
from app.base.values import dataclass

MOST = 20
REASON_LIMIT = 2000
WRITTEN = re.compile(
    r"(-?\d{1,40}(?:\.\d{1,40})?(?:[eE][-+]?\d{1,3})?) \((\d\d)/(\d\d)/(\d\d) (\d\d):(\d\d):(\d\d)\)",
)
LONGEST_PERIOD = 86_400 * 7  # seconds


@dataclass(frozen=True)
class Point:
    """A value of a metric, at the beginning of its period."""

    at: datetime
    value: float


def points_of(reason: object, reason_data: Mapping[str, object]) -> tuple[Point, ...]:
    """Those of the reason, or of reasonData if it has more."""
    told, counted = list(_written(text(reason)[:REASON_LIMIT]))[::-1], list(_counted(reason_data))
    return tuple(counted if len(counted) > len(told) else told)[-MOST:]


def _written(reason: str) -> Iterator[Point]:
    for value, *at in WRITTEN.findall(reason):
        day, month, year, hour, minute, second = map(int, at)
        try:
            yield Point(datetime(2000 + year, month, day, hour, minute, second, tzinfo=UTC), float(value))
        except ValueError:  # no such day
            return


def _counted(data: Mapping[str, object]) -> Iterator[Point]:
    start, period = instant_or_none(data.get("startDate")), whole(data.get("period"))
    if start is None or not 0 < period <= LONGEST_PERIOD:
        return
    for number, each in enumerate(items(data.get("recentDatapoints"))[: 10 * MOST]):
        try:
            if isinstance(each, int | float) and math.isfinite(each):
                yield Point(start + timedelta(seconds=number * period), float(each))
        except OverflowError:  # no such day, or no such number
            return
