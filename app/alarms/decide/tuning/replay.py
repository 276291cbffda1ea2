"""An alarm's past under one setting after the other: what `past_of` gives, with work only where something breaches.

No IO. Below its threshold an alarm can't begin: so only the periods are looked at whose range has a breaching value.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate

from app.alarms.decide.evaluation import (
    ALARM,
    OK,
    Condition,
    Episode,
    Missing,
    by_period,
    decided,
    number_of,
    past_of,
    time_of,
)

Values = Sequence[tuple[datetime, float]]


class Replay:
    """The values of a time, read once; `steps` counts the periods that were looked at, so that a search can end."""

    def __init__(
        self, values: Iterable[tuple[datetime, float]], condition: Condition, start: datetime, end: datetime
    ) -> None:
        """Of all settings, the length of a period and how values are compared stay as in `condition`."""
        self.values: Values = tuple(values)
        self._condition = condition
        self._start, self._end = start, end
        self._first, self._last = number_of(start, condition.period), number_of(end, condition.period)
        found = by_period(self.values, condition.period)
        self._numbers = sorted(number for number in found if number < self._last)
        self._known = [found[number] for number in self._numbers]
        self._of: dict[float, tuple[list[int], list[int]]] = {}
        self.known = sum(number >= self._first for number in self._numbers)
        self.periods = max(0, self._last - self._first)
        self.steps = 0

    def episodes(self, condition: Condition) -> tuple[Episode, ...]:
        """Each time in ALARM; the same as `past_of`."""
        if condition.missing == Missing.BREACHING:  # then a gap begins one too
            self.steps += self.periods
            return past_of(self.values, condition, self._start, self._end).episodes
        period = condition.period
        return tuple(
            Episode(time_of(begun + 1, period), None if ended is None else time_of(ended + 1, period))
            for begun, ended in self._spans(condition)
        )

    def furthest(self, episode: Episode, reach: int) -> float:
        """The value furthest beyond the threshold, from so many periods before it began; the threshold without any."""
        period = self._condition.period
        low = bisect_left(self._numbers, number_of(episode.begun, period) - reach)
        end = self._last if episode.ended is None else number_of(episode.ended, period)
        found = self._known[low : bisect_left(self._numbers, end)]
        is_above = self._condition.comparison.startswith("Greater")
        return (max if is_above else min)(found, default=self._condition.threshold)

    def _spans(self, condition: Condition) -> Iterator[tuple[int, int | None]]:
        """The periods at whose ends ALARM begins and ends."""
        begun: int | None = None
        for now, state in self._states(condition):
            if state == ALARM and begun is None:
                begun = now
            elif state != ALARM and begun is not None:
                yield begun, now
                begun = None
        if begun is not None:
            yield begun, None

    def _states(self, condition: Condition) -> Iterator[tuple[int, str]]:
        """The state at the end of each period that can change it."""
        numbers, (breaching, before) = self._numbers, self._breaching(condition.threshold)
        reach, periods = condition.range, condition.periods
        state, now, low, high = OK, self._first, 0, 0
        for at, first in enumerate(breaching):
            now = max(now, first)
            following = breaching[at + 1] if at + 1 < len(breaching) else self._last
            until = min(first + reach, following)
            if now >= until:
                continue
            self.steps += until - now
            low, high = bisect_left(numbers, now - reach + 1, low), bisect_left(numbers, now, high)
            while now < until:
                while high < len(numbers) and numbers[high] <= now:
                    high += 1
                while numbers[low] <= now - reach:
                    low += 1
                used = max(low, high - periods)
                known = high - used
                state = decided(known, before[high] - before[used], now - numbers[used] + 1, condition, state)
                yield now, state
                now += 1
            if now < following and state == ALARM and (ends := self._quiet(now, condition)) is not None:
                state = OK
                yield ends, state

    def _quiet(self, now: int, condition: Condition) -> int | None:
        """When it is over, from a period on whose range has no breaching value; None if a breaching one comes first.

        Where missing data keeps the state, that is when there is data again.
        """
        at = bisect_left(self._numbers, now - condition.range + 1)
        if condition.missing != Missing.IGNORE or (at < len(self._numbers) and self._numbers[at] <= now):
            return now
        following = self._numbers[at] if at < len(self._numbers) else self._last
        is_over = following < self._last and not condition.is_breached_by(self._known[at])
        return following if is_over else None

    def _breaching(self, threshold: float) -> tuple[list[int], list[int]]:
        """The numbers of the breaching periods, and how many of the known ones before each breach."""
        if threshold not in self._of:
            condition = replace(self._condition, threshold=threshold)
            breaches = [condition.is_breached_by(value) for value in self._known]
            numbers = [number for number, is_one in zip(self._numbers, breaches, strict=True) if is_one]
            self._of[threshold] = numbers, list(accumulate(breaches, initial=0))
        return self._of[threshold]
