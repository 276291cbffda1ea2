"""An alarm's definition: of what DescribeAlarms says of it, what makes the same alarm again. No IO.

PutMetricAlarm and PutCompositeAlarm replace the whole alarm, so whatever is left out is lost (botocore
cloudwatch/2010-08-01). An alarm's tags are not in it: both keep those of an alarm that is there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.base.values import dataclass

# How the alarms begin that Auto Scaling itself looks after: one is in ALARM whenever it is to scale in.
OF_TARGET_TRACKING = "TargetTracking-"
METRIC, COMPOSITE, LOG = "metric", "composite", "log"

ENABLED = "ActionsEnabled"
_COMMON = ("AlarmName", "AlarmDescription", "ActionsEnabled", "OKActions", "AlarmActions", "InsufficientDataActions")
TAKEN: Mapping[str, tuple[str, ...]] = {
    METRIC: (
        *_COMMON,
        *("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Dimensions", "Period", "Unit", "Metrics"),
        *("EvaluationPeriods", "DatapointsToAlarm", "Threshold", "ComparisonOperator", "TreatMissingData"),
        *("EvaluateLowSampleCountPercentile", "ThresholdMetricId", "EvaluationCriteria", "EvaluationInterval"),
        *("EvaluationWindow", "WarmUpConfiguration", "ActionConfiguration"),
    ),
    COMPOSITE: (
        *_COMMON,
        *("AlarmRule", "ActionsSuppressor", "ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod"),
        "ActionConfiguration",
    ),
    LOG: ("AlarmName", ENABLED),  # it takes more than DescribeAlarms tells, so nobody puts it again
}
# What two alarms have in common that compare the same with the same.
_COMPARED = (
    *("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Dimensions", "Metrics", "Threshold"),
    *("ComparisonOperator", "ThresholdMetricId", "EvaluationCriteria", "AlarmRule"),
)

_MEASURED = ("MetricName", "Metrics", "AlarmRule", "EvaluationCriteria")

Definition = Mapping[str, Any]


@dataclass(frozen=True)
class Metric:
    """A metric of this account by its namespace, name and dimensions."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...] = ()


def kind_of(item: Mapping[str, Any]) -> str:
    if "AlarmRule" in item:
        return COMPOSITE
    return LOG if "QueryResultsToAlarm" in item or "ScheduledQueryConfiguration" in item else METRIC


def definition_of(item: Mapping[str, Any]) -> Definition:
    """What puts the alarm as it is; of a log alarm only what can be changed."""
    given = {name: item[name] for name in TAKEN[kind_of(item)] if item.get(name) not in (None, "", [])}
    return {ENABLED: True, **given}


def only_enables(before: Definition, after: Definition) -> bool:
    """Whether the two differ in nothing but whether the actions run."""
    return {**before, ENABLED: None} == {**after, ENABLED: None}


def is_same(one: Definition | None, other: Definition | None) -> bool:
    """Whether the two put the same alarm: what is left out is as CloudWatch's default, and dimensions have no order."""
    return one == other or (one is not None and other is not None and _usual(one) == _usual(other))


def measured(item: Mapping[str, Any]) -> tuple[Metric, ...]:
    """The metrics of its own account that it reads; another's have the names of ours."""
    account = "".join(item.get("AlarmArn", "").split(":")[4:5])
    queries = [query for query in item.get("Metrics") or [] if query.get("AccountId", account) == account]
    metrics = [query["MetricStat"]["Metric"] for query in queries if "MetricStat" in query]
    found = [*([item] if item.get("MetricName") else []), *metrics]
    return tuple(dict.fromkeys(metric_in(each) for each in found))


def same_as(item: Mapping[str, Any]) -> str:
    """Equal for two alarms that compare the same with the same; '' where that isn't told, as of a log alarm."""
    if kind_of(item) == LOG or not any(item.get(name) for name in _MEASURED):
        return ""
    compared = {name: item[name] for name in _COMPARED if item.get(name) not in (None, "", [])}
    if "Dimensions" in compared:
        compared["Dimensions"] = sorted(_pairs(compared["Dimensions"]))
    return json.dumps(compared, sort_keys=True, default=str)


def _usual(definition: Definition) -> Definition:
    given = {"DatapointsToAlarm": definition.get("EvaluationPeriods"), "TreatMissingData": "missing", **definition}
    return {**given, "Dimensions": sorted(_pairs(definition.get("Dimensions") or []))}


def metric_in(each: Mapping[str, Any]) -> Metric:
    return Metric(each.get("Namespace", ""), each["MetricName"], tuple(sorted(_pairs(each.get("Dimensions") or []))))


def _pairs(dimensions: Sequence[Mapping[str, str]]) -> Sequence[tuple[str, str]]:
    return [(each["Name"], each["Value"]) for each in dimensions]
