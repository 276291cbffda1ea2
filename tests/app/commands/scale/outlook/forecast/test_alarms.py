"""What an alarm does once its metric is at the figure; and which figures keep it OK."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from app.alarms.decide.evaluation import Condition, Missing
from app.commands.scale.outlook.forecast.alarms import Outcome, keeps_ok, outcome
from app.commands.scale.outlook.forecast.figure import Figure
from tests.app.commands.scale.outlook.forecast.series import at

ABOVE = Condition("GreaterThanThreshold", 80.0, 2, 3, 60)
BELOW = Condition("LessThanThreshold", 20.0, 2, 3, 60)


def figure(then: float, low: float | None = None, high: float | None = None) -> Figure:
    return Figure(90, 2, 4, then, then if low is None else low, then if high is None else high)


def after(values: Sequence[float | None], state: str, found: Figure, condition: Condition = ABOVE) -> Outcome:
    known = [(at(number), value) for number, value in enumerate(values) if value is not None]
    return outcome(known, condition, state, found, at(len(values)))


@pytest.mark.parametrize(
    ("values", "state", "then", "comes"),
    [
        ([90, 90, 90, 90], "ALARM", 45, Outcome("OK", 2)),
        ([90, 90, 90, 45], "ALARM", 45, Outcome("OK", 1)),
        ([90, 90, 90, 90], "ALARM", 85, Outcome("ALARM", 0)),
        ([45, 45, 45, 45], "OK", 90, Outcome("ALARM", 2)),
        ([45, 45, 45, 45], "OK", 50, Outcome("OK", 0)),
        ([], "INSUFFICIENT_DATA", 50, Outcome("OK", 1)),
    ],
)
def test_after_so_many_periods_it_is_in_that_state(
    values: list[float], state: str, then: float, comes: Outcome
) -> None:
    assert after(values, state, figure(then)) == comes


def test_without_earlier_values_a_state_waits_for_as_many_as_it_needs() -> None:
    found = after([], "INSUFFICIENT_DATA", figure(90))
    assert found.state == "ALARM"
    assert 1 <= found.periods <= ABOVE.range


def test_where_the_range_is_on_both_sides_of_the_threshold_it_is_open() -> None:
    assert after([90, 90, 90, 90], "ALARM", figure(78, 74, 83)) == Outcome("")
    assert after([90, 90, 90, 90], "ALARM", figure(78, 74, 79)).state == "OK"


def test_missing_values_are_treated_as_the_alarm_says() -> None:
    ignoring = Condition("GreaterThanThreshold", 80.0, 1, 1, 60, Missing.IGNORE)
    assert after([None, None, None, None], "ALARM", figure(45), ignoring) == Outcome("OK", 1)


@pytest.mark.parametrize(
    ("condition", "found", "is_ok"),
    [
        (ABOVE, figure(70), True),
        (ABOVE, figure(73), False),  # a tenth of the threshold is 8
        (ABOVE, figure(60, 50, 75), False),
        (BELOW, figure(25), True),
        (BELOW, figure(21), False),
        (BELOW, figure(30, 21, 40), False),
    ],
)
def test_a_size_keeps_an_alarm_ok_with_a_margin_on_its_side(condition: Condition, found: Figure, is_ok: bool) -> None:
    assert keeps_ok(condition, found) is is_ok


def test_the_time_is_counted_in_periods_that_begin_at_their_multiples() -> None:
    known = [(at(number) + timedelta(seconds=0), 90.0) for number in range(4)]
    assert outcome(known, ABOVE, "ALARM", figure(45), at(4) + timedelta(seconds=30)) == Outcome("OK", 2)
