"""When an alarm goes off: Bellhop, the sandbox and CloudWatch's guide agree, each written on its own."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.alarms.decide.evaluation import ALARM, Condition, Missing, past_of, state_after
from app.alarms.decide.tuning.replay import Replay
from sandbox.aws.alarm_evaluation import Datapoint, evaluate, window
from tests.app.alarms.decide.test_evaluation import KEPT, ORDER, SIGNS, TABLES

PERIOD, START = 60, 1_795_000_020.0  # at the begin of a minute
NO_DATA = "INSUFFICIENT_DATA"
SERIES = 500


def config_of(condition: Condition) -> dict[str, Any]:
    return {
        "Namespace": "Shop",
        "MetricName": "Latency",
        "Statistic": "Average",
        "Period": condition.period,
        "EvaluationPeriods": condition.periods,
        "DatapointsToAlarm": condition.datapoints,
        "Threshold": condition.threshold,
        "ComparisonOperator": condition.comparison,
        "TreatMissingData": str(condition.missing),
    }


def in_sandbox(points: Sequence[float | None], condition: Condition, newest: int, state: str) -> str:
    """The state at the end of a period, of all datapoints that the sandbox looks at then."""
    config, now = config_of(condition), START + PERIOD * newest + PERIOD - 1
    begin, end = window(config, now)
    low, high = round((begin - START) // PERIOD), round((end - START) // PERIOD)
    found = [(at, points[at]) for at in range(max(0, low), high + 1)]
    looked_at = [Datapoint(START + PERIOD * at, value) for at, value in found if value is not None]
    verdict = evaluate(config, state, looked_at, now)
    return verdict.state if verdict else state


def generated(seed: int) -> tuple[list[float | None], Condition]:
    """Forty minutes or more: calm, peaks, steps and gaps, and an alarm on them."""
    dice = random.Random(seed)
    gaps, peaks = dice.choice((0.0, 0.1, 0.8)), dice.choice((0.05, 0.3))
    points: list[float | None] = []
    while len(points) < 40:
        value = 90.0 if dice.random() < peaks else 20.0
        long = dice.choice((1, 1, 2, 5, 12))
        points += [None if dice.random() < gaps else value + dice.random() for _ in range(long)]
    periods = dice.randint(1, 6)
    comparison = dice.choice(("GreaterThanThreshold", "LessThanOrEqualToThreshold"))
    missing = dice.choice(list(Missing))
    return points, Condition(comparison, 50.0, dice.randint(1, periods), periods, PERIOD, missing)


@pytest.mark.slow
def test_the_sandbox_agrees_on_five_hundred_series() -> None:
    for seed in range(SERIES):
        points, condition = generated(seed)
        state = "OK"
        for newest in range(len(points)):
            there = _range(points, condition, newest)
            signs = [None if each is None else condition.is_breached_by(each) for each in there]
            wanted = state_after(signs, condition, state)
            if wanted == NO_DATA:  # the one thing that the sandbox does not do
                wanted = state
            assert in_sandbox(points, condition, newest, state) == wanted, (seed, newest, condition)
            state = wanted


@pytest.mark.slow
def test_a_replay_counts_what_the_sandbox_counts_on_five_hundred_series() -> None:
    for seed in range(SERIES):
        points, condition = generated(seed)
        start = datetime.fromtimestamp(START, UTC)
        end = start + timedelta(seconds=PERIOD * len(points))
        told = [(start + timedelta(minutes=at), value) for at, value in enumerate(points) if value is not None]
        state, begun = NO_DATA, 0
        for newest in range(len(points)):
            before, state = state, in_sandbox(points, condition, newest, state)
            if condition.missing == Missing.MISSING and all(each is None for each in _range(points, condition, newest)):
                state = NO_DATA
            begun += state == ALARM != before
        assert len(Replay(told, condition, start, end).episodes(condition)) == begun, (seed, condition)
        assert len(past_of(told, condition, start, end).episodes) == begun, (seed, condition)


def _range(points: Sequence[float | None], condition: Condition, newest: int) -> Sequence[float | None]:
    return points[max(0, newest + 1 - condition.range) : newest + 1]


@pytest.mark.parametrize(("needed", "points", "states"), TABLES)
def test_the_sandbox_agrees_with_the_guides_tables(needed: int, points: str, states: Sequence[str]) -> None:
    values = [{True: 90.0, False: 10.0, None: None}[SIGNS[sign]] for sign in points.split()]
    for missing, state in zip(ORDER, states, strict=True):
        condition = Condition("GreaterThanThreshold", 50.0, needed, 3, PERIOD, missing)
        for before in ("OK", "ALARM"):
            wanted = before if state in (KEPT, NO_DATA) else state
            assert in_sandbox(values, condition, len(values) - 1, before) == wanted
