"""Auto Scaling's contract: whatever stands for it gives the app's door the same answers and the same refusals.

What is asked about a group that is not there is left out where it is only read: what AWS says then is not known.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ParamValidationError

from app.aws.autoscaling import AutoScaling
from app.aws.scaling import Capacity, ScheduledAction
from app.base.errors import Wrong
from tests.contracts.lacks import expect_lack
from tests.contracts.scaling_worlds import WORLDS, World

pytestmark = pytest.mark.slow

NOON = datetime(2030, 1, 2, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 2, 12, 0, tzinfo=UTC)
NO_GROUP = "AutoScalingGroup name not found"

# What one of them does not have, and why; each is watched, and fails as soon as it is there.
LACKS = {
    "fake": {
        "test_a_one_off_change_in_the_past_is_refused": "it has no clock",
        "test_a_change_of_size_is_an_activity": "a test gives it the activities that it is about",
        "test_a_policy_is_read_as_it_was_put": "a test gives it the policies that it is about",
        "test_a_policy_sets_the_size_that_is_said_of_it": "a test gives it the policies that it is about",
    },
    "moto": {
        "test_a_desired_capacity_out_of_bounds_is_refused": "moto 5.2.5 sets any capacity",
        "test_sizes_that_do_not_fit_are_refused": "moto 5.2.5 sets any sizes",
        "test_a_change_of_a_group_that_is_not_there_is_refused": "moto 5.2.5 fails, or does it, but for UpdateGroup",
        "test_a_one_off_change_in_the_past_is_refused": "moto 5.2.5 takes any time",
        "test_two_changes_at_the_same_time_are_refused": "moto 5.2.5 takes any time",
        "test_an_unknown_process_is_refused": "moto 5.2.5 takes any name",
        "test_a_group_of_another_service_is_not_to_be_changed": "moto 5.2.5 has no operators",
        "test_a_change_of_size_is_an_activity": "moto 5.2.5 has no activities",
        "test_a_refresh_runs_until_it_is_cancelled": "moto 5.2.5 has no instance refreshes",
        "test_there_is_one_refresh_at_a_time": "moto 5.2.5 has no instance refreshes",
        "test_without_a_refresh_there_is_none_to_end": "moto 5.2.5 has no instance refreshes",
        "test_a_refresh_of_what_the_group_has_anyway_is_not_rolled_back": "moto 5.2.5 has no instance refreshes",
    },
}
numbers = itertools.count()


@pytest.fixture(scope="module", params=["fake", "front", pytest.param("moto", marks=pytest.mark.slow)])
def running(request: pytest.FixtureRequest) -> Iterator[World]:
    with WORLDS[request.param]() as world:
        yield world


@pytest.fixture
def world(running: World, request: pytest.FixtureRequest) -> World:
    expect_lack(request, LACKS, running.name, ParamValidationError)
    return running


@pytest.fixture
def web(world: World) -> str:
    """A group of the test's own: min 1, max 8, desired 2."""
    name = f"web-{next(numbers)}"
    world.create(name, Capacity(1, 8, 2), "")
    return name


def refused(words: str) -> pytest.RaisesExc[Wrong]:
    return pytest.raises(Wrong, match=words)


def sizes(world: World, name: str) -> Capacity:
    group = world.door.group(name)
    assert group is not None
    return group.capacity


def test_each_lack_is_one_of_a_test() -> None:
    assert {name for lacks in LACKS.values() for name in lacks} <= globals().keys()


def test_a_group_is_read_with_its_sizes_and_instances(world: World, web: str) -> None:
    group = world.door.group(web)
    assert group is not None
    assert (group.name, group.capacity, group.in_service) == (web, Capacity(1, 8, 2), 2)
    assert (group.suspended, group.operator, group.unit) == ((), "", "")
    assert all(each.is_healthy and not each.is_protected for each in group.instances)


def test_a_group_has_one_name_and_no_other(world: World, web: str) -> None:
    assert [world.door.group(name) for name in (web[:-1] + "x", web.upper(), "x" * 256)] == [None] * 3


def test_groups_are_listed_by_name(world: World, web: str) -> None:
    world.create(f"a-{web}", Capacity(0, 1, 0), "")
    names = [group.name for group in world.door.groups()]
    assert {web, f"a-{web}"} <= set(names)
    assert names == sorted(names)


def test_a_desired_capacity_within_the_bounds_is_set(world: World, web: str) -> None:
    for desired in (8, 1, 1, 4):
        world.door.set_desired(web, desired)
        assert sizes(world, web) == Capacity(1, 8, desired)


