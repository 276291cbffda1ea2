"""A replay of many settings is what a look at every period gives, and takes less work."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alarms.decide.evaluation import Condition, Episode, Missing, past_of
from app.alarms.decide.tuning.replay import Replay

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def above(threshold: float = 5.0, m: int = 1, n: int = 1, missing: Missing = Missing.MISSING) -> Condition:
    return Condition("GreaterThanThreshold", threshold, m, n, 60, missing)


def at(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


def values(*points: float | None) -> list[tuple[datetime, float]]:
    return [(at(number), value) for number, value in enumerate(points) if value is not None]


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    periods = draw(st.integers(1, 6))
    missing, threshold = draw(st.sampled_from(list(Missing))), draw(st.sampled_from([0.0, 5.0, 8.0]))
    return above(threshold, draw(st.integers(1, periods)), periods, missing)


GAPPY = st.lists(st.sampled_from([None, None, None, 1.0, 1.0, 6.0, 9.0]), max_size=60)


@given(GAPPY, st.lists(conditions(), min_size=1, max_size=4), st.integers(0, 12))
def test_its_episodes_are_those_of_a_look_at_every_period(
    points: list[float | None], settings: list[Condition], start: int
) -> None:
    replay = Replay(values(*points), settings[0], at(start), at(len(points)))
    for condition in settings:
        assert replay.episodes(condition) == past_of(values(*points), condition, at(start), at(len(points))).episodes


@given(GAPPY, conditions())
def test_below_a_threshold_it_is_the_same_turned_over(points: list[float | None], condition: Condition) -> None:
    below = replace(condition, comparison="LessThanThreshold")
    replay = Replay(values(*points), below, NOON, at(len(points)))
    assert replay.episodes(below) == past_of(values(*points), below, NOON, at(len(points))).episodes


def test_a_breach_right_where_the_range_of_the_one_before_ends_keeps_it_in_alarm() -> None:
    points = values(9, None, None, 9, 1)
    for missing in (Missing.MISSING, Missing.IGNORE):
        replay = Replay(points, above(missing=missing), NOON, at(5))
        assert replay.episodes(above(missing=missing)) == (Episode(at(1), at(5)),)


def test_it_looks_only_where_something_breaches() -> None:
    points = [9.0 if number % 500 == 0 else 1.0 for number in range(20_000)]
    replay = Replay(values(*points), above(), NOON, at(20_000))
    assert len(replay.episodes(above(m=1, n=5))) == 40
    assert replay.steps == 40 * 7
    assert (replay.known, replay.periods) == (20_000, 20_000)


@pytest.mark.parametrize(("comparison", "most"), [("GreaterThanThreshold", 9.0), ("LessThanThreshold", 1.0)])
def test_how_far_an_episode_went_is_its_value_furthest_from_the_threshold(comparison: str, most: float) -> None:
    condition = replace(above(), comparison=comparison)
    replay = Replay(values(1, 7, 9, 6, 1, 1), condition, NOON, at(6))
    assert replay.furthest(Episode(at(3), at(5)), 2) == most
    assert replay.furthest(Episode(at(3)), 1) == most
    assert Replay([], condition, NOON, at(6)).furthest(Episode(at(3)), 1) == condition.threshold
