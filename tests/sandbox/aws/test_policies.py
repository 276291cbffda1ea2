"""Scaling policies as alarms' actions: what they need to know of the metric, and what keeps them from acting."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.aws.alarmed import Alarmed

STEPS = [
    {"MetricIntervalLowerBound": 0.0, "MetricIntervalUpperBound": 10.0, "ScalingAdjustment": 1},
    {"MetricIntervalLowerBound": 10.0, "ScalingAdjustment": 4},
]
OUT = {"PolicyType": "StepScaling", "AdjustmentType": "ChangeInCapacity", "StepAdjustments": STEPS}
IN = {**OUT, "StepAdjustments": [{"MetricIntervalUpperBound": 0.0, "ScalingAdjustment": -1}]}
SIMPLE = {"AdjustmentType": "ChangeInCapacity", "ScalingAdjustment": 3}


@pytest.mark.parametrize(
    ("policy", "values", "desired"),
    [
        (OUT, (80.8,), 5),
        (OUT, (90.0,), 8),
        (OUT, (81.0, 101.0), 8),  # on average
        ({**OUT, "MetricAggregationType": "Minimum"}, (81.0, 101.0), 5),
        (IN, (80.0,), 3),
        (IN, (1.0,), 3),
        (SIMPLE, (), 7),
        ({"AdjustmentType": "PercentChangeInCapacity", "ScalingAdjustment": -10}, (), 3),
        ({"AdjustmentType": "PercentChangeInCapacity", "ScalingAdjustment": 25, "MinAdjustmentMagnitude": 2}, (), 6),
    ],
)
def test_a_policy_goes_by_the_datapoints_and_the_threshold_it_is_given(
    policy: dict[str, Any], values: tuple[float, ...], desired: int
) -> None:
    alarmed = Alarmed(**policy)
    assert alarmed.force(*values) == "None"
    assert alarmed.group.desired == desired
    assert "a monitor alarm cpu in state ALARM triggered policy p" in alarmed.group.cause


def test_without_reason_data_a_step_policy_does_nothing_and_a_simple_one_acts() -> None:
    step, simple = Alarmed(**OUT), Alarmed(**SIMPLE)
    assert "No step adjustment found for metric value []" in step.force(data=False)
    assert simple.force(data=False) == "None"
    assert (step.group.desired, simple.group.desired) == (4, 7)


@pytest.mark.parametrize(("policy", "value"), [(OUT, 79.0), (OUT, 80.0), (IN, 80.1)])
def test_a_value_that_no_step_is_for_does_nothing(policy: dict[str, Any], value: float) -> None:
    alarmed = Alarmed(**policy)
    assert alarmed.force(value) == f"No step adjustment found for metric value [{value}] and breach threshold 80.0"
    assert alarmed.group.desired == 4


def test_a_disabled_policy_or_a_deaf_group_does_nothing() -> None:
    disabled, deaf = Alarmed(**SIMPLE, Enabled=False), Alarmed(**SIMPLE)
    deaf.group.suspended["AlarmNotification"] = "User suspended at 2026-11-18T11:06:40Z"
    assert "disabled" in disabled.force()
    assert "AlarmNotification" in deaf.force()
    assert (disabled.group.desired, deaf.group.desired) == (4, 4)
