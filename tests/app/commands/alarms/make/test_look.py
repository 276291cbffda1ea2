"""How far back CloudWatch is asked, and what of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.alarms.decide.evaluation import Condition
from app.commands.alarms.make.look import look, span_of
from tests.app.commands.alarms.make.talk import two_weeks
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

CPU: dict[str, Any] = {
    "AlarmName": "hot",
    "Namespace": "AWS/EC2",
    "MetricName": "CPUUtilization",
    "Dimensions": [{"Name": "AutoScalingGroupName", "Value": "web"}],
    "Statistic": "Average",
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 80.0,
    "EvaluationPeriods": 3,
    "Period": 300,
}


@pytest.mark.parametrize(
    ("period", "lasts"),
    [
        (10, timedelta(hours=2, minutes=59)),
        (60, timedelta(days=14)),
        (300, timedelta(days=14)),
        (86_400, timedelta(days=14)),
        (50 * 3600, timedelta(hours=300)),
    ],
)
def test_it_looks_as_far_back_as_cloudwatch_keeps_values_in_whole_periods(period: int, lasts: timedelta) -> None:
    clock = SetClock()
    clock.advance(17)
    start, end = span_of(Condition("GreaterThanThreshold", 1.0, 1, 1, period), clock())
    assert end - start == lasts
    assert 0 <= (clock() - end).total_seconds() < period
    assert end.timestamp() % period == 0


def test_it_asks_for_as_much_more_as_the_first_periods_need_but_for_nothing_that_is_gone(bellhop: Bellhop) -> None:
    look(CPU, bellhop.parts)
    look({**CPU, "Period": 60, "EvaluationPeriods": 1440}, bellhop.parts)
    look({**CPU, "Period": 10}, bellhop.parts)
    asked = [(end - start).total_seconds() for start, end in bellhop.cloudwatch.spans]
    assert asked == [14 * 86_400 + 5 * 300, 15 * 86_400 - 3600, 3 * 3600 - 60]


def test_the_first_periods_are_judged_with_what_was_before(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.measured["CPUUtilization"] = two_weeks(bellhop.clock(), lambda ago: 90.0 if ago > 4031 else 1.0)
    found = look(CPU, bellhop.parts)
    assert found is not None
    ((begun, ended),) = [(each.begun, each.ended) for each in found.past.episodes]
    assert (begun - found.start, ended) == (timedelta(minutes=5), found.start + timedelta(minutes=10))


@pytest.mark.parametrize(
    "changes",
    [
        {"ComparisonOperator": "GreaterThanUpperThreshold"},
        {"Dimensions": [], "MetricName": None, "Metrics": [{"Id": "Q1", "Expression": "x", "Period": 60}]},
    ],
)
def test_what_it_cannot_compute_it_does_not_ask_for(changes: dict[str, Any], bellhop: Bellhop) -> None:
    given = {name: value for name, value in {**CPU, **changes}.items() if value is not None}
    found = look(given, bellhop.parts)
    assert found is None or found.alarm.watch.queries
    assert len(bellhop.cloudwatch.queried) == (0 if found is None else 1)