@pytest.mark.parametrize(("desired", "side"), [(9, "above max value 8"), (0, "below min value 1")])
def test_a_desired_capacity_out_of_bounds_is_refused(world: World, web: str, desired: int, side: str) -> None:
    with refused(f"New SetDesiredCapacity value {desired} is {side} for the AutoScalingGroup"):
        world.door.set_desired(web, desired)
    assert sizes(world, web).desired == 2


def test_the_three_sizes_are_set_at_once(world: World, web: str) -> None:
    world.door.resize(web, Capacity(0, 12, 10))
    assert sizes(world, web) == Capacity(0, 12, 10)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (Capacity(5, 4, 4), "Max bound, 4, must be greater than or equal to min bound, 5"),
        (Capacity(1, 4, 9), "Desired capacity:9 must be between the specified min size:1 and max size:4"),
        (Capacity(3, 4, 2), "Desired capacity:2 must be between the specified min size:3 and max size:4"),
    ],
)
def test_sizes_that_do_not_fit_are_refused(world: World, web: str, to: Capacity, words: str) -> None:
    with refused(words):
        world.door.resize(web, to)
    assert sizes(world, web) == Capacity(1, 8, 2)


CHANGES: dict[str, Callable[[AutoScaling, str], None]] = {
    "set_desired": lambda door, group: door.set_desired(group, 4),
    "schedule": lambda door, group: door.schedule(ScheduledAction(group, "evening", NOON, desired=4)),
    "suspend": lambda door, group: door.suspend(group, ["Launch"]),
    "resume": lambda door, group: door.resume(group, ["Launch"]),
    "start_refresh": lambda door, group: door.start_refresh(group),
    "cancel_refresh": lambda door, group: door.cancel_refresh(group),
    "roll_back_refresh": lambda door, group: door.roll_back_refresh(group),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_a_group_that_is_not_there_is_refused(world: World, name: str) -> None:
    with refused(NO_GROUP):
        CHANGES[name](world.door, "wbe")


def test_new_sizes_of_a_group_that_is_not_there_are_refused(world: World) -> None:
    with refused(NO_GROUP):
        world.door.resize("wbe", Capacity(1, 8, 2))


@pytest.mark.parametrize("name", CHANGES)
def test_a_group_of_another_service_is_not_to_be_changed(world: World, web: str, name: str) -> None:
    world.create(f"eks-{web}", Capacity(1, 8, 2), "eks.amazonaws.com")
    group = world.door.group(f"eks-{web}")
    assert group is not None
    assert group.operator == "eks.amazonaws.com"
    with refused("eks.amazonaws.com"):
        CHANGES[name](world.door, f"eks-{web}")


def test_a_scheduled_change_is_listed_until_it_is_deleted(world: World, web: str) -> None:
    one_off = ScheduledAction(web, "evening", NOON, desired=4)
    world.door.schedule(one_off)
    (found,) = world.door.scheduled(web)
    assert replace(found, zone="") == one_off
    assert found in world.door.scheduled()
    world.door.unschedule(web, "evening")
    assert world.door.scheduled(web) == ()


def test_a_recurrent_change_keeps_its_expression_and_zone(world: World, web: str) -> None:
    weekdays = ScheduledAction(web, "mornings", None, "0 8 * * 1-5", "Europe/Berlin", minimum=2, maximum=6)
    world.door.schedule(weekdays)
    (found,) = world.door.scheduled(web)
    assert replace(found, at=None) == weekdays


def test_the_same_name_once_more_replaces_a_scheduled_change(world: World, web: str) -> None:
    for desired in (4, 6):
        world.door.schedule(ScheduledAction(web, "evening", NOON, desired=desired))
    assert [action.desired for action in world.door.scheduled(web)] == [6]


def test_a_scheduled_change_that_is_gone_is_deleted_again_without_complaint(world: World, web: str) -> None:
    world.door.unschedule(web, "evening")
    assert world.door.scheduled(web) == ()


def test_a_one_off_change_in_the_past_is_refused(world: World, web: str) -> None:
    with refused("Given start time is in the past"):
        world.door.schedule(ScheduledAction(web, "evening", LONG_AGO, desired=4))
    assert world.door.scheduled(web) == ()


def test_two_changes_at_the_same_time_are_refused(world: World, web: str) -> None:
    world.door.schedule(ScheduledAction(web, "first", NOON, desired=4))
    with refused("start time already exists"):
        world.door.schedule(ScheduledAction(web, "second", NOON, desired=6))
    assert [action.name for action in world.door.scheduled(web)] == ["first"]


def test_processes_are_suspended_once_and_resumed(world: World, web: str) -> None:
    def suspended() -> set[str]:
        group = world.door.group(web)
        assert group is not None
        assert len(group.suspended) == len(set(group.suspended))
        return set(group.suspended)

    world.door.suspend(web, ["Launch", "AlarmNotification"])
    world.door.suspend(web, ["Launch", "Terminate"])
    assert suspended() == {"Launch", "AlarmNotification", "Terminate"}
    world.door.resume(web, ["Launch", "HealthCheck"])
    assert suspended() == {"AlarmNotification", "Terminate"}


def test_an_unknown_process_is_refused(world: World, web: str) -> None:
    with refused("Lunch"):
        world.door.suspend(web, ["Launch", "Lunch"])
    with refused("Lunch"):
        world.door.resume(web, ["Lunch"])
    group = world.door.group(web)
    assert group is not None
    assert group.suspended == ()


def test_a_refresh_runs_until_it_is_cancelled(world: World, web: str) -> None:
    world.door.start_refresh(web)
    (refresh,) = world.door.refreshes(web)
    assert (refresh.is_running, refresh.percent, refresh.left, refresh.can_roll_back) == (True, 0, 2, False)
    world.door.cancel_refresh(web)
    (refresh,) = world.door.refreshes(web)
    assert refresh.status in ("Cancelling", "Cancelled")


def test_there_is_one_refresh_at_a_time(world: World, web: str) -> None:
    world.door.start_refresh(web)
    with refused("An Instance Refresh is already in progress"):
        world.door.start_refresh(web)
    assert len(world.door.refreshes(web)) == 1


@pytest.mark.parametrize("end", ["cancel_refresh", "roll_back_refresh"])
def test_without_a_refresh_there_is_none_to_end(world: World, web: str, end: str) -> None:
    with refused(f"No in progress or pending Instance Refresh found for Auto Scaling group {web}"):
        CHANGES[end](world.door, web)


def test_a_refresh_of_what_the_group_has_anyway_is_not_rolled_back(world: World, web: str) -> None:
    world.door.start_refresh(web)
    with refused("cannot be rolled back"):
        world.door.roll_back_refresh(web)
    assert world.door.refreshes(web)[0].is_running


def test_a_change_of_size_is_an_activity(world: World, web: str) -> None:
    world.door.set_desired(web, 4)
    activities = world.door.activities(web)
    assert len(activities) >= 2
    assert {activity.description.split(":")[0] for activity in activities} == {"Launching a new EC2 instance"}
    assert "from 2 to 4" in activities[0].cause
    assert len(world.door.activities(web, most=1)) == 1


def test_a_policy_is_read_as_it_was_put(world: World, web: str) -> None:
    assert world.client is not None
    specification = {"PredefinedMetricType": "ASGAverageCPUUtilization"}
    world.client.put_scaling_policy(
        AutoScalingGroupName=web,
        PolicyName="cpu-50",
        PolicyType="TargetTrackingScaling",
        TargetTrackingConfiguration={"PredefinedMetricSpecification": specification, "TargetValue": 50.0},
    )
    (policy,) = world.door.policies(web)
    assert (policy.name, policy.is_tracking, policy.target) == ("cpu-50", True, "ASGAverageCPUUtilization at 50")
    assert (policy.is_enabled, policy.scales_in) == (True, True)


@pytest.mark.parametrize(
    ("kind", "by"), [("ChangeInCapacity", 3), ("ExactCapacity", 1), ("PercentChangeInCapacity", 100)]
)
def test_a_policy_sets_the_size_that_is_said_of_it(world: World, web: str, kind: str, by: int) -> None:
    assert world.client is not None
    named = {"AutoScalingGroupName": web, "PolicyName": f"by-{by}"}
    world.client.put_scaling_policy(**named, AdjustmentType=kind, ScalingAdjustment=by)
    (policy,) = world.door.policies(web)
    group = world.door.group(web)
    assert group
    world.client.execute_policy(**named)
    after = world.door.group(web)
    assert after
    assert after.desired == policy.desired_after(group, None) != group.desired


def test_the_group_of_an_instance_is_known_by_the_instance(world: World, web: str) -> None:
    group = world.door.group(web)
    assert group
    instance = group.instances[0].id
    assert world.door.groups_of([instance, "i-0123456789abcdef0"]) == {instance: web}
    assert world.door.groups_of(["i-0123456789abcdef0"]) == {}
