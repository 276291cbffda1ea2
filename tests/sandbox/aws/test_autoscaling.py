"""How the sandbox's Auto Scaling behaves over time."""

import pytest

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.capacity import SECONDS_BETWEEN_TRIES
from sandbox.aws.protocol import AwsError
from sandbox.aws.schedule import ScheduledAction
from tests.sandbox.aws.fakes import START, still_clock

ZONES = ("us-east-1a", "us-east-1b")


def scaling(desired: int = 2, low: int = 1, high: int = 8) -> AutoScaling:
    model = AutoScaling(still_clock())
    model.create(Group("web", low, high, desired, START, ZONES), settled=True)
    return model


def after(model: AutoScaling, seconds: float) -> Group:
    model.clock.advance(seconds)
    model.settle()
    return model.group("web")


def states(group: Group) -> list[str]:
    return [instance.state for instance in group.instances]


def test_new_instances_are_pending_first_and_in_service_after_the_seconds_of_a_launch() -> None:
    model = scaling(desired=2)
    model.set_desired("web", 4)
    assert states(model.group("web")) == ["InService", "InService", "Pending", "Pending"]
    assert states(after(model, 3.9)).count("Pending") == 2
    assert states(after(model, 0.2)) == ["InService"] * 4


def test_surplus_instances_are_terminating_first_and_gone_later_the_oldest_first() -> None:
    model = scaling(desired=3)
    oldest = model.group("web").instances[0].id
    model.set_desired("web", 2)
    ending = [i for i in model.group("web").instances if i.state == "Terminating"]
    assert [instance.id for instance in ending] == [oldest]
    assert states(after(model, 5)) == ["InService", "InService"]


def test_a_launch_that_is_not_wanted_any_more_is_cancelled() -> None:
    model = scaling(desired=2)
    model.set_desired("web", 3)
    model.set_desired("web", 2)
    group = model.group("web")
    assert states(group) == ["InService", "InService", "Terminating"]
    assert "Cancelled" in [activity.status for activity in group.activities]


def test_instances_are_spread_over_the_zones() -> None:
    model = scaling(desired=1)
    model.set_desired("web", 4)
    zones = [instance.zone for instance in model.group("web").instances]
    assert sorted(zones) == ["us-east-1a", "us-east-1a", "us-east-1b", "us-east-1b"]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (9, "New SetDesiredCapacity value 9 is above max value 8 for the AutoScalingGroup."),
        (0, "New SetDesiredCapacity value 0 is below min value 1 for the AutoScalingGroup."),
    ],
)
def test_a_size_outside_the_bounds_is_refused_in_awss_words(wanted: int, words: str) -> None:
    model = scaling()
    with pytest.raises(AwsError) as refused:
        model.set_desired("web", wanted)
    assert (refused.value.code, refused.value.message) == ("ValidationError", words)
    assert model.group("web").desired == 2


def test_raising_the_minimum_above_the_size_raises_the_size() -> None:
    model = scaling(desired=2)
    model.update("web", minimum=3, maximum=None, desired=None)
    assert model.group("web").desired == 3


def test_lowering_the_maximum_below_the_size_lowers_the_size() -> None:
    model = scaling(desired=4)
    model.update("web", minimum=None, maximum=3, desired=None)
    assert model.group("web").desired == 3


def test_an_activity_says_who_asked_for_it_and_how_far_it_is() -> None:
    model = scaling(desired=2)
    model.set_desired("web", 3)
    running = model.group("web").activities[0]
    assert running.cause.startswith(
        "At 2026-11-18T11:06:40Z a user request explicitly set group desired capacity changing the desired capacity "
        "from 2 to 3.  At 2026-11-18T11:06:40Z an instance was started"
    )
    assert (running.status, running.progress, running.ended) == ("PreInService", 30, None)
    done = after(model, 4).activities[0]
    assert (done.status, done.progress, done.ended) == ("Successful", 100, START + 4)


def test_a_failed_launch_leaves_the_request_and_says_why_and_is_tried_again() -> None:
    model = scaling(desired=2)
    model.group("web").launch_failure = "We have no capacity in {zone}."
    model.set_desired("web", 3)
    group = model.group("web")
    assert (group.desired, states(group)) == (3, ["InService", "InService"])
    failed = group.activities[0]
    assert (failed.status, failed.progress) == ("Failed", 100)
    assert failed.message == "We have no capacity in us-east-1a. Launching EC2 instance failed."
    assert [activity.zone for activity in group.activities if activity.status == "Failed"] == list(ZONES)
    group.launch_failure = None
    assert states(after(model, SECONDS_BETWEEN_TRIES + 1)) == ["InService", "InService", "Pending"]


