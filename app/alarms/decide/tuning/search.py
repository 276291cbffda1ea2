"""The setting with which an alarm would have gone off least, of those that lose nothing that matters. No IO.

Lost may only be what was over at once and nobody acted on. A setting is left out if

- it goes off where the present one was not in ALARM, or stays in ALARM for longer than its own periods explain;
- of a time that somebody acted on, or of which nobody knows whether somebody did, it does not go off afresh, before
  that acting and at most ten minutes (or two periods) later than the present one;
- of any other time that lasted, it is not in ALARM by then;
- its threshold is more than half of the way to the weakest of these times.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from app.alarms.decide.evaluation import Condition, Episode, Missing
from app.alarms.decide.tuning.happened import Happened
from app.alarms.decide.tuning.replay import Replay
from app.base.values import dataclass

AT_ONCE, LATEST, LAG = timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=10)
SHORTEST, FEWEST_VALUES, FEWEST_NOISE = timedelta(days=1), 50, 3
# Of the times in the history and in the replay, this share has to be the same.
AGREES = 0.8
SIZES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20)
DAY, HOUR = 86_400, 3600
# Looks at a period; about half a second. A search that needs more ends with the best of what it tried.
MOST_STEPS = 200_000
ALWAYS, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class Why(StrEnum):
    """Why nothing is suggested."""

    SHORT = "too short a time"
    FEW_VALUES = "too few values"
    NEVER = "never went off"
    QUIET = "already quiet"
    UNTOLD = "nobody knows who acted"
    DISAGREES = "the replay is not what happened"
    LOST = "the replay lacks what somebody acted on"
    NOTHING = "nothing better"


@dataclass(frozen=True)
class Case:
    """An alarm as it is set, what its metric was from `start` to `end`, and when it really went off then.

    may_treat  whether it takes another treatment of missing data
    """

    replay: Replay
    condition: Condition
    start: datetime
    end: datetime
    times: tuple[Happened, ...]
    may_treat: bool = True

    @property
    def at_once(self) -> timedelta:
        return max(AT_ONCE, self.period)

    @property
    def period(self) -> timedelta:
        return timedelta(seconds=self.condition.period)

    @property
    def latest(self) -> timedelta:
        return max(LATEST, 2 * self.period)

    @property
    def lag(self) -> timedelta:
        """How far apart the history and the replay may be: CloudWatch looks each minute, and data comes late."""
        return LAG + 2 * self.period

    @property
    def noise(self) -> tuple[Happened, ...]:
        return tuple(each for each in self.times if self.is_noise(each))

    def is_noise(self, time: Happened) -> bool:
        return time.is_told and not time.acted_at and time.is_over_within(self.at_once)


@dataclass(frozen=True)
class Judged:
    """A setting that loses nothing: how often it goes off, and how much later at most what matters is told."""

    condition: Condition
    went_off: int
    later: timedelta


@dataclass(frozen=True)
class Tuning:
    """What came of a search; `as_it_is` is how often the replay of the present setting goes off."""

    why: Why | None
    as_it_is: int = 0
    suggested: Judged | None = None
    tried: int = 0


@dataclass(frozen=True)
class Need:
    """Some time in ALARM has to begin between these two, and to be within this episode."""

    episode: Episode
    earliest: datetime
    deadline: datetime

    def later(self, found: Sequence[Episode], at: int) -> timedelta | None:
        """How much later it is told, by an episode from number `at` on; None if it is lost."""
        ends = self.episode.ended or NEVER
        while at < len(found) and found[at].begun < ends and found[at].begun <= self.deadline:
            if found[at].begun >= self.earliest:
                return max(timedelta(), found[at].begun - self.episode.begun)
            at += 1
        return None


def tune(case: Case) -> Tuning:
    """The best setting, or why there is none."""
    if case.end - case.start < SHORTEST:
        return Tuning(Why.SHORT)
    if case.replay.known < FEWEST_VALUES:
        return Tuning(Why.FEW_VALUES)
    if not case.times:
        return Tuning(Why.NEVER)
    judge = Judge(case)
    if why := _refused(case, judge):
        return Tuning(why, judge.as_it_is)
    best, tried = judge.as_now, 0
    for condition in _settings(case, judge):
        tried += 1
        found = judge.judged(condition)
        best = found if found and _key(found, case) < _key(best, case) else best
        if case.replay.steps + judge.steps > MOST_STEPS:
            break
    dropped = judge.as_it_is - best.went_off
    if dropped < max(2, len(case.noise) // 2):
        return Tuning(Why.NOTHING, judge.as_it_is, tried=tried)
    return Tuning(None, judge.as_it_is, best, tried)


def _refused(case: Case, judge: Judge) -> Why | None:
    if not any(each.is_told for each in case.times):
        return Why.UNTOLD
    if judge.has_lost:
        return Why.LOST
    if not judge.agrees:
        return Why.DISAGREES
    return Why.QUIET if len(case.noise) < FEWEST_NOISE else None


class Judge:
    """Knows what matters of a case, in the replay's own time, and judges one setting after the other by it."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._now = case.replay.episodes(case.condition)
        # In ALARM already when the time begins: when that began is not known.
        self._counted = [each for each in self._now if each.begun > case.start + case.period]
        self._pairs = _paired(case.times, self._counted, case.lag)
        self.as_it_is = len(self._counted)
        self.steps = 0
        self.needs = tuple(self._needed())
        self.as_now = Judged(case.condition, self.as_it_is, timedelta())

    @property
    def has_lost(self) -> bool:
        """Whether the replay does not go off where somebody acted, or may have."""
        return any((each.acted_at or not each.is_told) and not found for each, found in self._pairs)

    @property
    def agrees(self) -> bool:
        """Whether the replay of the present setting is roughly what happened; one time may differ in any case."""
        edge, late = self._case.start + self._case.lag, self._case.end - self._case.lag
        same = sum(1 for _, found in self._pairs if found)
        paired = {found.begun for _, found in self._pairs if found}
        lacking = sum(1 for each, found in self._pairs if not found and edge < each.begun < late)
        more = sum(1 for each in self._counted if each.begun not in paired and edge < each.begun < late)
        return max(lacking, more) <= max(1, (1 - AGREES) * (same + max(lacking, more)))

    @property
    def weakest(self) -> float | None:
        """Of what matters, the value nearest to the threshold among each one's furthest; None if nothing matters."""
        case = self._case
        found = [case.replay.furthest(each.episode, case.condition.periods) for each in self.needs]
        is_above = case.condition.comparison.startswith("Greater")
        return (min if is_above else max)(found, default=None)

    def judged(self, condition: Condition) -> Judged | None:
        """None for a setting that loses something, or adds something."""
        found = self._case.replay.episodes(condition)
        self.steps += len(found) + len(self._now) + len(self.needs)
        counted = self._within(found)
        if counted is None or self._lasting(found) > self._lasting(self._now) + self._slack(condition):
            return None
        latest, at = timedelta(), 0
        for need in self.needs:  # in their order, as what is found
            while at < len(found) and (found[at].ended or NEVER) <= need.episode.begun:
                at += 1
            later = need.later(found, at)
            if later is None:
                return None
            latest = max(latest, later)
        return Judged(condition, counted, latest)

    def _within(self, found: Sequence[Episode]) -> int | None:
        """How many begin while the present setting is in ALARM, of those that count; None if one does not."""
        count, at = 0, 0
        for each in found:
            while at < len(self._now) and (self._now[at].ended or NEVER) <= each.begun:
                at += 1
            if at == len(self._now) or self._now[at].begun > each.begun:
                return None
            count += self._now[at].begun > self._case.start + self._case.period
        return count

    def _lasting(self, found: Sequence[Episode]) -> timedelta:
        return sum(((each.ended or self._case.end) - each.begun for each in found), timedelta())

    def _slack(self, condition: Condition) -> timedelta:
        return max(1, len(self._now)) * condition.periods * self._case.period

    def _needed(self) -> Iterator[Need]:
        begins: dict[datetime, datetime] = {}
        for time, episode in self._pairs:
            if episode is None:
                continue
            first = begins.setdefault(time.since, episode.begun) if time.since else episode.begun
            latest = self._case.latest
            if time.acted_at:
                within = min(latest, max(timedelta(), time.acted_at - time.begun))
                yield Need(episode, first, episode.begun + within)
            elif not time.is_told:
                yield Need(episode, episode.begun, episode.begun + latest)
            elif not self._case.is_noise(time):
                yield Need(episode, ALWAYS, episode.begun + latest)


