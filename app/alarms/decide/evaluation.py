"""When an alarm on a threshold goes off, over values that are known: M out of N datapoints, and missing data. No IO.

Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data", with "Avoiding premature
transitions to alarm state". CloudWatch looks at more datapoints than the alarm's periods, and fills in missing ones
only where too few are left. How many more is not documented; the guide's examples have two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from operator import ge, gt, le, lt
from typing import Any

from app.base.values import dataclass

OK, ALARM, NO_DATA = "OK", "ALARM", "INSUFFICIENT_DATA"
MORE_POINTS = 2
COMPARISONS = {
    "GreaterThanThreshold": gt,
    "GreaterThanOrEqualToThreshold": ge,
    "LessThanThreshold": lt,
    "LessThanOrEqualToThreshold": le,
}
# Its alarms ignore missing data whatever they say (API reference, PutMetricAlarm, TreatMissingData).
ALWAYS_IGNORES = "AWS/DynamoDB"


class Missing(StrEnum):
    """TreatMissingData."""

    MISSING = "missing"
    IGNORE = "ignore"
    BREACHING = "breaching"
    NOT_BREACHING = "notBreaching"


@dataclass(frozen=True)
class Condition:
    """ALARM if `datapoints` (M) of the last `periods` (N), of `period` seconds each, compare so with the threshold."""

    comparison: str
    threshold: float
    datapoints: int
    periods: int
    period: int
    missing: Missing = Missing.MISSING

    @property
    def range(self) -> int:
        """How many datapoints are looked at."""
        return self.periods + MORE_POINTS

    def is_breached_by(self, value: float) -> bool:
        return bool(COMPARISONS[self.comparison](value, self.threshold))


@dataclass(frozen=True)
class Episode:
    """A time in ALARM; `ended` is None if it lasts."""

    begun: datetime
    ended: datetime | None = None


@dataclass(frozen=True)
class Past:
    """What an alarm would have done in a time: `periods` is how many datapoints there may be, `known` how many are."""

    episodes: tuple[Episode, ...]
    periods: int
    known: int


def condition_of(definition: Mapping[str, Any]) -> Condition | None:
    """Of what PutMetricAlarm takes; None of an alarm that compares with no fixed threshold, or with several series."""
    if definition.get("ComparisonOperator") not in COMPARISONS or "Threshold" not in definition:
        return None
    missing = Missing(definition.get("TreatMissingData") or Missing.MISSING)
    periods, lengths = definition["EvaluationPeriods"], [definition.get("Period") or 0]
    lengths += [query["MetricStat"]["Period"] for query in definition.get("Metrics") or [] if "MetricStat" in query]
    lengths += [query.get("Period") or 0 for query in definition.get("Metrics") or []]
    if not max(lengths):
        return None
    return Condition(
        definition["ComparisonOperator"],
        float(definition["Threshold"]),
        definition.get("DatapointsToAlarm") or periods,
        periods,
        max(lengths),
        Missing.IGNORE if definition.get("Namespace") == ALWAYS_IGNORES else missing,
    )


def state_after(points: Sequence[bool | None], condition: Condition, state: str) -> str:
    """The state that a range of datapoints means, the newest last: True is breaching, None is missing.

    state  the one before, which an alarm may keep
    """
    in_range = list(points)[-condition.range :]
    known = [
        (age, point) for age, point in zip(range(len(in_range), 0, -1), in_range, strict=True) if point is not None
    ]
    used = known[-condition.periods :]
    breaching = sum(point for _, point in used)
    return decided(len(used), breaching, used[0][0] if used else 0, condition, state)


def past_of(values: Iterable[tuple[datetime, float]], condition: Condition, start: datetime, end: datetime) -> Past:
    """Each time that the alarm would have gone off between two times, from a value for each period at most.

    A value's time is its period's begin; values before `start` count for the first periods after it. CloudWatch looks
    each minute, at a period that is not over yet too: so by as much it may be earlier.
    """
    step = timedelta(seconds=condition.period)
    found = by_period(values, condition.period)
    first, last = number_of(start, condition.period), number_of(end, condition.period)
    episodes, state, begun = list[Episode](), NO_DATA, None
    for number, known, breaching, oldest in _walk(found, condition, first, last):
        state = decided(known, breaching, oldest, condition, state)
        at = time_of(number, condition.period) + step
        if state == ALARM and begun is None:
            begun = at
        elif state != ALARM and begun is not None:
            episodes.append(Episode(begun, at))
            begun = None
    if begun is not None:
        episodes.append(Episode(begun))
    there = sum(first <= number < last for number in found)
    return Past(tuple(episodes), max(0, last - first), there)


def decided(known: int, breaching: int, oldest: int, condition: Condition, state: str) -> str:
    """The state after a look at a range of datapoints, of which the newest N that are known are used.

    known      how many these are; as many of them are breaching
    oldest     how many periods ago the oldest of these is; the newest period is 1
    """
    filled = condition.periods - known
    if filled and condition.missing == Missing.BREACHING:
        return ALARM if breaching + filled >= condition.datapoints else OK
    if breaching >= condition.datapoints:
        return ALARM
    if not filled or condition.missing == Missing.NOT_BREACHING or breaching < known:
        return OK
    if condition.missing == Missing.IGNORE:
        return state
    if not known:
        return NO_DATA
    # All that is known breaches, but it is too little: enough if it began so long ago that all since might have.
    return ALARM if oldest >= condition.datapoints else state


def _walk(
    found: Mapping[int, float], condition: Condition, first: int, last: int
) -> Iterator[tuple[int, int, int, int]]:
    """Each period, and what `decided` takes at its end, in steps that don't grow with the alarm's periods."""
    numbers = sorted(number for number in found if number < last)
    breached = [0]
    for number in numbers:
        breached.append(breached[-1] + condition.is_breached_by(found[number]))
    low = high = 0
    for now in range(first, last):
        while high < len(numbers) and numbers[high] <= now:
            high += 1
        while low < high and numbers[low] <= now - condition.range:
            low += 1
        used = max(low, high - condition.periods)
        oldest = now - numbers[used] + 1 if used < high else 0
        yield now, high - used, breached[high] - breached[used], oldest


def by_period(values: Iterable[tuple[datetime, float]], period: int) -> dict[int, float]:
    """By the period's number."""
    return {number_of(at, period): value for at, value in values}


def number_of(at: datetime, period: int) -> int:
    """Periods begin at multiples of their length."""
    return int(at.timestamp()) // period


def time_of(number: int, period: int) -> datetime:
    """When the period with this number begins."""
    return datetime.fromtimestamp(number * period, UTC)
