"""CloudWatch, of many alarms at once: their changes, which metrics have data, and what is muted. Each in few calls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.aws.alarm_definition import Metric
from app.aws.door import client, translated
from app.base.values import dataclass

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient

ALARM_TYPES = ("MetricAlarm", "CompositeAlarm", "LogAlarm")
A_PAGE = 100  # of DescribeAlarmHistory and ListAlarmMuteRules, at most
METRICS_A_CALL = 500  # GetMetricData's most
DAY = 86400
MUTE_RULE = ":alarm-mute-rule:"
DURATION = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?")


@dataclass(frozen=True)
class StateChange:
    """An alarm went into a state."""

    alarm: str
    at: datetime
    state: str


@dataclass(frozen=True)
class ActiveMute:
    """A mute rule whose window is open now: the alarms that it mutes, and how long each window lasts."""

    rule: str
    alarms: tuple[str, ...]
    lasts: timedelta


class AlarmFacts:
    """What an audit asks of CloudWatch. AWS's refusals are raised as AwsError."""

    def state_changes(self, since: datetime) -> Iterator[Sequence[StateChange]]:
        """All alarms' changes since then, newest first, a page (one call) at a time."""
        asked: dict[str, Any] = {"StartDate": since, "HistoryItemType": "StateUpdate", "MaxRecords": A_PAGE}
        asked |= {"AlarmTypes": list(ALARM_TYPES), "ScanBy": "TimestampDescending"}
        while True:
            with translated("look at the history of the alarms"):
                answer = _client().describe_alarm_history(**asked)
            yield [_change(item) for item in answer.get("AlarmHistoryItems", [])]
            if not answer.get("NextToken"):
                return
            asked["NextToken"] = answer["NextToken"]

    def silent(self, metrics: Sequence[Metric], start: datetime, end: datetime) -> frozenset[Metric]:
        """Those of at most 500 metrics that have no data in that time; one call, and one more for each further page."""
        asked = {f"m{number}": metric for number, metric in enumerate(metrics[:METRICS_A_CALL])}
        queries: Any = [_count_of(metric, id_) for id_, metric in asked.items()]
        with_data: set[str] = set()
        with translated("look which metrics have data"):
            pages = (
                _client()
                .get_paginator("get_metric_data")
                .paginate(MetricDataQueries=queries, StartTime=start, EndTime=end)
            )
            for page in pages:
                with_data |= {each["Id"] for each in page["MetricDataResults"] if each.get("Values")}
        return frozenset(metric for id_, metric in asked.items() if id_ not in with_data)

    def active_mutes(self, most: int) -> Iterator[ActiveMute]:
        """At most so many of the mute rules that are active now; a call for each, and one for a hundred."""
        with translated("list the mute rules"):
            answer = _client().list_alarm_mute_rules(Statuses=["ACTIVE"], MaxRecords=A_PAGE)
        for each in answer["AlarmMuteRuleSummaries"][:most]:
            rule = each["AlarmMuteRuleArn"].partition(MUTE_RULE)[2]
            with translated(f"look at the mute rule {rule}"):
                found = _client().get_alarm_mute_rule(AlarmMuteRuleName=rule)
            names = tuple(found.get("MuteTargets", {}).get("AlarmNames", ()))
            yield ActiveMute(rule, names, _span(found["Rule"]["Schedule"]["Duration"]))


def _change(item: Mapping[str, Any]) -> StateChange:
    """The state from HistoryData, else from the summary, whose words end with it."""
    try:
        state = json.loads(item.get("HistoryData") or "{}")["newState"]["stateValue"]
    except (ValueError, KeyError, TypeError):
        state = item.get("HistorySummary", "").rpartition(" ")[2]
    return StateChange(item.get("AlarmName", ""), item["Timestamp"], str(state))


def _count_of(metric: Metric, id_: str) -> Mapping[str, Any]:
    """How many samples there were each day: one datapoint for a day with data, whatever the metric's unit."""
    dimensions = [{"Name": name, "Value": value} for name, value in metric.dimensions]
    named = {"Namespace": metric.namespace, "MetricName": metric.name, "Dimensions": dimensions}
    return {"Id": id_, "MetricStat": {"Metric": named, "Period": DAY, "Stat": "SampleCount"}, "ReturnData": True}


def _span(written: str) -> timedelta:
    """`P3D`, `PT12H30M`: a mute window's Duration in ISO 8601."""
    found = DURATION.fullmatch(written)
    return (
        timedelta(**{unit: int(count) for unit, count in found.groupdict().items() if count}) if found else timedelta()
    )


def _client() -> CloudWatchClient:
    made: CloudWatchClient = client("cloudwatch")
    return made
