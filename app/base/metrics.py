"""What Bellhop counts and times, and the part of a log line that CloudWatch turns into metrics. No IO.

A log line counts with its `metrics` field: `extra={"job": job.id, "metrics": {Metric.COMMANDS: 1}}`. app/base/logs.py
writes it in CloudWatch's embedded metric format, so the line that says what happened is also what counts it
(docs/decisions/metrics-in-log-lines.md). The format: docs.aws.amazon.com, "Specification: Embedded metric format".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

COUNT, MILLISECONDS = "Count", "Milliseconds"


class Metric(StrEnum):
    """Names as in CloudWatch; docs/operate.md explains them."""

    ALARMS = "AlarmRecords"
    ALARM_LAG = "AlarmLag"
    MESSAGES = "SlackMessages"
    COMMANDS = "Commands"
    COMMAND_TIME = "CommandTime"
    REFUSALS = "Refusals"
    REJECTED = "RequestsTurnedAway"
    BAD_SIGNATURES = "BadSignatures"
    PUT_OFF = "PutOff"
    NOT_TOLD = "NotTold"
    FAILURES = "Failures"
    CONFIGURATION_ERRORS = "ConfigurationErrors"

    @property
    def unit(self) -> str:
        return MILLISECONDS if self in (Metric.ALARM_LAG, Metric.COMMAND_TIME) else COUNT


def milliseconds(since: datetime, until: datetime) -> float:
    """How long it took; never negative, because two machines' clocks may differ."""
    return max(0.0, round((until - since).total_seconds() * 1000))


def embedded(namespace: str, moment: float, metrics: Mapping[Metric, float]) -> dict[str, Any]:
    """The fields that turn a log line into metrics; `moment` is in epoch seconds.

    There are no dimensions: each combination would be a paid metric, and the namespace says which Bellhop it is.
    """
    named = [{"Name": metric.value, "Unit": metric.unit} for metric in metrics]
    directive = {"Namespace": namespace, "Dimensions": [[]], "Metrics": named}
    values = {metric.value: value for metric, value in metrics.items()}
    return {"_aws": {"Timestamp": round(moment * 1000), "CloudWatchMetrics": [directive]}, **values}
