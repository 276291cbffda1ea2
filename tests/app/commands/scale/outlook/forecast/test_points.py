"""Which values of a metric count, and for which size."""

from __future__ import annotations

from datetime import UTC, datetime

from app.commands.scale.outlook.forecast.points import Point, Stay, levels, settled


def values(*of: float) -> list[tuple[datetime, float]]:
    """A minute each."""
    return [(datetime.fromtimestamp(60 * number, UTC), value) for number, value in enumerate(of)]


def test_the_two_periods_after_a_change_and_the_last_one_before_it_count_for_nothing() -> None:
    stays = [Stay(0, 300, 2), Stay(330, 660, 4)]
    found = settled(values(*range(12)), stays, 60)
    assert [[point.value for point in stay] for stay in found] == [[2, 3, 4], [8, 9, 10]]
    assert [stay[0].size for stay in found] == [2, 4]


def test_a_stay_without_instances_or_without_values_is_left_out() -> None:
    assert settled(values(*range(12)), [Stay(0, 300, 0), Stay(6000, 9000, 2)], 60) == []


def test_a_level_is_the_median_of_three_at_the_time_of_the_last() -> None:
    points = [Point(60.0 * number, value, 2) for number, value in enumerate([10, 99, 12, 14])]
    assert levels(points) == [Point(120, 12, 2), Point(180, 14, 2)]
    assert levels(points[:2]) == []


def test_the_load_is_what_all_do_together() -> None:
    assert Point(0, 45.0, 4).load == 180
