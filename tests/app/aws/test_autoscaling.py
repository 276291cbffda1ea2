"""The door to Auto Scaling beyond one number: sizes, schedules, processes, refreshes, and what is read of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.aws.autoscaling import AutoScaling
from app.aws.scaling import Activity, Capacity, Group, Instance, Refresh, ScheduledAction, WarmPool
from app.aws.scaling_policy import ScalingPolicy
from app.base.errors import Later, Wrong
from tests.app.aws.answers import NINE, group_item, instance_item, the_group
from tests.app.conftest import Stubbed


def test_instances_with_weights_count_as_units(stubbed: Stubbed) -> None:
    group = the_group(stubbed, Instances=[instance_item(1, WeightedCapacity="4"), instance_item(2)])
    assert (group.in_service, group.unit) == (5, "units")


def test_an_unhealthy_and_a_protected_instance_are_known_as_such(stubbed: Stubbed) -> None:
    sick = instance_item(1, HealthStatus="Unhealthy")
    group = the_group(stubbed, Instances=[sick, instance_item(2, ProtectedFromScaleIn=True)])
    assert [(each.is_healthy, each.is_protected) for each in group.instances] == [(False, False), (True, True)]


def test_the_warm_pool_and_the_operator_are_read_with_the_group(stubbed: Stubbed) -> None:
    pool = {"PoolState": "Stopped", "MinSize": 1}
    operator = {"Principal": "eks.amazonaws.com"}
    group = the_group(stubbed, WarmPoolConfiguration=pool, WarmPoolSize=3, Operator=operator)
    assert (group.warm_pool, group.operator) == (WarmPool(3, "Stopped"), "eks.amazonaws.com")


def test_a_name_that_only_begins_alike_is_not_the_group(stubbed: Stubbed) -> None:
    answer = {"AutoScalingGroups": [group_item("x" * 255)]}
    stubbed("autoscaling").add_response("describe_auto_scaling_groups", answer)
    assert AutoScaling().group("x" * 256) is None


def test_a_failed_activity_is_read_with_its_cause(stubbed: Stubbed) -> None:
    item = {
        "ActivityId": "a-1",
        "AutoScalingGroupName": "web",
        "Description": "Launching a new EC2 instance.",
        "Cause": "At 09:00 a user request ...",
        "StartTime": NINE,
        "EndTime": NINE,
        "StatusCode": "Failed",
        "StatusMessage": "We currently do not have sufficient capacity.",
        "Progress": 100,
    }
    asked = {"AutoScalingGroupName": "web", "MaxRecords": 20}
    stubbed("autoscaling").add_response("describe_scaling_activities", {"Activities": [item]}, asked)
    (activity,) = AutoScaling().activities("web")
    said = "We currently do not have sufficient capacity."
    cause, description = "At 09:00 a user request ...", "Launching a new EC2 instance."
    assert activity == Activity("a-1", NINE, "Failed", description, cause, said, NINE)
    assert activity.has_failed


def test_a_target_tracking_policy_says_what_it_tracks(stubbed: Stubbed) -> None:
    tracking = {
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
        "TargetValue": 50.0,
        "DisableScaleIn": True,
    }
    item = {
        "PolicyName": "cpu-50",
        "PolicyType": "TargetTrackingScaling",
        "Enabled": True,
        "TargetTrackingConfiguration": tracking,
        "Alarms": [{"AlarmName": "TargetTracking-web-AlarmHigh", "AlarmARN": "arn:aws:cloudwatch:x"}],
    }
    stubbed("autoscaling").add_response("describe_policies", {"ScalingPolicies": [item]})
    (policy,) = AutoScaling().policies("web")
    target, alarms = "ASGAverageCPUUtilization at 50", ("TargetTracking-web-AlarmHigh",)
    assert policy == ScalingPolicy("cpu-50", "TargetTrackingScaling", target, True, False, alarms)


def test_the_groups_of_instances_are_found_fifty_a_call(stubbed: Stubbed) -> None:
    """botocore autoscaling/2011-01-01: "You can specify up to 50 IDs"; those in no group are left out."""
    rest = {"AvailabilityZone": "a", "LifecycleState": "InService", "HealthStatus": "HEALTHY"}
    known = {"AutoScalingGroupName": "web", "ProtectedFromScaleIn": False, **rest}
    asked = [f"i-{number}" for number in range(60)]
    stub = stubbed("autoscaling")
    for part, told in ((asked[:50], ["i-1", "i-49"]), (asked[50:], [])):
        answer = {"AutoScalingInstances": [{"InstanceId": each, **known} for each in told]}
        stub.add_response("describe_auto_scaling_instances", answer, {"InstanceIds": part})
    assert AutoScaling().groups_of(asked) == {"i-1": "web", "i-49": "web"}


def test_scheduled_actions_and_refreshes_are_read(stubbed: Stubbed) -> None:
    stub = stubbed("autoscaling")
    action = {
        "AutoScalingGroupName": "web",
        "ScheduledActionName": "morning",
        "StartTime": NINE,
        "Recurrence": "0 8 * * 1-5",
        "TimeZone": "Europe/Berlin",
        "DesiredCapacity": 4,
    }
    stub.add_response("describe_scheduled_actions", {"ScheduledUpdateGroupActions": [action]})
    refresh = {"InstanceRefreshId": "r-1", "Status": "InProgress", "PercentageComplete": 50, "InstancesToUpdate": 1}
    asked = {"AutoScalingGroupName": "web", "MaxRecords": 3}
    stub.add_response("describe_instance_refreshes", {"InstanceRefreshes": [refresh]}, asked)
    expected = ScheduledAction("web", "morning", NINE, "0 8 * * 1-5", "Europe/Berlin", desired=4)
    assert AutoScaling().scheduled() == (expected,)
    (found,) = AutoScaling().refreshes("web")
    assert (found, found.is_running) == (Refresh("r-1", "InProgress", 50, 1), True)


def test_the_three_sizes_are_set_at_once(stubbed: Stubbed) -> None:
    asked = {"AutoScalingGroupName": "web", "MinSize": 1, "MaxSize": 12, "DesiredCapacity": 10}
    stubbed("autoscaling").add_response("update_auto_scaling_group", {}, asked)
    AutoScaling().resize("web", Capacity(1, 12, 10))


def test_a_one_off_action_has_a_start_and_a_recurrent_one_a_recurrence_in_its_zone(stubbed: Stubbed) -> None:
    stub = stubbed("autoscaling")
    name = {"AutoScalingGroupName": "web", "ScheduledActionName": "bellhop-1"}
    stub.add_response("put_scheduled_update_group_action", {}, {**name, "StartTime": NINE, "DesiredCapacity": 4})
    asked = {**name, "Recurrence": "0 8 * * 1-5", "TimeZone": "Europe/Berlin", "MinSize": 2}
    stub.add_response("put_scheduled_update_group_action", {}, asked)
    AutoScaling().schedule(ScheduledAction("web", "bellhop-1", NINE, desired=4))
    AutoScaling().schedule(ScheduledAction("web", "bellhop-1", None, "0 8 * * 1-5", "Europe/Berlin", minimum=2))


def test_deleting_a_scheduled_action_that_is_gone_is_no_error(stubbed: Stubbed) -> None:
    stub = stubbed("autoscaling")
    stub.add_client_error("delete_scheduled_action", "ValidationError", "Scheduled action name not found")
    stub.add_response("describe_scheduled_actions", {"ScheduledUpdateGroupActions": []})
    AutoScaling().unschedule("web", "bellhop-1")


CALLS: dict[str, Callable[[AutoScaling], object]] = {
    "suspend_processes": lambda door: door.suspend("web", ["Launch"]),
    "resume_processes": lambda door: door.resume("web", ["Launch"]),
    "start_instance_refresh": lambda door: door.start_refresh("web"),
    "cancel_instance_refresh": lambda door: door.cancel_refresh("web"),
    "rollback_instance_refresh": lambda door: door.roll_back_refresh("web"),
    "update_auto_scaling_group": lambda door: door.resize("web", Capacity(1, 12, 10)),
}


@pytest.mark.parametrize("operation", CALLS)
def test_what_aws_refuses_comes_in_its_own_words(operation: str, stubbed: Stubbed) -> None:
    stubbed("autoscaling").add_client_error(operation, "ValidationError", "No, and here is why.")
    with pytest.raises(Wrong, match="No, and here is why"):
        CALLS[operation](AutoScaling())


@pytest.mark.parametrize("operation", CALLS)
def test_contention_passes_by_itself(operation: str, stubbed: Stubbed) -> None:
    stubbed("autoscaling").add_client_error(operation, "ResourceContention", "pending update", http_status_code=500)
    with pytest.raises(Later) as error:
        CALLS[operation](AutoScaling())
    assert not error.value.maybe_done


def test_a_group_is_read_with_its_instances_and_suspended_processes(stubbed: Stubbed) -> None:
    instance = {
        "InstanceId": "i-1",
        "AvailabilityZone": "us-east-1a",
        "LifecycleState": "InService",
        "HealthStatus": "Healthy",
        "ProtectedFromScaleIn": False,
    }
    arn = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1b2c:autoScalingGroupName/web"
    suspended = [{"ProcessName": "Launch"}]
    item = group_item("web", Instances=[instance], SuspendedProcesses=suspended, AutoScalingGroupARN=arn)
    asked = {"AutoScalingGroupNames": ["web"]}
    stubbed("autoscaling").add_response("describe_auto_scaling_groups", {"AutoScalingGroups": [item]}, asked)
    group = AutoScaling().group("web")
    assert group == Group("web", 1, 8, 2, (Instance("i-1", "InService", zone="us-east-1a"),), ("Launch",), arn=arn)
    assert group is not None
    assert group.in_service == 1


def test_a_group_that_is_not_there_is_none(stubbed: Stubbed) -> None:
    stubbed("autoscaling").add_response("describe_auto_scaling_groups", {"AutoScalingGroups": []})
    assert AutoScaling().group("wbe") is None


def test_all_groups_are_listed_by_name_over_all_pages(stubbed: Stubbed) -> None:
    stub = stubbed("autoscaling")
    first = {"AutoScalingGroups": [group_item("worker")], "NextToken": "more"}
    stub.add_response("describe_auto_scaling_groups", first)
    asked = {"MaxRecords": 100, "NextToken": "more"}
    stub.add_response("describe_auto_scaling_groups", {"AutoScalingGroups": [group_item("web")]}, asked)
    assert [group.name for group in AutoScaling().groups()] == ["web", "worker"]


def test_the_desired_capacity_is_set_without_waiting_for_a_cooldown(stubbed: Stubbed) -> None:
    asked = {"AutoScalingGroupName": "web", "DesiredCapacity": 4, "HonorCooldown": False}
    stubbed("autoscaling").add_response("set_desired_capacity", {}, asked)
    AutoScaling().set_desired("web", 4)


def test_a_refusal_of_auto_scaling_is_wrong_in_its_own_words(stubbed: Stubbed) -> None:
    said = "New SetDesiredCapacity value 9 is above max value 8 for the AutoScalingGroup."
    stubbed("autoscaling").add_client_error("set_desired_capacity", "ValidationError", said)
    with pytest.raises(Wrong, match="is above max value 8"):
        AutoScaling().set_desired("web", 9)


def test_a_scaling_activity_in_progress_is_tried_again(stubbed: Stubbed) -> None:
    stubbed("autoscaling").add_client_error("set_desired_capacity", "ScalingActivityInProgress", "busy")
    with pytest.raises(Later):
        AutoScaling().set_desired("web", 4)
