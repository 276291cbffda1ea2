"""Warm pools, weights, policies, scheduled actions, health and deleted groups of the twin, as boto3 sees them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.aws.conftest import Fronts
from tests.sandbox.aws.fakes import START

WEB = {"AutoScalingGroupName": "web"}
NOW = datetime.fromtimestamp(START, UTC)
TRACKING = {"PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"}, "TargetValue": 50.0}


def pass_by(fronts: Fronts, seconds: int) -> None:
    """Time goes on in steps, as the sandbox lets it."""
    for _ in range(seconds):
        fronts.scaling.clock.advance(1)
        fronts.scaling.settle()


def group(fronts: Fronts, name: str = "web") -> Any:
    return fronts.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"][0]


def activities(fronts: Fronts, **more: Any) -> list[Any]:
    found: list[Any] = fronts.autoscaling.describe_scaling_activities(**{**WEB, **more})["Activities"]
    return found


def schedule(fronts: Fronts, name: str = "up", **more: Any) -> None:
    fronts.autoscaling.put_scheduled_update_group_action(
        **WEB, ScheduledActionName=name, **{"DesiredCapacity": 3, **more}
    )


def test_a_warm_pool_fills_up_stops_and_is_shown_with_its_group(fronts: Fronts) -> None:
    fronts.autoscaling.put_warm_pool(**WEB, MinSize=2, MaxGroupPreparedCapacity=3)
    pool = fronts.autoscaling.describe_warm_pool(**WEB)
    assert [each["LifecycleState"] for each in pool["Instances"]] == ["Warmed:Pending", "Warmed:Pending"]
    pass_by(fronts, 4)
    pool = fronts.autoscaling.describe_warm_pool(**WEB)
    assert [each["LifecycleState"] for each in pool["Instances"]] == ["Warmed:Stopped", "Warmed:Stopped"]
    assert group(fronts)["WarmPoolSize"] == 2
    assert group(fronts)["WarmPoolConfiguration"] == {
        "MaxGroupPreparedCapacity": 3,
        "MinSize": 2,
        "PoolState": "Stopped",
    }


def test_a_launch_from_the_pool_is_faster_and_the_pool_fills_up_again(fronts: Fronts) -> None:
    fronts.autoscaling.put_warm_pool(**WEB, MinSize=1, MaxGroupPreparedCapacity=2)
    pass_by(fronts, 4)
    (warm,) = fronts.autoscaling.describe_warm_pool(**WEB)["Instances"]
    fronts.autoscaling.set_desired_capacity(**WEB, DesiredCapacity=3)
    pass_by(fronts, 1)
    newest = group(fronts)["Instances"][-1]
    assert (newest["InstanceId"], newest["LifecycleState"]) == (warm["InstanceId"], "InService")
    assert len(fronts.autoscaling.describe_warm_pool(**WEB)["Instances"]) == 1


def test_a_warm_pool_is_gone_once_its_instances_are(fronts: Fronts) -> None:
    fronts.autoscaling.put_warm_pool(**WEB, MinSize=1)
    fronts.autoscaling.delete_warm_pool(**WEB)
    assert fronts.autoscaling.describe_warm_pool(**WEB)["WarmPoolConfiguration"]["Status"] == "PendingDelete"
    pass_by(fronts, 5)
    assert "WarmPoolConfiguration" not in group(fronts)
    with pytest.raises(ClientError, match="No warm pool found"):
        fronts.autoscaling.delete_warm_pool(**WEB)


def test_sizes_of_a_weighted_group_are_units_and_may_be_passed_by_a_part_of_an_instance(fronts: Fronts) -> None:
    template = {
        "LaunchTemplateSpecification": {"LaunchTemplateName": "shop"},
        "Overrides": [{"InstanceType": "m5.xlarge", "WeightedCapacity": "4"}],
    }
    mixed = {"AutoScalingGroupName": "mixed", "MixedInstancesPolicy": {"LaunchTemplate": template}}
    fronts.autoscaling.create_auto_scaling_group(
        **mixed, MinSize=0, MaxSize=16, DesiredCapacity=6, DesiredCapacityType="units"
    )
    pass_by(fronts, 5)
    made = group(fronts, "mixed")
    assert [(each["InstanceType"], each["WeightedCapacity"]) for each in made["Instances"]] == [("m5.xlarge", "4")] * 2
    assert (made["DesiredCapacity"], made["DesiredCapacityType"]) == (6, "units")
    fronts.autoscaling.set_desired_capacity(AutoScalingGroupName="mixed", DesiredCapacity=5)
    pass_by(fronts, 5)
    assert len(group(fronts, "mixed")["Instances"]) == 2, "one less would be 4, below 5"
    fronts.autoscaling.set_desired_capacity(AutoScalingGroupName="mixed", DesiredCapacity=4)
    pass_by(fronts, 5)
    assert len(group(fronts, "mixed")["Instances"]) == 1


def test_a_group_can_be_born_with_an_operator(fronts: Fronts) -> None:
    operator = {"Principal": "eks.amazonaws.com"}
    fronts.autoscaling.create_auto_scaling_group(AutoScalingGroupName="eks", MinSize=0, MaxSize=2, Operator=operator)
    assert group(fronts, "eks")["Operator"] == operator
    with pytest.raises(ClientError, match="managed by"):
        fronts.autoscaling.delete_auto_scaling_group(AutoScalingGroupName="eks")


def test_an_unhealthy_instance_is_replaced(fronts: Fronts) -> None:
    first = group(fronts)["Instances"][0]["InstanceId"]
    fronts.autoscaling.suspend_processes(**WEB, ScalingProcesses=["ReplaceUnhealthy"])
    fronts.autoscaling.set_instance_health(InstanceId=first, HealthStatus="Unhealthy")
    assert group(fronts)["Instances"][0]["HealthStatus"] == "Unhealthy"
    fronts.autoscaling.resume_processes(**WEB, ScalingProcesses=["ReplaceUnhealthy"])
    pass_by(fronts, 5)
    assert first not in [each["InstanceId"] for each in group(fronts)["Instances"]]
    assert len(group(fronts)["Instances"]) == 2


def test_a_target_tracking_policy_comes_with_its_two_alarms(fronts: Fronts) -> None:
    made = fronts.autoscaling.put_scaling_policy(
        **WEB, PolicyName="cpu", PolicyType="TargetTrackingScaling", TargetTrackingConfiguration=TRACKING
    )
    [policy] = fronts.autoscaling.describe_policies(**WEB, PolicyTypes=["TargetTrackingScaling"])["ScalingPolicies"]
    assert (policy["PolicyARN"], policy["Alarms"]) == (made["PolicyARN"], made["Alarms"])
    assert policy["TargetTrackingConfiguration"] == TRACKING
    assert [alarm["AlarmName"][:27] for alarm in policy["Alarms"]] == [
        "TargetTracking-web-AlarmHig",
        "TargetTracking-web-AlarmLow",
    ]
    assert fronts.autoscaling.describe_policies(**WEB, PolicyTypes=["StepScaling"])["ScalingPolicies"] == []
    fronts.autoscaling.delete_policy(**WEB, PolicyName="cpu")
    assert fronts.autoscaling.describe_policies(**WEB)["ScalingPolicies"] == []


@pytest.mark.parametrize(
    ("kind", "by", "desired"),
    [
        ("ChangeInCapacity", 3, 5),
        ("ExactCapacity", 4, 4),
        ("PercentChangeInCapacity", 10, 3),
        ("ChangeInCapacity", 99, 8),
    ],
)
def test_a_simple_policy_is_executed_within_the_bounds(kind: str, by: int, desired: int, fronts: Fronts) -> None:
    fronts.autoscaling.put_scaling_policy(**WEB, PolicyName="p", AdjustmentType=kind, ScalingAdjustment=by)
    fronts.autoscaling.execute_policy(**WEB, PolicyName="p")
    assert group(fronts)["DesiredCapacity"] == desired
    assert "a user request executed policy p changing the desired" in activities(fronts)[0]["Cause"]


def test_a_step_policy_takes_the_step_of_the_metric(fronts: Fronts) -> None:
    steps = [
        {"MetricIntervalLowerBound": 0.0, "MetricIntervalUpperBound": 10.0, "ScalingAdjustment": 1},
        {"MetricIntervalLowerBound": 10.0, "ScalingAdjustment": 4},
    ]
    policy = {"PolicyName": "p", "PolicyType": "StepScaling", "AdjustmentType": "ChangeInCapacity"}
    fronts.autoscaling.put_scaling_policy(**WEB, **policy, StepAdjustments=steps)
    fronts.autoscaling.execute_policy(**WEB, PolicyName="p", MetricValue=95.0, BreachThreshold=80.0)
    assert group(fronts)["DesiredCapacity"] == 6


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"StartTime": NOW - timedelta(seconds=1)}, "start time is in the past"),
        ({"StartTime": NOW + timedelta(hours=2), "EndTime": NOW + timedelta(hours=1)}, "end time is earlier"),
        ({"StartTime": NOW + timedelta(hours=2), "Recurrence": "often"}, "recurrence string: often is invalid"),
        ({"Recurrence": "0 8 * * *", "TimeZone": "Mars/Olympus"}, "time zone: Mars/Olympus is invalid"),
        ({"name": "x" * 256}, "at 'scheduledActionName' failed to satisfy constraint"),
        ({"MinSize": 4, "MaxSize": 6}, "Desired capacity:3 must be between"),
    ],
)
def test_a_scheduled_action_that_could_never_be_is_refused(more: Any, said: str, fronts: Fronts) -> None:
    with pytest.raises(ClientError, match=said):
        schedule(fronts, **more)


def test_a_scheduled_action_without_any_size_is_refused(fronts: Fronts) -> None:
    with pytest.raises(ClientError, match="At least one of"):
        fronts.autoscaling.put_scheduled_update_group_action(
            **WEB, ScheduledActionName="x", StartTime=NOW + timedelta(hours=1)
        )


def test_the_same_name_replaces_and_another_at_the_same_time_is_refused(fronts: Fronts) -> None:
    schedule(fronts, StartTime=NOW + timedelta(hours=1))
    schedule(fronts, StartTime=NOW + timedelta(hours=2), DesiredCapacity=5)
    [action] = fronts.autoscaling.describe_scheduled_actions(**WEB)["ScheduledUpdateGroupActions"]
    assert (action["StartTime"], action["DesiredCapacity"]) == (NOW + timedelta(hours=2), 5)
    with pytest.raises(ClientError, match="AlreadyExists"):
        schedule(fronts, "other", StartTime=NOW + timedelta(hours=2))


def test_several_actions_are_put_and_deleted_each_for_itself(fronts: Fronts) -> None:
    client = fronts.autoscaling
    good, bad = ({"ScheduledActionName": name, "DesiredCapacity": 3, "Recurrence": "0 8 * * *"} for name in ("a", "b"))
    bad["Recurrence"] = "often"
    failed = client.batch_put_scheduled_update_group_action(**WEB, ScheduledUpdateGroupActions=[good, bad])
    assert [each["ScheduledActionName"] for each in failed["FailedScheduledUpdateGroupActions"]] == ["b"]
    failed = client.batch_delete_scheduled_action(**WEB, ScheduledActionNames=["a", "b"])
    assert [each["ScheduledActionName"] for each in failed["FailedScheduledActions"]] == ["b"]
    assert client.describe_scheduled_actions(**WEB)["ScheduledUpdateGroupActions"] == []


def test_a_recurring_action_comes_in_its_zone_and_again(fronts: Fronts) -> None:
    schedule(fronts, Recurrence="0 18 * * *", TimeZone="Europe/Berlin")
    fronts.scaling.clock.advance(6 * 3600)
    assert group(fronts)["DesiredCapacity"] == 3
    [action] = fronts.autoscaling.describe_scheduled_actions(**WEB)["ScheduledUpdateGroupActions"]
    assert action["StartTime"] == datetime(2026, 11, 19, 17, tzinfo=UTC)


def test_activities_of_a_deleted_group_are_there_for_who_asks(fronts: Fronts) -> None:
    fronts.autoscaling.set_desired_capacity(**WEB, DesiredCapacity=3)
    fronts.autoscaling.delete_auto_scaling_group(**WEB, ForceDelete=True)
    with pytest.raises(ClientError, match="name not found"):
        activities(fronts)
    [launch] = activities(fronts, IncludeDeletedGroups=True)
    assert launch["AutoScalingGroupState"] == "Deleted"


def test_the_status_filter_needs_a_group(fronts: Fronts) -> None:
    with pytest.raises(ClientError, match="only be used together"):
        fronts.autoscaling.describe_scaling_activities(Filters=[{"Name": "Status", "Values": ["Failed"]}])
