"""Which values tell of one size only, and how they are smoothed."""

from __future__ import annotations

import pytest

from app.commands.scale.outlook.forecast.points import LEVEL, Point, Stay, levels, settled
from tests.app.commands.scale.outlook.forecast.series import BEGIN, PERIOD, at, staying


def numbers(points: list[Point]) -> list[int]:
    return [int(point.at - BEGIN) // PERIOD for point in points]


def row(*values: float, size: int = 2) -> list[Point]:
    return [Point(BEGIN + number * PERIOD, value, size) for number, value in enumerate(values)]


def test_the_first_two_periods_of_a_stay_tell_of_both_sizes() -> None:
    first, second = settled([(at(number), 50.0) for number in range(10)], staying((5, 2), (5, 4)), PERIOD)
    assert (numbers(first), numbers(second)) == ([2, 3, 4], [7, 8, 9])
    assert ({point.size for point in first}, {point.size for point in second}) == ({2}, {4})


def test_a_period_that_ends_after_its_stay_counts_for_none() -> None:
    ends_early = Stay(BEGIN, BEGIN + 5 * PERIOD - 1, 2)
    (only,) = settled([(at(number), 50.0) for number in range(6)], [ends_early], PERIOD)
    assert numbers(only) == [2, 3]


@pytest.mark.parametrize("periods", [1, 2])
def test_a_stay_that_is_as_short_as_its_settling_is_left_out(periods: int) -> None:
    assert settled([(at(number), 50.0) for number in range(9)], staying((periods, 2)), PERIOD) == []


def test_values_in_any_order_are_points_oldest_first() -> None:
    (only,) = settled([(at(number), float(number)) for number in (4, 2, 3)], staying((5, 2)), PERIOD)
    assert [point.value for point in only] == [2.0, 3.0, 4.0]


def test_a_stay_without_an_instance_shares_nothing() -> None:
    assert settled([(at(number), 50.0) for number in range(20)], staying((20, 0)), PERIOD) == []


def test_what_was_measured_outside_of_all_stays_counts_for_none() -> None:
    later = [Stay(BEGIN + 10 * PERIOD, BEGIN + 20 * PERIOD, 2)]
    assert settled([(at(number), 50.0) for number in (*range(10), 20, 21)], later, PERIOD) == []


@pytest.mark.parametrize("stays", [(), staying((20, 2))])
def test_without_values_there_are_no_points(stays: tuple[Stay, ...]) -> None:
    assert settled([], stays, PERIOD) == []


def test_a_gap_is_no_point() -> None:
    (only,) = settled([(at(number), 50.0) for number in (2, 3, 6, 7)], staying((8, 2)), PERIOD)
    assert numbers(only) == [2, 3, 6, 7]


def test_the_load_of_a_point_is_what_all_do_together() -> None:
    assert Point(0, 45.0, 4).load == 180.0


def test_a_level_is_the_median_of_three_values_at_the_time_of_the_last() -> None:
    assert levels(row(10.0, 99.0, 20.0, 30.0)) == [
        Point(BEGIN + 2 * PERIOD, 20.0, 2),
        Point(BEGIN + 3 * PERIOD, 30.0, 2),
    ]


@pytest.mark.parametrize("count", range(LEVEL))
def test_fewer_values_than_a_level_is_made_of_have_none(count: int) -> None:
    assert levels(row(*[50.0] * count)) == []
