"""How many were in service, back from now: by a metric, or by what was done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.aws.scaling import Activity
from app.commands.scale.outlook.forecast.points import Stay
from app.commands.scale.outlook.forecast.sizes import by_activities, by_counts

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(hours=1)
LAUNCH, END = "Launching a new EC2 instance: i-1", "Terminating EC2 instance: i-1"


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def activity(said: str, started: float, ended: float | None = None, status: str = "Successful") -> Activity:
    return Activity(said, ago(started), status, said, ended=None if ended is None else ago(ended))


def stays(in_service: int, *activities: Activity, most: int = 20) -> list[tuple[float, float, int]]:
    """Minutes ago, minutes ago, and how many."""
    found = by_activities(in_service, activities, SINCE, NOW, most)
    return [((NOW.timestamp() - each.begin) / 60, (NOW.timestamp() - each.end) / 60, each.size) for each in found]


def test_an_instance_counts_from_the_end_of_its_launch_to_the_begin_of_its_end() -> None:
    assert stays(2, activity(LAUNCH, 31, 30), activity(END, 20, 15)) == [(60, 30, 2), (30, 20, 3), (20, 0, 2)]


def test_several_at_once_are_one_change() -> None:
    assert stays(4, activity(LAUNCH, 31, 30), activity(LAUNCH, 31, 30)) == [(60, 30, 2), (30, 0, 4)]


@pytest.mark.parametrize(
    "nothing",
    [
        activity(LAUNCH, 31, 30, "Failed"),
        activity(LAUNCH, 31, 30, "Cancelled"),
        activity(LAUNCH, 31),
        activity("Launching a new EC2 instance into warm pool: i-1", 31, 30),
        activity("Terminating EC2 instance from warm pool: i-1", 31, 30),
        activity("(service api) has reached a steady state.", 31, 31),
    ],
    ids=lambda each: f"{each.description} {each.status}",
)
def test_what_brings_none_into_service_changes_nothing(nothing: Activity) -> None:
    assert stays(2, nothing) == [(60, 0, 2)]


def test_before_an_instance_came_or_went_otherwise_nobody_knows() -> None:
    assert stays(3, activity("Detaching EC2 instance: i-1", 40, 40), activity(LAUNCH, 21, 20)) == [
        (40, 20, 2),
        (20, 0, 3),
    ]


def test_before_the_oldest_of_as_many_as_were_asked_for_nobody_knows() -> None:
    assert stays(3, activity(LAUNCH, 21, 20), most=1) == [(21, 20, 2), (20, 0, 3)]


def test_fewer_than_none_are_not_believed() -> None:
    assert stays(1, activity(LAUNCH, 21, 20), activity(LAUNCH, 41, 40)) == [(40, 20, 0), (20, 0, 1)]


def test_a_services_events_count_its_tasks() -> None:
    started = activity("has started 2 tasks: (task a) (task b).", 40, 40)
    stopped = activity("has stopped 1 running tasks: (task a).", 20, 20)
    assert stays(2, started, stopped) == [(60, 40, 1), (40, 20, 3), (20, 0, 2)]


def test_counts_of_the_same_are_one_stay_and_what_is_none_is_a_change() -> None:
    counts = [(ago(10 - number), size) for number, size in enumerate([2.0, 2.0, 2.4, 3.0, 3.0])]
    begin = ago(10).timestamp()
    assert by_counts(counts, 60) == (Stay(begin, begin + 120, 2), Stay(begin + 180, begin + 300, 3))
    assert by_counts([], 60) == ()


def test_after_a_gap_there_is_another_stay() -> None:
    counts = [(ago(30), 2.0), (ago(20), 2.0)]
    assert [stay.size for stay in by_counts(counts, 60)] == [2, 2]
