"""What /forcealarm says that a scaling policy will do, held against what the sandbox's policies do with its data."""

from __future__ import annotations

from typing import Any

import pytest

from app.aws.alarm import Alarm, alarms_in
from app.aws.scaling import group_in
from app.aws.scaling_policy import policy_in
from app.commands.forcealarm.triggers import reason_data
from sandbox.aws.autoscaling_shapes import group_shape
from sandbox.aws.policies_api import PoliciesApi
from tests.fakes.clock import SetClock
from tests.sandbox.aws.alarmed import Alarmed

CHANGE = {"PolicyType": "StepScaling", "AdjustmentType": "ChangeInCapacity"}
OUT = [
    {"MetricIntervalLowerBound": 0.0, "MetricIntervalUpperBound": 10.0, "ScalingAdjustment": 1},
    {"MetricIntervalLowerBound": 10.0, "ScalingAdjustment": 4},
]
IN = [
    {"MetricIntervalUpperBound": -10.0, "ScalingAdjustment": -3},
    {"MetricIntervalLowerBound": -10.0, "MetricIntervalUpperBound": 0.0, "ScalingAdjustment": -1},
]
BY_PERCENT = {"AdjustmentType": "PercentChangeInCapacity"}


def alarm_of(alarmed: Alarmed) -> Alarm:
    """The alarm as the app reads it."""
    known = alarmed.alarms.by_name["cpu"]
    return alarms_in({"MetricAlarms": [{**known.config, "StateValue": known.state}]})[0]


@pytest.mark.parametrize(
    ("policy", "operator", "desired"),
    [
        ({**CHANGE, "StepAdjustments": OUT}, "GreaterThanThreshold", 5),
        ({**CHANGE, "StepAdjustments": OUT}, "GreaterThanOrEqualToThreshold", 5),
        ({**CHANGE, "StepAdjustments": IN}, "LessThanThreshold", 3),
        ({**CHANGE, "StepAdjustments": IN}, "LessThanOrEqualToThreshold", 3),
        ({**CHANGE, "StepAdjustments": IN}, "GreaterThanThreshold", 4),
        ({**CHANGE, **BY_PERCENT, "MinAdjustmentMagnitude": 3, "StepAdjustments": OUT}, "GreaterThanThreshold", 7),
        ({**BY_PERCENT, "ScalingAdjustment": -60}, "GreaterThanThreshold", 2),
    ],
)
def test_a_policy_does_with_the_data_what_is_said_of_it(
    policy: dict[str, Any], operator: str, desired: int, clock: SetClock
) -> None:
    alarmed = Alarmed(**policy)
    alarmed.alarms.by_name["cpu"].config["ComparisonOperator"] = operator
    alarm = alarm_of(alarmed)
    (described,) = PoliciesApi(alarmed.scaling).describe({})["ScalingPolicies"]
    assert alarm.compared
    group = group_in(group_shape(alarmed.group))
    said = policy_in(described).desired_after(group, alarm.compared.above_in("ALARM"))
    alarmed.force_with(reason_data(alarm, "ALARM", clock()))
    assert alarmed.group.desired == said == desired