def _paired(
    times: Sequence[Happened], found: Sequence[Episode], lag: timedelta
) -> tuple[tuple[Happened, Episode | None], ...]:
    """Each time of the history with the episode of the replay that is nearest to it, in their order."""
    pairs, at = list[tuple[Happened, Episode | None]](), 0
    for time in times:
        while at + 1 < len(found) and abs(found[at + 1].begun - time.begun) < abs(found[at].begun - time.begun):
            at += 1
        is_same = at < len(found) and abs(found[at].begun - time.begun) <= lag
        pairs.append((time, found[at] if is_same else None))
        at += is_same
    return tuple(pairs)


def _settings(case: Case, judge: Judge) -> Iterator[Condition]:
    """All that are tried, the mildest changes first; none needs fewer breaching values than the present one."""
    now = case.condition
    for threshold in (now.threshold, *_thresholds(now, judge.weakest)):
        for missing in _treatments(case):
            for datapoints, periods in _sizes(case, judge):
                found = replace(now, threshold=threshold, missing=missing, datapoints=datapoints, periods=periods)
                if found != now:
                    yield found


def _sizes(case: Case, judge: Judge) -> Iterator[tuple[int, int]]:
    now = case.condition
    longest = (DAY if now.period < HOUR else 7 * DAY) // now.period
    later = case.latest // case.period if judge.needs else longest
    for periods in sorted({*SIZES, now.periods}):
        for datapoints in range(max(now.datapoints, -(-periods // 2)), periods + 1):
            if periods <= longest and datapoints <= now.datapoints + later:
                yield datapoints, periods


def _treatments(case: Case) -> Sequence[Missing]:
    """Of missing data; nothing else is tried where hardly any is, and breaching is never proposed."""
    others = [each for each in Missing if each not in (case.condition.missing, Missing.BREACHING)]
    has_gaps = case.replay.known < case.replay.periods
    return (case.condition.missing, *(others if has_gaps and case.may_treat else ()))


def _thresholds(now: Condition, weakest: float | None) -> Iterator[float]:
    """A quarter and half of the way to the weakest of what matters, in few digits."""
    if weakest is None or weakest == now.threshold or not math.isfinite(weakest):
        return
    way = weakest - now.threshold
    step = 10.0 ** (math.floor(math.log10(abs(way))) - 1)
    for part in (0.25, 0.5):
        steps = math.floor(abs(way) * part / step)
        found = float(f"{now.threshold + math.copysign(steps * step, way):.12g}")
        if found != now.threshold:
            yield found


def _key(judged: Judged, case: Case) -> tuple[float, ...]:
    """Less is better: how often it goes off, then how much it changes."""
    now, new = case.condition, judged.condition
    changed = (new.threshold != now.threshold) + (new.missing != now.missing) + (new.periods != now.periods)
    moved = abs(new.threshold - now.threshold)
    return judged.went_off, changed, judged.later.total_seconds(), new.periods, new.datapoints, moved
