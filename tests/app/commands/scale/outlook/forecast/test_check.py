"""What a forecast said, as a change keeps it, and what its metric came to once the change had settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.commands.scale.outlook.forecast.check import LATE, Check, Told, came, due, told_in
from app.commands.scale.outlook.forecast.figure import Figure
from app.store.codec import decode, encode
from tests.app.commands.scale.outlook.forecast.series import CPU, PERIOD, REQUESTS, at

TOLD = Told(CPU, Figure(90, 2, 4, 45, 43, 47))
FIVE_MINUTES = Told(replace(REQUESTS, period=300), Figure(900, 2, 4, 450, 430, 470))


def of(*values: float | None) -> list[tuple[datetime, float]]:
    """One for each period from the change's end on; None is a gap."""
    return [(at(number), value) for number, value in enumerate(values) if value is not None]


def test_what_was_told_is_read_from_what_a_change_keeps() -> None:
    assert told_in({"told": [encode(TOLD), encode(FIVE_MINUTES)]}) == (TOLD, FIVE_MINUTES)


@pytest.mark.parametrize("kept", [None, {}, {"told": []}])
def test_a_change_that_keeps_no_forecast_was_told_none(kept: object) -> None:
    assert told_in(kept) == ()


def test_what_came_is_the_median_of_the_first_three_values_after_two_periods() -> None:
    assert came(TOLD, of(90.0, 70.0, 46.0, 44.0, 45.0, 99.0), at(0)) == 45.0


def test_a_change_that_ends_within_a_period_settles_for_two_whole_ones() -> None:
    assert came(TOLD, of(90.0, 70.0, 60.0, 44.0, 45.0, 46.0), at(0) + timedelta(seconds=1)) == 45.0


def test_the_order_in_which_values_come_does_not_matter() -> None:
    values = of(90.0, 70.0, 46.0, 44.0, 45.0, 99.0)
    assert came(TOLD, values[::-1], at(0)) == 45.0


@pytest.mark.parametrize("values", [(), (90.0, 70.0, 46.0, 44.0), (90.0, 70.0, 46.0, None, 44.0)])
def test_of_fewer_than_three_values_nothing_came(values: Sequence[float | None]) -> None:
    assert came(TOLD, of(*values), at(0)) is None


def test_a_gap_is_passed_over() -> None:
    assert came(TOLD, of(90.0, 70.0, 46.0, None, 44.0, None, 45.0), at(0)) == 45.0


def test_a_metric_that_came_to_nothing_came_to_zero() -> None:
    assert came(TOLD, of(90.0, 1.0, 0.0, 0.0, 0.0), at(0)) == 0.0


def test_a_metric_of_longer_periods_settles_for_longer() -> None:
    values = of(*[900.0] * 10, 450.0, *[None] * 4, 440.0, *[None] * 4, 460.0)
    assert came(FIVE_MINUTES, values, at(0)) == 450.0


def test_it_is_compared_once_cloudwatch_has_those_values() -> None:
    assert due([TOLD], at(0)) == at(6) + LATE


@pytest.mark.parametrize("second", [0, 1, 59])
def test_by_then_the_last_of_the_three_periods_is_over(second: int) -> None:
    ended = at(0) + timedelta(seconds=second)
    over = [at(number) for number in range(12) if at(number) + timedelta(seconds=PERIOD) <= due([TOLD], ended) - LATE]
    assert came(TOLD, [(each, 45.0) for each in over], ended) == 45.0


def test_of_several_metrics_the_one_with_the_longest_period_is_waited_for() -> None:
    assert due([TOLD, FIVE_MINUTES], at(0)) == due([FIVE_MINUTES, TOLD], at(0)) == at(30) + LATE


@pytest.mark.parametrize("value", [45.0, 40.0, 50.0])
def test_it_was_off_by_the_difference_to_both_sides(value: float) -> None:
    assert Check("c1", TOLD, value, at(0)).off == abs(value - 45)


def test_a_check_is_the_same_when_it_is_read_again() -> None:
    check = Check("c1", TOLD, 44.0, at(0))
    assert decode(Check, encode(check)) == check
