"""CloudWatch's client, and what the parts of its door share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.aws.door import client

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient
    from types_boto3_cloudwatch.literals import AlarmTypeType

# Without AlarmTypes, DescribeAlarms returns only metric alarms (botocore cloudwatch/2010-08-01).
ALARM_TYPES: tuple[AlarmTypeType, ...] = ("MetricAlarm", "CompositeAlarm", "LogAlarm")
GONE = ("ResourceNotFoundException", "ResourceNotFound")


def cloudwatch() -> CloudWatchClient:
    made: CloudWatchClient = client("cloudwatch")
    return made
