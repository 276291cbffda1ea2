"""One metric at another size: the value, the range around it, or why there is neither."""

from __future__ import annotations

from math import exp, log

import pytest

from app.commands.scale.outlook.forecast.figure import RECENT, Figure, foretold, is_share, is_time
from app.commands.scale.outlook.forecast.points import Point
from app.commands.scale.outlook.forecast.shared import Shared, Step, Why

PERIOD = 60
STEPS = (Step(log(2), 0.01, 0.01, 0.0), Step(-log(2), -0.01, 0.01, 0.0))


def shared(*values: float, size: int = 2, drift: float = 0.1, steps: tuple[Step, ...] = STEPS) -> Shared:
    points = (Point(number * PERIOD, value, size) for number, value in enumerate(values or (80.0, 80.0, 80.0)))
    return Shared(tuple(points), steps, drift)


def at_end(found: Shared, to: int, later: float = 0.0, is_capped: bool = False) -> Figure | Why:
    """Once the newest period is over, or so many periods later."""
    newest = found.points[-1]
    return foretold(found, newest.size, to, newest.at + (1 + later) * PERIOD, PERIOD, is_capped)


def figure(found: Shared, to: int, is_capped: bool = False) -> Figure:
    made = at_end(found, to, is_capped=is_capped)
    assert isinstance(made, Figure), made
    return made


def test_it_divides_by_the_size() -> None:
    made = figure(shared(), 4)
    assert (made.now, made.size, made.to, made.then) == (80.0, 2, 4, 40.0)


def test_now_is_the_median_of_the_last_three_values() -> None:
    assert figure(shared(10.0, 80.0, 99.0, 70.0), 4).now == 80.0


def test_the_range_is_as_wide_to_both_sides_as_a_factor() -> None:
    made = figure(shared(), 2)
    assert (made.low, made.high) == pytest.approx((80 * exp(-0.1), 80 * exp(0.1)))


def test_the_range_is_wider_the_farther_the_size() -> None:
    wobbly = (Step(log(2), 0.1, 0.01, 0.0), Step(-log(2), -0.1, 0.01, 0.0))
    ranges = [figure(shared(steps=wobbly), to) for to in (2, 3, 4)]
    widths = [each.high / each.low for each in ranges]
    assert widths[0] < widths[1] < widths[2]


def test_a_capped_one_ends_at_a_hundred_on_all_sides() -> None:
    made = figure(shared(), 1, is_capped=True)
    assert (made.then, made.low, made.high) == (100.0, 100.0, 100.0)
    assert figure(shared(), 1).then == 160.0


@pytest.mark.parametrize(("later", "is_new"), [(0, True), (RECENT, True), (RECENT + 0.1, False)])
def test_a_value_of_some_periods_ago_is_not_now(later: float, is_new: bool) -> None:
    assert (at_end(shared(), 4, later) is Why.MOVING) is not is_new


def test_three_values_at_two_sizes_are_no_level() -> None:
    points = (Point(0, 80.0, 3), Point(60, 80.0, 2), Point(120, 80.0, 2))
    assert at_end(Shared(points, STEPS, 0.1), 4) is Why.MOVING


@pytest.mark.parametrize("size", [0, 3])
def test_values_at_another_size_than_now_are_no_level(size: int) -> None:
    assert foretold(shared(), size, 4, 3 * PERIOD, PERIOD) is Why.MOVING


@pytest.mark.parametrize("to", [0, -1])
def test_without_an_instance_nobody_shares_it(to: int) -> None:
    assert at_end(shared(), to) is Why.NOBODY


@pytest.mark.parametrize(("to", "is_too_far"), [(8, False), (9, True)])
def test_twice_as_far_as_any_change_was_is_as_far_as_it_goes(to: int, is_too_far: bool) -> None:
    assert (at_end(shared(), to) is Why.TOO_FAR) is is_too_far


def test_a_range_wider_than_from_half_to_double_says_nothing() -> None:
    assert at_end(shared(drift=0.71), 2) is Why.UNSTEADY
    assert isinstance(at_end(shared(drift=0.69), 2), Figure)


@pytest.mark.parametrize(
    ("metric", "share"),
    [("CPUUtilization", True), ("MemoryUtilization", True), ("RequestCount", False), ("UtilizationCount", False)],
)
def test_a_share_is_what_is_called_a_utilization(metric: str, share: bool) -> None:
    assert is_share(metric) is share


@pytest.mark.parametrize(
    ("metric", "is_one"),
    [
        *((name, True) for name in ("TargetResponseTime", "Latency", "Duration", "ApproximateAgeOfOldestMessage")),
        *((name, True) for name in ("request_latency", "IteratorAge", "ReplicaLag")),
        *((name, False) for name in ("CPUUtilization", "MemoryUsage", "AverageLoad", "Flags", "DiskStorage")),
    ],
)
def test_a_time_is_known_by_its_name(metric: str, is_one: bool) -> None:
    assert is_time(metric) is is_one
