"""What is known of a group's metrics, turned into figures for any size, or why there are none. No IO."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from math import ceil, exp, floor

from app.alarms.decide.evaluation import Condition
from app.aws.alarm import Alarm
from app.base.middle import median
from app.base.values import dataclass
from app.commands.scale.outlook.forecast.alarms import Outcome, keeps_ok, outcome
from app.commands.scale.outlook.forecast.figure import MOST, Figure, foretold, is_share, is_time
from app.commands.scale.outlook.forecast.points import LEVEL, Stay, settled
from app.commands.scale.outlook.forecast.shared import FULL, Shared, Why, learned

Values = Sequence[tuple[datetime, float]]


@dataclass(frozen=True)
class Asked:
    """A metric as alarms watch it, with its dimensions; `period` in seconds."""

    namespace: str
    metric: str
    dimensions: tuple[tuple[str, str], ...]
    statistic: str
    period: int
    unit: str = ""

    @property
    def is_time(self) -> bool:
        return is_time(self.metric)

    @property
    def is_share(self) -> bool:
        return is_share(self.metric)


@dataclass(frozen=True)
class Watching:
    """An alarm and when it goes off."""

    alarm: Alarm
    condition: Condition


@dataclass(frozen=True)
class Found:
    """Each metric with its alarms and its values until `end`, and how many were in service; `size` are now.

    is_all  whether all alarms were asked for that are to be
    """

    watching: Mapping[Asked, tuple[Watching, ...]]
    values: Mapping[Asked, Values]
    stays: tuple[Stay, ...]
    size: int
    end: datetime
    is_all: bool = True

    def figure(self, asked: Asked, to: int) -> Figure | Why:
        """What the metric comes to at that size."""
        if asked in self._full:
            return Why.FULL
        shared = self._learned[asked]
        if isinstance(shared, Why):
            return shared
        return foretold(shared, self.size, to, self.end.timestamp(), asked.period, asked in self._capped)

    def outcomes(self, asked: Asked, figure: Figure) -> Iterator[tuple[Alarm, Outcome]]:
        """What its alarms do then."""
        for each in self.watching[asked]:
            yield (
                each.alarm,
                outcome(self.values[asked], each.condition, each.alarm.state, figure, self.end),
            )

    def fitting(self, minimum: int, maximum: int) -> int | None:
        """The smallest size that keeps each alarm with a figure OK, with a margin; None if there is none.

        And none while a metric is at its limit: nobody sees how much more there is to do.
        """
        if not self.foretellable or self._full:
            return None
        reach = min(shared.reach for shared in self._learned.values() if isinstance(shared, Shared))
        low, high = floor(self.size * exp(-reach)), ceil(self.size * exp(reach))
        before = max(1, minimum, low) - 1
        for size in _tried(before + 1, min(maximum, high)):
            if self._fits(size):
                return next(each for each in range(before + 1, size + 1) if self._fits(each))
            before = size
        return None

    @cached_property
    def foretellable(self) -> tuple[Asked, ...]:
        return tuple(asked for asked, shared in self._learned.items() if isinstance(shared, Shared))

    def _fits(self, size: int) -> bool:
        figures = ((asked, self.figure(asked, size)) for asked in self.foretellable)
        return all(
            isinstance(figure, Figure) and all(keeps_ok(each.condition, figure) for each in self.watching[asked])
            for asked, figure in figures
        )

    @cached_property
    def _learned(self) -> dict[Asked, Shared | Why]:
        return {asked: self._learn(asked) for asked in self.watching}

    def _learn(self, asked: Asked) -> Shared | Why:
        if asked.is_time:
            return Why.A_TIME
        points = settled(self.values[asked], self.stays, asked.period)
        return learned(points, asked.period, asked in self._capped)

    @cached_property
    def _full(self) -> frozenset[Asked]:
        newest = {asked: [value for _, value in self.values[asked][-LEVEL:]] for asked in self._capped}
        return frozenset(asked for asked, values in newest.items() if values and median(values) >= FULL)

    @cached_property
    def _capped(self) -> frozenset[Asked]:
        """Shares of all there is. ECS measures more than all of a task's share; then it says how much more there is."""
        shares = (asked for asked in self.watching if asked.is_share)
        return frozenset(asked for asked in shares if all(value <= MOST for _, value in self.values[asked]))


def _tried(first: int, last: int) -> Iterator[int]:
    """Each size, but of large ones one in a percent: there may be a million."""
    size = first
    while size < last:
        yield size
        size += max(1, size // 100)
    if first <= last:
        yield last
