"""CloudWatch, of many alarms at once: their changes, and which metrics there are and have data. Each in few calls."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.aws.alarm import HistoryItem, history_item_in
from app.aws.alarm_definition import Metric, metric_in
from app.aws.cloudwatch_client import ALARM_TYPES, cloudwatch
from app.aws.door import refusals, translated
from app.base.errors import Refused
from app.base.values import dataclass

A_PAGE = 100  # of DescribeAlarmHistory, at most
METRICS_A_CALL = 500  # GetMetricData's most
DAY = 86400


@dataclass(frozen=True)
class StateChange:
    """An alarm went into a state."""

    alarm: str
    at: datetime
    state: str


class AlarmFacts:
    """What an audit, and whoever makes an alarm, asks of CloudWatch. AWS's refusals are raised as AwsError."""

    def state_changes(self, since: datetime) -> Iterator[Sequence[StateChange]]:
        """All alarms' changes since then, newest first, a page (one call) at a time."""
        asked: dict[str, Any] = {"StartDate": since, "HistoryItemType": "StateUpdate", "MaxRecords": A_PAGE}
        asked |= {"AlarmTypes": list(ALARM_TYPES), "ScanBy": "TimestampDescending"}
        while True:
            with translated("look at the history of the alarms"):
                answer = cloudwatch().describe_alarm_history(**asked)
            yield [_change(item) for item in answer.get("AlarmHistoryItems", [])]
            if not answer.get("NextToken"):
                return
            asked["NextToken"] = answer["NextToken"]

    def past(self, name: str, since: datetime, pages: int) -> tuple[tuple[HistoryItem, ...], bool]:
        """All lines of one alarm's history since then, newest first, and whether these are all; a call for each page.

        AWS's refusal is raised as Refused.
        """
        asked: dict[str, Any] = {"AlarmName": name, "StartDate": since, "MaxRecords": A_PAGE}
        asked |= {"AlarmTypes": list(ALARM_TYPES), "ScanBy": "TimestampDescending"}
        found: list[HistoryItem] = []
        for _ in range(pages):
            with refusals(Refused, f"look at the history of the alarm {name}"):
                answer = cloudwatch().describe_alarm_history(**asked)
            found += map(history_item_in, answer.get("AlarmHistoryItems", []))
            if not answer.get("NextToken"):
                return tuple(found), True
            asked["NextToken"] = answer["NextToken"]
        return tuple(found), False

    def parents(self, name: str) -> tuple[str, ...]:
        """The composite alarms that read an alarm, up to a hundred. AWS's refusal is raised as Refused.

        CloudWatch takes no other filter beside that.
        """
        with refusals(Refused, f"look which composite alarms read the alarm {name}"):
            answer = cloudwatch().describe_alarms(ParentsOfAlarmName=name, MaxRecords=A_PAGE)
        return tuple(item["AlarmName"] for item in answer.get("CompositeAlarms", []))

    def silent(self, metrics: Sequence[Metric], start: datetime, end: datetime) -> frozenset[Metric]:
        """Those of at most 500 metrics that have no data in that time; one call, and one more for each further page."""
        asked = {f"m{number}": metric for number, metric in enumerate(metrics[:METRICS_A_CALL])}
        queries: Any = [_count_of(metric, id_) for id_, metric in asked.items()]
        with_data: set[str] = set()
        with translated("look which metrics have data"):
            pages = (
                cloudwatch()
                .get_paginator("get_metric_data")
                .paginate(MetricDataQueries=queries, StartTime=start, EndTime=end)
            )
            for page in pages:
                with_data |= {each["Id"] for each in page["MetricDataResults"] if each.get("Values")}
        return frozenset(metric for id_, metric in asked.items() if id_ not in with_data)

    def series(
        self, queries: Sequence[Mapping[str, Any]], start: datetime, end: datetime
    ) -> dict[str, tuple[tuple[datetime, float], ...]]:
        """GetMetricData: the values of each query that returns any, by its id, oldest first; one call, so one page.

        AWS's refusal is raised as Refused.
        """
        asked: Any = [dict(query) for query in queries]
        with refusals(Refused, "look at the metrics of the alarms"):
            answer = cloudwatch().get_metric_data(
                MetricDataQueries=asked, StartTime=start, EndTime=end, ScanBy="TimestampAscending"
            )
        return {
            each["Id"]: tuple(zip(each["Timestamps"], each["Values"], strict=True))
            for each in answer["MetricDataResults"]
        }

    def metrics(self, namespace: str, dimensions: Mapping[str, str], name: str = "") -> tuple[Metric, ...]:
        """ListMetrics: those with data in the last two weeks that have these dimensions, and maybe others; one call.

        AWS's refusal is raised as Refused.
        """
        asked: dict[str, Any] = {"Namespace": namespace, **({"MetricName": name} if name else {})}
        asked["Dimensions"] = [{"Name": key, "Value": value} for key, value in dimensions.items()]
        with refusals(Refused, "look which metrics there are"):
            answer = cloudwatch().list_metrics(**asked)
        return tuple(metric_in(item) for item in answer.get("Metrics", []))


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
