"""A number as a group: what it is, will be, and can't be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.aws.scalable_target import ScalableTarget
from app.aws.scaled_number import Number
from app.aws.scaled_numbers.catalogue import OF_KIND
from app.aws.scaling import Ability, Activity, Capacity, ScheduledAction
from app.scaling.number_group import group_of, limits_of, listed, number_in

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
READ = OF_KIND["dynamodb"][0]
TARGET = ScalableTarget("table/orders", 1, 8, arn="arn:aws:application-autoscaling:us-east-1:1:scalable-target/0a")
PINNED = replace(TARGET, minimum=5, maximum=5)
BACK = ScheduledAction("table/orders", "bellhop-size-now-bounds", NOON + MINUTE, minimum=1, maximum=8)


def test_thousands_of_units_are_one_instance_that_weighs_as_much() -> None:
    group = group_of(READ, TARGET, TARGET, Number(40_000, 30_000))
    assert (group.name, group.capacity, group.in_service) == ("dynamodb:orders:read", Capacity(1, 8, 40_000), 30_000)
    assert [(each.lifecycle, each.weight) for each in group.instances] == [("RUNNING", 30_000), ("PENDING", 10_000)]
    assert (group.arn, group.region) == (TARGET.arn, "us-east-1")


def test_what_an_activity_is_about_to_set_is_wanted() -> None:
    moving = Activity("a", NOON, "InProgress", "Setting read capacity units to 5.")
    assert group_of(READ, TARGET, TARGET, Number(2, 2), (moving,)).desired == 5
    assert group_of(READ, TARGET, TARGET, Number(2, 2), (replace(moving, status="Failed"),)).desired == 2
    limits = replace(moving, description="Setting min capacity to 5 and max capacity to 5")
    assert group_of(READ, TARGET, TARGET, Number(2, 2), (limits,)).desired == 2


@pytest.mark.parametrize(
    ("description", "number"),
    [
        ("Setting read capacity units to 20.", 20),
        ("Setting desired count to 0.", 0),
        ("Setting min capacity to 4", None),
        ("Setting max capacity to 4", None),
        ("Attempting to scale due to alarm triggered", None),
    ],
)
def test_an_activity_says_which_number_it_sets(description: str, number: int | None) -> None:
    assert number_in(Activity("a", NOON, "Successful", description)) == number


def test_limits_that_are_one_number_until_a_minute_is_over_are_those_that_will_be_back() -> None:
    assert limits_of(PINNED, [BACK], lambda: NOON) == TARGET
    assert group_of(READ, PINNED, TARGET, Number(2, 2)).capacity == Capacity(1, 8, 5)


def test_a_scheduled_action_that_is_late_still_restores_them() -> None:
    assert limits_of(PINNED, [BACK], lambda: NOON + 3 * MINUTE) == TARGET
    assert limits_of(PINNED, [BACK], lambda: NOON + 10 * MINUTE) == PINNED


def test_limits_that_somebody_made_one_number_are_what_they_are() -> None:
    assert limits_of(PINNED, [], lambda: NOON) == PINNED
    assert limits_of(PINNED, [replace(BACK, group="table/other")], lambda: NOON) == PINNED
    assert limits_of(PINNED, [replace(BACK, name="night")], lambda: NOON) == PINNED


def test_a_size_that_is_still_to_come_restores_nothing_yet() -> None:
    planned = [replace(BACK, name="at-1-bounds"), replace(BACK, name="at-1", at=NOON + SECOND, minimum=5, maximum=5)]
    assert limits_of(PINNED, planned, lambda: NOON) == PINNED
    assert limits_of(PINNED, planned, lambda: NOON + SECOND) == TARGET


def test_what_only_restores_limits_is_not_listed() -> None:
    night = replace(BACK, name="night")
    assert [action.name for action in listed([BACK, night], READ, lambda: NOON)] == ["night"]


def test_a_number_that_a_schedule_helps_to_set_is_not_set_while_schedules_are_suspended() -> None:
    group = group_of(READ, replace(TARGET, suspended=("ScheduledScaling",)), TARGET, Number(2, 2))
    assert "/scale resume dynamodb:orders:read ScheduledScaling" in group.cannot(Ability.SIZE)
    assert group_of(READ, TARGET, TARGET, Number(2, 2)).cannot(Ability.SIZE) == ""


def test_no_number_comes_again_and_again() -> None:
    group = group_of(READ, TARGET, TARGET, Number(2, 2))
    assert "again and again" in group.cannot(Ability.AGAIN)
    assert {ability for ability in Ability if group.cannot(ability)} == {Ability.AGAIN, Ability.REFRESH}
