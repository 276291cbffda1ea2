"""CloudWatch's alarms as values, read from its answers (botocore cloudwatch/2010-08-01). No IO."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.aws.scaling import GROUP_DIMENSION, group_of_policy


@dataclass(frozen=True)
class Alarm:
    """An alarm from DescribeAlarms; `actions` has each state's action ARNs.

    `groups` are the Auto Scaling groups that it watches or scales.
    """

    name: str
    state: str
    since: datetime | None
    reason: str
    is_composite: bool
    actions_enabled: bool
    actions: dict[str, tuple[str, ...]]
    groups: tuple[str, ...] = ()
    arn: str = ""


@dataclass(frozen=True)
class HistoryItem:
    """A line of an alarm's history; `data` is JSON text. An Action's contains the published message."""

    alarm: str
    at: datetime
    kind: str
    summary: str
    data: str = ""


def history_item_in(item: Any) -> HistoryItem:
    return HistoryItem(
        alarm=item.get("AlarmName", ""),
        at=item["Timestamp"],
        kind=item.get("HistoryItemType", ""),
        summary=item.get("HistorySummary", ""),
        data=item.get("HistoryData", ""),
    )


def alarms_in(answer: Any) -> list[Alarm]:
    plain = [*answer.get("MetricAlarms", []), *answer.get("LogAlarms", [])]
    composite = answer.get("CompositeAlarms", [])
    return [_alarm(item, False) for item in plain] + [_alarm(item, True) for item in composite]


def _alarm(item: Any, is_composite: bool) -> Alarm:
    return Alarm(
        name=item["AlarmName"],
        state=item["StateValue"],
        # StateUpdatedTimestamp also changes when only the reason does; "since" means the transition.
        since=item.get("StateTransitionedTimestamp") or item.get("StateUpdatedTimestamp"),
        reason=item.get("StateReason", ""),
        is_composite=is_composite,
        actions_enabled=item.get("ActionsEnabled", True),
        actions={
            "ALARM": tuple(item.get("AlarmActions", [])),
            "OK": tuple(item.get("OKActions", [])),
            "INSUFFICIENT_DATA": tuple(item.get("InsufficientDataActions", [])),
        },
        groups=_groups(item),
        arn=item.get("AlarmArn", ""),
    )


def _groups(item: Any) -> tuple[str, ...]:
    account = "".join(item.get("AlarmArn", "").split(":")[4:5])
    queries = [query for query in item.get("Metrics", []) if query.get("AccountId", account) == account]
    metrics = [query["MetricStat"]["Metric"] for query in queries if "MetricStat" in query]
    dimensions = [each for metric in [item, *metrics] for each in metric.get("Dimensions", [])]
    watched = [each["Value"] for each in dimensions if each["Name"] == GROUP_DIMENSION]
    scaled = [group_of_policy(arn) for arn in [*item.get("AlarmActions", []), *item.get("OKActions", [])]]
    return tuple(dict.fromkeys(name for name in [*watched, *scaled] if name))
