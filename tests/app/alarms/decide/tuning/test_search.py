"""What is suggested goes off less, and loses nothing that somebody acted on: checked by brute force."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.alarms.decide.evaluation import Condition, Episode, Missing, past_of
from app.alarms.decide.tuning.evidence import Evidence, Tuning, Why
from app.alarms.decide.tuning.happened import Happened
from app.alarms.decide.tuning.replay import Replay
from app.alarms.decide.tuning.search import tune
from app.alarms.decide.tuning.trial import Trial

pytestmark = pytest.mark.slow

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
A_DAY, DAYS_15 = 24 * 60, 15 * 24 * 60
FOREVER = datetime.max.replace(tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def above(m: int = 1, n: int = 1, threshold: float = 80.0, missing: Missing = Missing.MISSING) -> Condition:
    return Condition("GreaterThanThreshold", threshold, m, n, 60, missing)


def series(*peaks: tuple[int, int, float], minutes: int = 3000, calm: float = 20.0) -> list[tuple[datetime, float]]:
    """Minute by minute: calm, but for peaks of so many minutes."""
    points = [calm] * minutes
    for begin, length, value in peaks:
        points[begin : begin + length] = [value] * length
    return [(at(number), value) for number, value in enumerate(points)]


def told(begun: float, ended: float | None, acted: float | None = None) -> Happened:
    begin, acted_at = at(begun), None if acted is None else at(acted)
    return Happened(begin, None if ended is None else at(ended), True, begin, acted_at)


def case_of(
    values: Sequence[tuple[datetime, float]], *times: Happened, condition: Condition | None = None, minutes: int = 3000
) -> Evidence:
    now = condition or above()
    return Evidence(Replay(values, now, NOON, at(minutes)), now, NOON, at(minutes), times)


def count(values: Sequence[tuple[datetime, float]], condition: Condition, minutes: int = 3000) -> int:
    return len(past_of(values, condition, NOON, at(minutes)).episodes)


BLIPS = [(200 * number, 1, 95.0) for number in range(1, 12)]
LONG = [(2300, 40, 95.0), (2450, 40, 99.0), (2700, 30, 97.0)]
NOISE = [told(begin + 1, begin + 2) for begin, _, _ in BLIPS]
REAL = [told(begin + 1, begin + length + 1, begin + 8) for begin, length, _ in LONG]


def test_blips_go_and_what_somebody_acted_on_stays() -> None:
    values = series(*BLIPS, *LONG)
    found = tune(case_of(values, *NOISE, *REAL))
    assert found.suggested is not None
    assert (found.as_it_is, found.suggested.went_off) == (14, 3)
    assert (found.suggested.condition, found.suggested.later) == (above(2, 2), timedelta(minutes=1))
    assert count(values, found.suggested.condition) == 3


def test_the_mildest_of_equally_quiet_settings_is_suggested() -> None:
    """Two of two, and not ten of ten, which would do as well for what is acted on late."""
    late = [replace(each, acted_at=each.begun + timedelta(minutes=30)) for each in REAL]
    found = tune(case_of(series(*BLIPS, *LONG), *NOISE, *late))
    assert found.suggested is not None
    assert found.suggested.condition == above(2, 2)


def test_what_would_come_after_its_acting_is_not_suggested() -> None:
    blips = [(200 * number, 3, 95.0) for number in range(1, 12)]
    noise = [told(begin + 1, begin + 4) for begin, _, _ in blips]
    quick = [replace(each, acted_at=each.begun + timedelta(minutes=2)) for each in REAL]
    values = series(*blips, *LONG)
    found = tune(case_of(values, *noise, *quick))
    assert found.why is Why.NOTHING or (found.suggested is not None and found.suggested.condition.threshold > 80)
    slower = [replace(each, acted_at=each.begun + timedelta(minutes=3)) for each in REAL]
    found = tune(case_of(values, *noise, *slower))
    assert found.suggested is not None
    assert found.suggested.later <= timedelta(minutes=3)


def test_a_threshold_moves_at_most_half_of_the_way_to_the_weakest_that_matters() -> None:
    """Peaks that go as long as what matters can only be told by their height."""
    low = [(200 * number, 4, 82.0) for number in range(1, 12)]
    noise = [told(begin + 1, begin + 5) for begin, _, _ in low]
    quick = [replace(each, acted_at=each.begun) for each in REAL]
    found = tune(case_of(series(*low, *LONG), *noise, *quick))
    assert found.suggested is not None
    assert found.suggested.condition == above(threshold=83.0)
    assert found.suggested.went_off == 3
    taller = [(200 * number, 4, 89.0) for number in range(1, 12)]
    assert tune(case_of(series(*taller, *LONG), *noise, *quick)).why is Why.NOTHING


def test_what_lasted_is_kept_even_if_nobody_acted_on_it() -> None:
    unacted = [replace(each, acted_at=None) for each in REAL]
    found = tune(case_of(series(*BLIPS, *LONG), *NOISE, *unacted))
    assert found.suggested is not None
    assert found.suggested.went_off == 3


def test_what_bellhop_was_not_told_of_counts_as_acted_on() -> None:
    unknown = [replace(each, is_told=False, since=None) for each in NOISE[:6]]
    found = tune(case_of(series(*BLIPS, *LONG), *unknown, *NOISE[6:], *REAL))
    assert found.suggested is None or found.suggested.went_off >= 9
    nobody = [replace(each, is_told=False, since=None, acted_at=None) for each in (*NOISE, *REAL)]
    assert tune(case_of(series(*BLIPS, *LONG), *nobody)).why is Why.UNTOLD


def test_flaps_of_an_incident_may_become_one_and_still_reach_who_acted() -> None:
    flaps = [(1000 + 4 * number, 2, 95.0) for number in range(10)]
    begin = at(1001)
    times = [Happened(at(first + 1), at(first + 3), True, begin) for first, _, _ in flaps]
    times[3] = replace(times[3], acted_at=times[3].begun + timedelta(minutes=1))
    found = tune(case_of(series(*flaps), *times))
    assert found.suggested is not None
    assert found.suggested.went_off == 1
    (episode,) = past_of(series(*flaps), found.suggested.condition, NOON, at(3000)).episodes
    assert begin <= episode.begun <= times[3].acted_at  # type: ignore[operator]


REFUSED = [
    (Why.NEVER, series(), ()),
    (Why.QUIET, series(*BLIPS[:2], *LONG), (*NOISE[:2], *REAL)),
    (Why.DISAGREES, series(*BLIPS), (*NOISE, *(told(begin, begin + 1) for begin in range(2290, 2990, 50)))),
    (Why.DISAGREES, series(*BLIPS, *((2300 + 30 * n, 1, 95.0) for n in range(20))), tuple(NOISE)),
    (Why.LOST, series(*BLIPS), (*NOISE, told(2600, 2650, 2610))),
]


@pytest.mark.parametrize(("why", "values", "times"), REFUSED)
def test_each_reason_to_suggest_nothing(
    why: Why, values: Sequence[tuple[datetime, float]], times: tuple[Happened, ...]
) -> None:
    found = tune(case_of(values, *sorted(times, key=lambda each: each.begun)))
    assert (found.why, found.suggested) == (why, None)


def test_a_short_time_or_few_values_say_nothing() -> None:
    assert tune(case_of(series(), *NOISE, minutes=1000)).why is Why.SHORT
    assert tune(case_of(series()[:40], *NOISE)).why is Why.FEW_VALUES


def lost(evidence: Evidence, condition: Condition) -> list[str]:
    """By brute force, of the times that the replay has: what the setting loses or adds, in words."""
    now = past_of(evidence.replay.values, evidence.condition, evidence.start, evidence.end).episodes
    new = past_of(evidence.replay.values, condition, evidence.start, evidence.end).episodes
    wrong = [
        f"new alarm at {each.begun}"
        for each in new
        if not any(old.begun <= each.begun < (old.ended or FOREVER) for old in now)
    ]
    for happened in evidence.times:
        real = min(now, key=lambda each: abs(each.begun - happened.begun))
        firsts = [old.begun for old in now if happened.since and old.begun >= happened.since - evidence.lag]
        matters = [each for each in new if _overlap(each, real)]
        limit = real.begun + evidence.latest
        if happened.acted_at:
            limit = min(limit, real.begun + (happened.acted_at - happened.begun))
            matters = [each for each in matters if each.begun >= min(firsts, default=real.begun)]
        is_noise = not happened.acted_at and happened.is_over_within(evidence.at_once)
        if not is_noise and not [each for each in matters if each.begun <= limit]:
            wrong.append(f"{happened} is lost")
    return wrong


def _overlap(one: Episode, other: Episode) -> bool:
    return one.begun < (other.ended or FOREVER) and other.begun < (one.ended or FOREVER)


def generated(seed: int) -> Evidence:
    """A day of an alarm whose history is its replay, with people who act on some of it."""
    dice = random.Random(seed)
    points: list[float | None] = []
    is_gappy = dice.random() < 0.3
    while len(points) < A_DAY:
        calm, peak = dice.randint(20, 200), dice.choice((1, 1, 1, 2, 3, 8, 40))
        gappy = is_gappy and dice.random() < 0.3
        height = dice.choice((82.0, 85.0, 90.0, 99.0))
        for length, value in ((calm, 20.0), (peak, height)):
            points += [None if gappy and dice.random() < 0.4 else value for _ in range(length)]
    values = [(at(number), value) for number, value in enumerate(points[:A_DAY]) if value is not None]
    periods = dice.choice((1, 1, 2, 3))
    now = above(dice.randint(1, periods), periods, missing=dice.choice(list(Missing)))
    times = []
    for each in past_of(values, now, NOON, at(A_DAY)).episodes:
        is_long = each.ended is None or each.ended - each.begun > timedelta(minutes=5)
        is_acted = dice.random() < (0.5 if is_long else 0.05)
        acted = each.begun + timedelta(minutes=dice.randint(0, 30)) if is_acted else None
        if each.begun > at(1):
            times.append(Happened(each.begun, each.ended, True, each.begun, acted))
    return Evidence(Replay(values, now, NOON, at(A_DAY)), now, NOON, at(A_DAY), tuple(times))


@pytest.mark.slow
def test_no_suggestion_of_thirty_cases_loses_what_somebody_acted_on() -> None:
    suggested = 0
    for seed in range(30):
        evidence = generated(seed)
        found: Tuning = tune(evidence)
        if found.suggested is None:
            continue
        suggested += 1
        assert lost(evidence, found.suggested.condition) == [], (seed, found)
        replayed = past_of(evidence.replay.values, found.suggested.condition, evidence.start, evidence.end).episodes
        assert found.suggested.went_off == sum(each.begun > at(1) for each in replayed), seed
        assert found.suggested.went_off < found.as_it_is
    assert suggested > 6


def test_whoever_checks_by_brute_force_finds_what_is_lost() -> None:
    """Else the test above would hold nothing."""
    evidence = case_of(series(*BLIPS, *LONG), *NOISE, *REAL)
    assert lost(evidence, above(2, 2)) == []
    assert lost(evidence, above(20, 20)) != []
    assert lost(evidence, above(threshold=10.0)) != []
    assert Trial(evidence).checked(above(20, 20)) is None
    assert Trial(evidence).checked(above(threshold=10.0)) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("share", "missing"), [(0.01, Missing.MISSING), (0.5, Missing.MISSING), (0.1, Missing.BREACHING)]
)
def test_a_search_over_fifteen_days_of_minutes_takes_less_than_a_second(share: float, missing: Missing) -> None:
    """Of the process's own time, for an alarm that is seldom and for one that flaps all the time."""
    dice = random.Random(1)
    values = [(at(number), 95.0 if dice.random() < share else 20.0) for number in range(DAYS_15)]
    times = [
        Happened(each.begun, each.ended, True, each.begun)
        for each in past_of(values, above(missing=missing), NOON, at(DAYS_15)).episodes
    ]
    begun = time.process_time()
    found = tune(case_of(values, *times, condition=above(missing=missing), minutes=DAYS_15))
    assert found.tried > 3
    assert time.process_time() - begun < 1.0
