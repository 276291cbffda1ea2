"""Messages as Lambda takes them from a queue."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.world import ACCOUNT, REGION

REASON = "Threshold Crossed: 1 datapoint [93.2 (10/11/26 02:44:00)] was greater than the threshold (80.0)."

_numbers = itertools.count(1)


def batch(bodies: list[str], queue: str) -> dict[str, Any]:
    """An SQS event with these messages."""
    return {"Records": [_message(body, queue) for body in bodies]}


def alarm(name: str, old: str = "OK", new: str = "ALARM", seconds_ago: float = 1, group: str = "other") -> str:
    """What CloudWatch's topic puts on the alarms queue; a change of the alarm's group is noted on its card."""
    arn = f"arn:aws:sns:{REGION}:{ACCOUNT}:bellhop-alarms"
    at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    message = {
        "AlarmName": name,
        "AlarmDescription": "The web servers are busy. Runbook: https://wiki.example.com/runbooks/web-cpu",
        "AWSAccountId": ACCOUNT,
        "NewStateValue": new,
        "NewStateReason": REASON,
        "StateChangeTime": at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}+0000",
        "Region": "US East (N. Virginia)",
        "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}",
        "OldStateValue": old,
        "OKActions": [arn],
        "AlarmActions": [arn],
        "InsufficientDataActions": [],
        "Trigger": {
            "MetricName": "CPUUtilization",
            "Namespace": "AWS/EC2",
            "StatisticType": "Statistic",
            "Statistic": "AVERAGE",
            "Unit": None,
            "Dimensions": [{"value": group, "name": "AutoScalingGroupName"}],
            "Period": 60,
            "EvaluationPeriods": 1,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 80.0,
            "TreatMissingData": "",
            "EvaluateLowSampleCountPercentile": "",
        },
    }
    number = next(_numbers)
    return json.dumps({"Type": "Notification", "MessageId": f"sns-{number}", "Message": json.dumps(message)})


def _message(body: str, queue: str) -> dict[str, Any]:
    number = next(_numbers)
    sent = str(int(datetime.now(UTC).timestamp() * 1000))
    return {
        "messageId": f"m-{number}",
        "receiptHandle": f"r-{number}",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": sent},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}",
        "awsRegion": REGION,
    }
