"""What a test asks of the twin that its API cannot be asked."""

from typing import Any

import pytest

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_control import apply
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.schedule import ScheduledAction
from tests.sandbox.aws.fakes import START, still_clock


@pytest.fixture
def model() -> AutoScaling:
    model = AutoScaling(still_clock())
    model.create(Group("web", 1, 8, 2, START, ("us-east-1a", "us-east-1b")), settled=True)
    return model


def ask(model: AutoScaling, **body: Any) -> Group:
    apply(model, {"group": "web", **body})
    return model.group("web")


def failures(group: Group) -> list[str]:
    return [activity.zone for activity in group.activities if activity.status == "Failed"]


def test_launches_fail_in_the_zones_that_are_named(model: AutoScaling) -> None:
    group = ask(model, launch_failure=True, launch_failure_zones=["us-east-1a"])
    model.set_desired("web", 3)
    assert failures(group) == ["us-east-1a"]
    assert "sufficient t3.micro capacity in the Availability Zone you requested (us-east-1a)" in str(
        group.activities[1].message
    )
    assert [each.zone for each in group.lasting][2:] == ["us-east-1b"]
    ask(model, launch_failure=None)
    model.set_desired("web", 4)
    assert failures(group) == ["us-east-1a"]


def test_all_instances_are_protected_and_freed(model: AutoScaling) -> None:
    ask(model, protect=True)
    model.set_desired("web", 1)
    assert model.group("web").capacity == 2
    assert ask(model, protect=False).capacity == 1


def test_a_running_refresh_fails(model: AutoScaling) -> None:
    model.refreshes.start(model.group("web"), model.clock.now(), {})
    ask(model, refresh_failure="An instance failed its health checks.")
    [refresh] = model.refreshes.of("web")
    assert (refresh.status, refresh.reason) == ("Failed", "An instance failed its health checks.")


def test_time_passes_from_event_to_event(model: AutoScaling) -> None:
    group = model.group("web")
    old = {instance.id for instance in group.instances}
    group.scheduled["up"] = ScheduledAction("up", START + 3600, desired=5)
    model.refreshes.start(group, model.clock.now(), {})
    ask(model, advance_seconds=7200)
    [refresh] = model.refreshes.of("web")
    assert refresh.status == "Successful"
    assert refresh.ended is not None and refresh.ended < START + 60
    assert (group.in_service, old & {instance.id for instance in group.instances}) == (5, set())
    launched = max(activity.ended or 0.0 for activity in group.activities)
    assert launched == pytest.approx(START + 3600 + group.seconds_per_launch, abs=0.01)
    assert model.clock.now() == pytest.approx(START + 7200)


def test_a_long_time_with_failing_launches_takes_no_long_time(model: AutoScaling) -> None:
    ask(model, launch_failure=True)
    model.set_desired("web", 4)
    group = ask(model, advance_seconds=365 * 86_400)
    assert (group.in_service, group.desired) == (2, 4)
    assert model.clock.now() == pytest.approx(START + 365 * 86_400)


def test_reset_brings_a_group_back_to_its_beginning(model: AutoScaling) -> None:
    group = ask(model, launch_failure=True, operator="eks.amazonaws.com", seconds_per_launch=2)
    group.suspended["Launch"] = "a test"
    group.scheduled["up"] = ScheduledAction("up", START + 60, desired=5)
    group.minimum, group.maximum, group.desired = 3, 12, 9
    model.refreshes.start(group, START, {})
    group = ask(model, reset=True)
    assert (group.minimum, group.desired, group.maximum) == (1, 2, 8)
    assert (group.in_service, len(group.instances)) == (2, 2)
    assert not (group.suspended or group.scheduled or group.activities or group.operator or group.launch_failure)
    assert model.refreshes.of("web") == []


def test_a_group_may_have_been_made_long_ago(model: AutoScaling) -> None:
    assert ask(model, created_seconds_ago=7200).created == model.clock.now() - 7200


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"colour": 1}, "unknown key 'colour'; there are group, launch_failure"),
        ({"launch_failure_zones": ["us-east-1z"]}, "some of us-east-1a, us-east-1b"),
        ({"advance_seconds": "soon"}, "advance_seconds is a number above 0"),
        ({"created_seconds_ago": -1}, "created_seconds_ago is a number above 0"),
        ({"refresh_failure": True}, "No instance refresh of web is running"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_done(body: Any, said: str, model: AutoScaling) -> None:
    with pytest.raises(ValueError, match=said):
        ask(model, operator="eks.amazonaws.com", **body)
    assert model.group("web").operator == ""
