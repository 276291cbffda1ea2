"""An alarm that is as a test sets it: those of the sandbox's world are set back by its next evaluation."""

from __future__ import annotations

import uuid
from typing import Any

from tests.sandbox_process import SandboxProcess


def an_alarm_that_stays(sandbox: SandboxProcess) -> str:
    """On a percentile of the group, which the sandbox does not evaluate: it stays as it is set."""
    name, topic = f"desk-{uuid.uuid4().hex[:8]}", [sandbox.at.alarm_topic_arn]
    cloudwatch = sandbox.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace="AWS/EC2",
        MetricName="CPUUtilization",
        Dimensions=[{"Name": "AutoScalingGroupName", "Value": "web"}],
        ExtendedStatistic="p99",
        Period=60,
        EvaluationPeriods=1,
        Threshold=80,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=topic,
        OKActions=topic,
    )
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="a test begins")
    return name


def put_unwatched(cloudwatch: Any, name: str, **more: Any) -> None:
    """An alarm in OK on a metric that nobody sends, so it keeps any state that is set; `more` as PutMetricAlarm."""
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace="Tests",
        MetricName="Backlog",
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=200,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="ignore",
        **more,
    )
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="a test begins")