def test_a_zone_without_capacity_is_told_and_the_other_takes_over() -> None:
    model = scaling(desired=2)
    group = model.group("web")
    group.launch_failure, group.failing_zones = "No capacity in {zone}.", ("us-east-1b",)
    model.set_desired("web", 4)
    assert [each.zone for each in group.instances[2:]] == ["us-east-1a", "us-east-1a"]
    failed = [activity.message for activity in group.activities if activity.status == "Failed"]
    assert failed == ["No capacity in us-east-1b. Launching EC2 instance failed."]


def test_protected_instances_stay_and_that_is_told_once() -> None:
    model = scaling(desired=2)
    group = model.group("web")
    for instance in group.instances:
        instance.protected = True
    model.set_desired("web", 1)
    after(model, 60)
    assert states(group) == ["InService", "InService"]
    told = [activity.message for activity in group.activities if activity.message]
    assert told == ["Could not scale to desired capacity because all remaining instances are protected from scale in."]


def test_nothing_is_launched_while_launch_is_suspended() -> None:
    model = scaling(desired=2)
    model.group("web").suspended["Launch"] = "User suspended"
    model.set_desired("web", 4)
    assert states(after(model, 60)) == ["InService", "InService"]
    del model.group("web").suspended["Launch"]
    assert states(after(model, 0)).count("Pending") == 2


def test_nothing_is_terminated_while_terminate_is_suspended() -> None:
    model = scaling(desired=2)
    model.group("web").suspended["Terminate"] = "User suspended"
    model.set_desired("web", 1)
    assert states(after(model, 60)) == ["InService", "InService"]


def test_a_cooldown_blocks_only_who_honours_it() -> None:
    model = scaling(desired=2)
    model.set_desired("web", 3)
    with pytest.raises(AwsError) as blocked:
        model.set_desired("web", 4, honor_cooldown=True)
    assert blocked.value.code == "ScalingActivityInProgress"
    model.set_desired("web", 5)
    after(model, 400)
    model.set_desired("web", 6, honor_cooldown=True)
    assert model.group("web").desired == 6


def test_a_terminated_instance_is_replaced_where_the_size_is_to_stay() -> None:
    model = scaling(desired=2)
    activity = model.terminate(model.group("web").instances[0].id, decrement=False)
    assert "was taken out of service in response to a user request" in activity.cause
    assert states(after(model, 5)).count("InService") == 2
    assert model.group("web").desired == 2


def test_a_terminated_instance_can_take_its_place_along_but_not_below_the_minimum() -> None:
    model = scaling(desired=2, low=1)
    model.terminate(model.group("web").instances[0].id, decrement=True)
    assert model.group("web").desired == 1
    last = model.group("web").lasting[0].id
    with pytest.raises(AwsError, match="desiredSize equals minSize"):
        model.terminate(last, decrement=True)


def test_a_scheduled_action_is_executed_once_when_it_is_due() -> None:
    model = scaling(desired=2)
    model.group("web").scheduled["up"] = ScheduledAction("up", due=START + 60, desired=5)
    assert after(model, 59).desired == 2
    group = after(model, 2)
    assert (group.desired, group.scheduled) == (5, {})
    assert "a scheduled action update of AutoScalingGroup constraints" in group.activities[0].cause


def test_a_recurring_action_is_due_again_after_each_execution() -> None:
    model = scaling(desired=2)
    model.group("web").scheduled["noon"] = ScheduledAction("noon", START + 60, recurrence="0 12 * * *", desired=3)
    assert after(model, 61).desired == 3
    assert model.group("web").scheduled["noon"].due == START + 3200  # 12:00:00
    model.set_desired("web", 2)
    assert after(model, 3200).desired == 3


def test_a_scheduled_action_is_skipped_while_scheduled_actions_are_suspended() -> None:
    model = scaling(desired=2)
    model.group("web").suspended["ScheduledActions"] = "User suspended"
    model.group("web").scheduled["up"] = ScheduledAction("up", due=START + 60, desired=5)
    assert after(model, 61).desired == 2


def test_a_scheduled_action_that_does_not_fit_any_more_fails_as_an_activity() -> None:
    model = scaling(desired=2)
    model.group("web").scheduled["up"] = ScheduledAction("up", due=START + 60, desired=9)
    group = after(model, 61)
    assert (group.desired, group.scheduled) == (2, {})
    assert (group.activities[0].status, group.activities[0].message) == (
        "Failed",
        "Desired capacity:9 must be between the specified min size:1 and max size:8",
    )


def test_a_recurring_action_ends_with_its_end_time() -> None:
    model = scaling(desired=2)
    noon = ScheduledAction("noon", START + 60, end=START + 3000, recurrence="0 12 * * *", desired=3)
    model.group("web").scheduled["noon"] = noon
    assert after(model, 61).scheduled == {}


def test_every_change_is_told_to_who_listens() -> None:
    told: list[int] = []
    model = AutoScaling(still_clock(), lambda: told.append(1))
    model.create(Group("web", 1, 8, 2, START, ZONES), settled=True)
    model.set_desired("web", 3)
    before = len(told)
    after(model, 1)
    assert len(told) == before
    after(model, 4)
    assert len(told) > before
