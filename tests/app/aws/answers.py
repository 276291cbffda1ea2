"""AWS's answers, as the tests of several doors need them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from app.aws.autoscaling import AutoScaling
from tests.app.conftest import Stubbed

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
URL = "https://sqs.us-east-1.amazonaws.com/123456789012/watch"
ALL_KINDS = ["MetricAlarm", "CompositeAlarm", "LogAlarm"]
SECRET = "xoxb-the-secret-itself"
CIPHERTEXT = base64.b64encode(b"ciphertext").decode()


def item(kind: str, number: int = 0, **more: Any) -> dict[str, Any]:
    """As DescribeAlarmHistory answers."""
    at = NINE - timedelta(minutes=number)
    return {
        "AlarmName": "web-5xx",
        "Timestamp": at,
        "HistoryItemType": kind,
        "HistorySummary": f"{kind} {number}",
        **more,
    }


def instance_item(number: int, **more: Any) -> dict[str, Any]:
    return {
        "InstanceId": f"i-{number}",
        "AvailabilityZone": "us-east-1a",
        "LifecycleState": "InService",
        "HealthStatus": "Healthy",
        "ProtectedFromScaleIn": False,
        **more,
    }


def the_group(stubbed: Stubbed, **more: Any) -> Any:
    answer = {"AutoScalingGroups": [group_item("web", **more)]}
    stubbed("autoscaling").add_response("describe_auto_scaling_groups", answer)
    return AutoScaling().group("web")


def group_item(name: str, **more: Any) -> dict[str, Any]:
    """As DescribeAutoScalingGroups answers."""
    sizes = {"MinSize": 1, "MaxSize": 8, "DesiredCapacity": 2, "DefaultCooldown": 300}
    other = {"AvailabilityZones": ["us-east-1a"], "HealthCheckType": "EC2", "CreatedTime": NINE}
    return {"AutoScalingGroupName": name, **sizes, **other, **more}
