"""CloudWatch's alarms as values, read from its answers (botocore cloudwatch/2010-08-01). No IO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any

from app.aws.scaling import GROUP_DIMENSION, service_of
from app.aws.scaling_policy import group_of_policy, service_of_policy
from app.base.values import dataclass

INSTANCE_DIMENSION = "InstanceId"
ABOVE = frozenset({"GreaterThanThreshold", "GreaterThanOrEqualToThreshold"})
BELOW = frozenset({"LessThanThreshold", "LessThanOrEqualToThreshold"})
BEYOND = 0.01  # of the threshold: a step policy takes its first step, so a state set by hand does the least


@dataclass(frozen=True)
class Compared:
    """What a plain metric alarm compares: a metric's statistic with a fixed threshold."""

    metric: str
    statistic: str
    period: int
    threshold: float
    is_above: bool

    def value_in(self, state: str) -> float | None:
        """A value that this state goes with, just beyond the threshold; None if there is no such value."""
        above = self.above_in(state)
        return None if above is None else self.threshold + above

    def above_in(self, state: str) -> float | None:
        """How far that value is above the threshold."""
        if state not in ("ALARM", "OK"):
            return None
        beyond = abs(self.threshold) * BEYOND or 1.0
        return beyond if self.is_above == (state == "ALARM") else -beyond


@dataclass(frozen=True)
class Alarm:
    """An alarm from DescribeAlarms; `actions` has each state's action ARNs.

    groups      the Auto Scaling groups that it watches or scales
    services    the ECS services that it watches or scales: cluster and name
    instance    the EC2 instance that it watches, and that its EC2 actions act on
    suppressor  the alarm that suppresses a composite alarm's actions while it is in ALARM, by name or ARN
    lingers     whether it keeps a state that was set by hand until there is data (TreatMissingData `ignore`)
    updated     whether `since` may be when only the reason changed, because the answer says no better
    compared    None for metric math, anomaly detection, logs and composite alarms
    item        all that DescribeAlarms says of it
    """

    name: str
    state: str
    since: datetime | None
    reason: str
    is_composite: bool
    actions_enabled: bool
    actions: dict[str, tuple[str, ...]]
    groups: tuple[str, ...] = ()
    services: tuple[tuple[str, str], ...] = ()
    instance: str = ""
    suppressor: str = ""
    lingers: bool = False
    compared: Compared | None = None
    updated: bool = False
    arn: str = ""
    item: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def metrics(self) -> list[Any]:
        """Those that it watches in its own account, as DescribeAlarms has them."""
        return _metrics(self.item)


@dataclass(frozen=True)
class Page:
    """A part of what DescribeAlarms lists; `after` is where the next part begins, '' after the last one."""

    alarms: tuple[Alarm, ...]
    after: str = ""


@dataclass(frozen=True)
class HistoryItem:
    """A line of an alarm's history; `data` is JSON text. An Action's contains the published message."""

    alarm: str
    at: datetime
    kind: str
    summary: str
    data: str = ""


@dataclass(frozen=True)
class MuteRule:
    """A mute rule with the alarms that it names; `until` is when its window ends, None of one that comes again.

    lasts  how long each of its windows is
    why    its description
    """

    name: str
    alarms: tuple[str, ...]
    until: datetime | None = None
    lasts: timedelta = timedelta()
    why: str = ""


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


def alarm_of(definition: Mapping[str, Any]) -> Alarm:
    """As PutMetricAlarm or PutCompositeAlarm makes it; nobody knows its state."""
    return _alarm({"StateValue": "INSUFFICIENT_DATA", **definition}, "AlarmRule" in definition)


def _alarm(item: Any, is_composite: bool) -> Alarm:
    return Alarm(
        name=item["AlarmName"],
        state=item["StateValue"],
        # StateUpdatedTimestamp also changes when only the reason does; "since" means the transition.
        since=item.get("StateTransitionedTimestamp") or item.get("StateUpdatedTimestamp"),
        updated=not item.get("StateTransitionedTimestamp"),
        reason=item.get("StateReason", ""),
        is_composite=is_composite,
        actions_enabled=item.get("ActionsEnabled", True),
        actions={
            "ALARM": tuple(item.get("AlarmActions", [])),
            "OK": tuple(item.get("OKActions", [])),
            "INSUFFICIENT_DATA": tuple(item.get("InsufficientDataActions", [])),
        },
        groups=_groups(item),
        services=_services(item),
        instance=next((each["Value"] for each in _dimensions(item) if each["Name"] == INSTANCE_DIMENSION), ""),
        suppressor=item.get("ActionsSuppressor", ""),
        lingers=item.get("TreatMissingData") == "ignore",
        compared=_compared(item),
        arn=item.get("AlarmArn", ""),
        item=item,
    )


def _compared(item: Any) -> Compared | None:
    operator = item.get("ComparisonOperator", "")
    if not item.get("MetricName") or operator not in ABOVE | BELOW:
        return None
    statistic = item.get("Statistic") or item.get("ExtendedStatistic", "")
    return Compared(item["MetricName"], statistic, item["Period"], item["Threshold"], operator in ABOVE)


def _groups(item: Any) -> tuple[str, ...]:
    watched = [each["Value"] for each in _dimensions(item) if each["Name"] == GROUP_DIMENSION]
    scaled = [group_of_policy(arn) for arn in _actions(item)]
    return tuple(dict.fromkeys(name for name in [*watched, *scaled] if name))


def _services(item: Any) -> tuple[tuple[str, str], ...]:
    named = ({each["Name"]: each["Value"] for each in metric.get("Dimensions", [])} for metric in _metrics(item))
    scaled = map(service_of_policy, _actions(item))
    return tuple(dict.fromkeys(filter(None, (*map(service_of, named), *scaled))))


def _actions(item: Any) -> list[str]:
    return [arn for key in ("AlarmActions", "OKActions", "InsufficientDataActions") for arn in item.get(key, [])]


def _dimensions(item: Any) -> list[Any]:
    return [each for metric in _metrics(item) for each in metric.get("Dimensions", [])]


def _metrics(item: Any) -> list[Any]:
    """Those of its own account: it may watch others too, whose things have the names of ours."""
    account = "".join(item.get("AlarmArn", "").split(":")[4:5])
    queries = [query for query in item.get("Metrics", []) if query.get("AccountId", account) == account]
    return [item, *(query["MetricStat"]["Metric"] for query in queries if "MetricStat" in query)]
