"""Alarms as DescribeAlarms tells of them, for the tests of /alarms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from app.aws.alarm import Alarm, alarms_in

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TOPIC = "arn:aws:sns:us-east-1:123456789012:bellhop-alarms"
REASON = (
    "Threshold Crossed: 1 out of the last 1 datapoints [{value} (23/11/26 11:59:00)] was greater than the threshold "
    "({threshold}) (minimum 1 datapoint for OK -> ALARM transition)."
)


def arn_of(name: str) -> str:
    return f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}"


def metric_alarm(
    name: str, state: str = "ALARM", value: float = 93.0, threshold: float = 80.0, minutes: int = 10, **more: Any
) -> Alarm:
    """On the CPU of the group that its name begins with, in its state for so many minutes."""
    item = {
        "AlarmName": name,
        "AlarmArn": arn_of(name),
        "StateValue": state,
        "StateReason": REASON.format(value=value, threshold=threshold),
        "StateUpdatedTimestamp": NOON - timedelta(minutes=minutes),
        "StateTransitionedTimestamp": NOON - timedelta(minutes=minutes),
        "MetricName": "CPUUtilization",
        "Namespace": "AWS/EC2",
        "Statistic": "Average",
        "Dimensions": [{"Name": "AutoScalingGroupName", "Value": name.partition("-")[0]}],
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": threshold,
        "ComparisonOperator": "GreaterThanThreshold",
        "ActionsEnabled": True,
        "AlarmActions": [TOPIC],
        "OKActions": [TOPIC],
        "InsufficientDataActions": [],
        **more,
    }
    (alarm,) = alarms_in({"MetricAlarms": [item]})
    return alarm
