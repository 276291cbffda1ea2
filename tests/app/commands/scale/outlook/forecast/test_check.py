"""A forecast is compared with the first values after the change has settled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.commands.scale.outlook.forecast.check import LATE, Check, Told, came, due, told_in
from app.commands.scale.outlook.forecast.figure import Figure
from app.commands.scale.outlook.forecast.foresight import Asked
from app.store.codec import encode

ENDED = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CPU = Asked("AWS/EC2", "CPUUtilization", (), "Average", 60)
SLOW = Asked("AWS/EC2", "NetworkIn", (), "Average", 300)
FIGURE = Figure(90, 2, 4, 45, 42, 51)


def values(*of: float, after: int = 2) -> list[tuple[datetime, float]]:
    return [(ENDED + (after + number) * MINUTE, value) for number, value in enumerate(of)]


def test_what_came_is_the_median_of_the_first_three_values_after_it_had_settled() -> None:
    early = [(ENDED, 99.0), (ENDED + MINUTE, 99.0)]
    assert came(Told(CPU, FIGURE), [*values(44, 90, 46, 99, 99), *early], ENDED) == 46


def test_two_values_are_too_few() -> None:
    assert came(Told(CPU, FIGURE), values(44, 46), ENDED) is None


def test_it_is_due_once_the_slowest_metric_has_enough_values() -> None:
    told = [Told(CPU, FIGURE), Told(SLOW, FIGURE)]
    assert due(told, ENDED) == ENDED + 6 * timedelta(minutes=5) + LATE


@pytest.mark.parametrize(("value", "off", "held"), [(42.0, 3.0, True), (51.0, 6.0, True), (41.9, 3.1, False)])
def test_it_held_if_what_came_is_within_the_range(value: float, off: float, held: bool) -> None:
    check = Check("change", Told(CPU, FIGURE), value, ENDED)
    assert (round(check.off, 9), check.held) == (off, held)


def test_what_was_kept_with_a_change_is_read_again() -> None:
    told = Told(CPU, FIGURE)
    assert told_in({"told": [encode(told)]}) == (told,)
    assert told_in(None) == told_in({}) == ()
