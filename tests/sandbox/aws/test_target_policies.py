"""What a policy of Application Auto Scaling does when an alarm triggers it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from sandbox.aws.alarm_actions import AlarmActions
from sandbox.aws.alarms import Alarms
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.clients import Endpoint
from sandbox.aws.ecs.control import let_pass
from sandbox.aws.ecs.model import Ecs
from sandbox.aws.mute_rules import MuteRules
from sandbox.aws.policies import Policies
from sandbox.aws.protocol import AwsError
from sandbox.aws.scalable.api import scalable_operations
from sandbox.aws.scalable.model import ScalableTargets
from sandbox.aws.scalable.policies import TargetPolicies
from sandbox.aws.scalable.resources import EcsServices
from sandbox.aws.world import create_services
from tests.sandbox.aws.alarmed import CONFIG
from tests.sandbox.aws.fakes import still_clock

API = {"ServiceNamespace": "ecs", "ResourceId": "service/shop/api", "ScalableDimension": "ecs:service:DesiredCount"}
STEPS = [
    {"MetricIntervalLowerBound": 0.0, "MetricIntervalUpperBound": 10.0, "ScalingAdjustment": 1},
    {"MetricIntervalLowerBound": 10.0, "ScalingAdjustment": 3},
    {"MetricIntervalUpperBound": 0.0, "ScalingAdjustment": -1},
]
STEP = {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": STEPS, "Cooldown": 60}
TRACKING = {
    "TargetValue": 50.0,
    "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
}


class Tracked:
    """The service `api` (desired 2, bounds 1 and 6) with a policy `p`, and an alarm `cpu` whose action it is."""

    def __init__(self, kind: str, **configuration: Any) -> None:
        self.ecs = Ecs(still_clock())
        self.targets = ScalableTargets(self.ecs.clock, {"ecs": EcsServices(self.ecs)})
        create_services(self.ecs, self.targets)
        policies = (Policies(AutoScaling(still_clock())), TargetPolicies(self.targets))
        self.actions = AlarmActions(Endpoint("http://127.0.0.1:9"), MuteRules(still_clock()), *policies)
        self.alarms = Alarms(still_clock(), self.actions.remember)
        self.call: Mapping[str, Callable[..., Any]] = scalable_operations(self.targets, self.alarms)
        name = "StepScalingPolicyConfiguration" if kind == "StepScaling" else "TargetTrackingScalingPolicyConfiguration"
        self.policy: Any = self.call["PutScalingPolicy"](
            {**API, "PolicyName": "p", "PolicyType": kind, name: configuration}
        )
        self.alarms.put({**CONFIG, "AlarmActions": [self.policy["PolicyARN"]]})

    @property
    def desired(self) -> int:
        return self.ecs.service("shop", "api").desired

    def force(self, *values: float, alarm: str = "cpu") -> str | None:
        """Raise the alarm as of these values, once more; what its history says of a failure."""
        data = json.dumps({"version": "1.0", "recentDatapoints": values, "threshold": 80.0})
        self.alarms.force(alarm, "OK", "a test", None)
        self.alarms.force(alarm, "ALARM", "a test", data if values else None)
        asyncio.run(self.actions.act(self.alarms))
        (item,) = [each for each in self.alarms.history[-3:] if each.item_type == "Action"]
        failure = item.data["error"]
        return str(failure) if failure else None

    def activities(self, **more: Any) -> Any:
        found: Any = self.call["DescribeScalingActivities"]({**API, **more})
        return found["ScalingActivities"]

    def suspend(self, *what: str) -> None:
        self.call["RegisterScalableTarget"]({**API, "SuspendedState": dict.fromkeys(what, True)})

    def pass_by(self, seconds: float) -> None:
        let_pass(self.ecs, self.targets, seconds)


def test_a_step_policy_takes_the_step_of_the_alarms_metric() -> None:
    tracked = Tracked("StepScaling", **STEP)
    tracked.force(95.0)
    assert tracked.desired == 5
    (activity,) = tracked.activities()
    assert activity["Cause"] == "monitor alarm cpu in state ALARM triggered policy p"
    assert activity["Description"] == "Setting desired count to 5."


def test_a_step_policy_does_nothing_without_a_metric_value() -> None:
    tracked = Tracked("StepScaling", **STEP)
    assert "No step adjustment found" in (tracked.force() or "")
    assert (tracked.desired, tracked.activities()) == (2, [])


def test_a_scale_out_is_repeated_in_its_cooldown_only_where_it_is_larger() -> None:
    tracked = Tracked("StepScaling", **STEP)
    tracked.force(85.0)
    assert tracked.force(85.0) == "The policy p is in its cooldown period"
    assert tracked.desired == 3
    tracked.force(95.0)
    assert tracked.desired == 6
    tracked.pass_by(61)
    tracked.force(70.0)
    assert tracked.desired == 5
    assert tracked.force(70.0) == "The policy p is in its cooldown period"
    tracked.pass_by(61)
    tracked.force(70.0)
    assert tracked.desired == 4


@pytest.mark.parametrize(
    ("size", "value", "reason"),
    [
        (6, 95.0, {"Code": "AlreadyAtMaxCapacity", "MaxCapacity": 6, "CurrentCapacity": 6}),
        (1, 70.0, {"Code": "AlreadyAtMinCapacity", "MinCapacity": 1, "CurrentCapacity": 1}),
    ],
)
def test_what_the_bounds_keep_from_scaling_is_told_to_who_asks(size: int, value: float, reason: Any) -> None:
    tracked = Tracked("StepScaling", **STEP)
    tracked.ecs.set_desired(tracked.ecs.service("shop", "api"), size)
    assert tracked.force(value) is None
    assert (tracked.desired, tracked.activities()) == (size, [])
    (activity,) = tracked.activities(IncludeNotScaledActivities=True)
    assert (activity["StatusCode"], activity["NotScaledReasons"]) == ("Failed", [reason])
    assert activity["Description"] == "Attempting to scale due to alarm triggered"


def test_a_suspended_side_does_not_scale_and_the_other_does() -> None:
    tracked = Tracked("StepScaling", **STEP)
    tracked.suspend("DynamicScalingOutSuspended")
    assert tracked.force(95.0) == "DynamicScalingOut is suspended for service/shop/api"
    tracked.force(70.0)
    assert tracked.desired == 1


def test_a_target_tracking_policy_has_two_alarms_that_end_with_it() -> None:
    tracked = Tracked("TargetTrackingScaling", **TRACKING)
    high, low = (tracked.alarms.alarm(each["AlarmName"]) for each in tracked.policy["Alarms"])
    assert high.name.startswith("TargetTracking-service/shop/api-AlarmHigh-")
    assert (high.config["Threshold"], low.config["Threshold"]) == (50.0, 45.0)
    assert high.config["Dimensions"] == [
        {"Name": "ClusterName", "Value": "shop"},
        {"Name": "ServiceName", "Value": "api"},
    ]
    tracked.call["DeleteScalingPolicy"]({**API, "PolicyName": "p"})
    assert list(tracked.alarms.by_name) == ["cpu"]


def test_a_target_tracking_policy_scales_in_proportion_to_the_metric() -> None:
    tracked = Tracked("TargetTrackingScaling", **TRACKING, ScaleOutCooldown=0, ScaleInCooldown=0)
    high, low = (each["AlarmName"] for each in tracked.policy["Alarms"])
    tracked.force(90.0, 100.0, alarm=high)
    assert tracked.desired == 4
    tracked.force(30.0, alarm=low)
    assert tracked.desired == 3


def test_a_policy_whose_scale_in_is_disabled_scales_out_only() -> None:
    tracked = Tracked("TargetTrackingScaling", **TRACKING, DisableScaleIn=True)
    assert tracked.force(10.0, alarm=tracked.policy["Alarms"][1]["AlarmName"]) == "Scale in by the policy p is disabled"
    assert tracked.desired == 2


def test_a_policy_that_is_deleted_is_not_found_by_its_alarm() -> None:
    tracked = Tracked("StepScaling", **STEP)
    tracked.call["DeleteScalingPolicy"]({**API, "PolicyName": "p"})
    assert "No scaling policy found" in (tracked.force(95.0) or "")


def test_a_policy_is_described_as_it_was_put() -> None:
    tracked = Tracked("StepScaling", **STEP)
    found: Any = tracked.call["DescribeScalingPolicies"]({"ServiceNamespace": "ecs", "PolicyNames": ["p"]})
    (policy,) = found["ScalingPolicies"]
    assert (policy["PolicyType"], policy["StepScalingPolicyConfiguration"], policy["Alarms"]) == (
        "StepScaling",
        STEP,
        [],
    )
    assert policy["PolicyARN"].endswith(":resource/ecs/service/shop/api:policyName/p")


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"PolicyType": "ABCDEFG"}, "Value 'ABCDEFG' at 'policyType' failed to satisfy constraint"),
        ({"PolicyType": "StepScaling"}, "StepScalingPolicyConfiguration is required"),
        ({"PolicyType": "TargetTrackingScaling"}, "TargetTrackingScalingPolicyConfiguration is required"),
        ({}, "PolicyType is required"),
        ({"PolicyType": "PredictiveScaling"}, "no predictive scaling"),
        (
            {"PolicyType": "StepScaling", "StepScalingPolicyConfiguration": {"AdjustmentType": "ExactCapacity"}},
            "StepAdjustments are required",
        ),
    ],
)
def test_a_policy_that_cannot_be_is_refused(params: dict[str, Any], said: str) -> None:
    tracked = Tracked("StepScaling", **STEP)
    with pytest.raises(AwsError, match=said) as wrong:
        tracked.call["PutScalingPolicy"]({**API, "PolicyName": "q", **params})
    assert wrong.value.code == "ValidationException"
