"""What GetMetricData has to tell for an alarm's chart: its metrics and expressions, over twenty periods. No IO.

Source: CloudWatch's API reference, "GetMetricData" and "MetricDataQuery".
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from app.alarms.read import measure
from app.alarms.read.transition import Transition
from app.alarms.read.watch import Query
from app.alarms.show.graph import is_ours, longest_period, statistic
from app.base.values import dataclass
from app.slack.messages.newer import MOST_POINTS

ID = re.compile(r"[a-z][a-zA-Z0-9_]{0,254}")
ALONE = "m1"  # of an alarm on one metric the id may be one that GetMetricData doesn't take
MOST_QUERIES = 40


@dataclass(frozen=True)
class Series:
    """The queries, as botocore takes them, and the time that they are about."""

    queries: tuple[dict[str, Any], ...]
    start: datetime
    end: datetime


def series(alarm: Transition) -> Series | None:
    """None of an alarm whose graph says more (a band), that has no metrics here, or watches another account's."""
    watched, subject = alarm.watch.queries, measure.subject(alarm.watch)
    if not subject or not is_ours(alarm) or any(query.is_band for query in watched) or len(watched) > MOST_QUERIES:
        return None
    period = longest_period(alarm.watch)
    is_alone = len(watched) == 1
    queries = [_query(query, ALONE if is_alone else query.id, period, query is subject) for query in watched]
    if not all(queries) or not all(ID.fullmatch(each["Id"]) for each in queries if each):
        return None
    span = timedelta(seconds=period * MOST_POINTS)
    return Series(tuple(each for each in queries if each), alarm.changed_at - span, alarm.changed_at)


def _query(query: Query, name: str, period: int, is_returned: bool) -> dict[str, Any] | None:
    told: dict[str, Any] = {"Id": name, "ReturnData": is_returned}
    if query.expression:
        return {**told, "Expression": query.expression, "Period": query.period or period}
    if not query.metric:
        return None
    metric = {
        "Namespace": query.namespace,
        "MetricName": query.metric,
        "Dimensions": [{"Name": key, "Value": value} for key, value in query.dimensions],
    }
    stat = {"Metric": metric, "Period": query.period or period, "Stat": statistic(query.statistic)}
    return {**told, "MetricStat": stat}
