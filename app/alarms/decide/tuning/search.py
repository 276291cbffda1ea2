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
from datetime import timedelta

from app.alarms.decide.evaluation import Condition, Missing
from app.alarms.decide.tuning.evidence import Checked, Evidence, Tuning, Why
from app.alarms.decide.tuning.trial import Trial

SHORTEST, FEWEST_VALUES, FEWEST_NOISE = timedelta(days=1), 50, 3
SIZES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20)
DAY, HOUR = 86_400, 3600
# Looks at a period; about half a second. A search that needs more ends with the best of what it tried.
MOST_STEPS = 150_000


def tune(evidence: Evidence) -> Tuning:
    """The best setting, or why there is none."""
    if evidence.end - evidence.start < SHORTEST:
        return Tuning(Why.SHORT)
    if evidence.replay.known < FEWEST_VALUES:
        return Tuning(Why.FEW_VALUES)
    if not evidence.times:
        return Tuning(Why.NEVER)
    trial = Trial(evidence)
    if why := _refused(evidence, trial):
        return Tuning(why, trial.as_it_is)
    best, tried = trial.as_now, 0
    for condition in _settings(evidence, trial):
        tried += 1
        found = trial.checked(condition)
        best = found if found and _key(found, evidence) < _key(best, evidence) else best
        if evidence.replay.steps + trial.steps + (evidence.before.replay.steps if evidence.before else 0) > MOST_STEPS:
            break
    dropped = trial.as_it_is - best.went_off
    if dropped < max(2, len(evidence.noise) // 2):
        return Tuning(Why.NOTHING, trial.as_it_is, tried=tried)
    return Tuning(None, trial.as_it_is, best, tried)


def _refused(evidence: Evidence, trial: Trial) -> Why | None:
    if not any(each.is_told for each in evidence.times):
        return Why.UNTOLD
    if evidence.acted_on_no_data:
        return Why.NO_DATA
    if trial.has_lost:
        return Why.LOST
    if not trial.agrees:
        return Why.DISAGREES
    return Why.QUIET if len(evidence.noise) < FEWEST_NOISE else None


def _settings(evidence: Evidence, trial: Trial) -> Iterator[Condition]:
    """All that are tried, the mildest changes first; none needs fewer breaching values than the present one."""
    now = evidence.condition
    for threshold in (now.threshold, *_thresholds(now, trial.weakest)):
        for missing in _treatments(evidence):
            for datapoints, periods in _sizes(evidence, trial):
                found = replace(now, threshold=threshold, missing=missing, datapoints=datapoints, periods=periods)
                if found != now:
                    yield found


def _sizes(evidence: Evidence, trial: Trial) -> Iterator[tuple[int, int]]:
    now = evidence.condition
    longest = (DAY if now.period < HOUR else 7 * DAY) // now.period
    later = evidence.latest // evidence.period if trial.needs else longest
    for periods in sorted({*SIZES, now.periods}):
        for datapoints in range(max(now.datapoints, -(-periods // 2)), periods + 1):
            if periods <= longest and datapoints <= now.datapoints + later:
                yield datapoints, periods


def _treatments(evidence: Evidence) -> Sequence[Missing]:
    """Of missing data; nothing else is tried where hardly any is, and breaching is never proposed."""
    others = [each for each in Missing if each not in (evidence.condition.missing, Missing.BREACHING)]
    has_gaps = evidence.replay.known < evidence.replay.periods
    return (evidence.condition.missing, *(others if has_gaps and evidence.may_treat else ()))


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


def _key(checked: Checked, evidence: Evidence) -> tuple[float, ...]:
    """Less is better: how often it goes off, then how much it changes."""
    now, new = evidence.condition, checked.condition
    changed = (new.threshold != now.threshold) + (new.missing != now.missing) + (new.periods != now.periods)
    moved = abs(new.threshold - now.threshold)
    return checked.went_off, changed, checked.later.total_seconds(), new.periods, new.datapoints, moved
