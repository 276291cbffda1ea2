"""The graph of what an alarm watches: the widget that CloudWatch draws, and its text for screen readers.

No IO here. The widget's format: "GetMetricWidgetImage: Metric Widget Structure and Syntax" (CloudWatch API reference).
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from app.alarms.read.transition import State, Transition
from app.alarms.read.watch import Query, Watch

ALT_TEXT = "Graph of {measure}, with its threshold and the change to {state} marked"
TITLE = "{name} (times in UTC)"
THRESHOLD = "threshold {threshold}"

WIDTH, HEIGHT = 480, 270  # pixels; a phone shows it about 340 wide, and CloudWatch's letters do not grow with it
MOST_METRICS = 100
MOST_DATAPOINTS = 60
SHORTEST = timedelta(hours=1)
LONGEST = timedelta(days=455)  # CloudWatch keeps no metric longer
AFTERWARDS = timedelta(minutes=5)
DEFAULT_PERIOD = 300
STATISTICS = {name.casefold(): name for name in ("Average", "Sum", "Minimum", "Maximum", "SampleCount")}
ALT_LIMIT = 1900
RED, GREEN, GREY = "#d62728", "#2ca02c", "#7f7f7f"
COLOURS = {State.ALARM: RED, State.OK: GREEN, State.NO_DATA: GREY, State.DELETED: GREY}


def widget(alarm: Transition) -> dict[str, Any] | None:
    """What GetMetricWidgetImage has to draw; None if an alarm has no metrics (composite, log, PromQL).

    Each metric is asked of its own account: ours of the same name would be another one.
    """
    metrics = _metrics(alarm.watch)
    if not metrics or not alarm.region:
        return None
    start, end = _time_span(alarm)
    return {
        "title": TITLE.format(name=alarm.name),
        "metrics": metrics,
        "region": alarm.region,
        "width": WIDTH,
        "height": HEIGHT,
        "view": "timeSeries",
        "period": longest_period(alarm.watch),
        "start": _written(start),
        "end": _written(end),
        "timezone": "+0000",
        "annotations": {"horizontal": _threshold(alarm.watch), "vertical": [_change(alarm)]},
    }


def is_ours(alarm: Transition) -> bool:
    """Whether all that it watches is in its own account."""
    return all(query.account in ("", alarm.account) for query in alarm.watch.queries)


def alt_text(alarm: Transition) -> str:
    return ALT_TEXT.format(measure=alarm.measure or alarm.name, state=alarm.new)[:ALT_LIMIT]


def _metrics(watch: Watch) -> list[list[Any]]:
    """Rows of the widget; those that only feed an expression are hidden."""
    if len(watch.queries) > MOST_METRICS:
        return []
    rows = [_row(query, is_alone=len(watch.queries) == 1) for query in watch.queries]
    return [row for row in rows if row]


def _row(query: Query, is_alone: bool) -> list[Any]:
    shown: dict[str, Any] = {"id": query.id} if query.id and not is_alone else {}
    if query.label:
        shown["label"] = query.label
    if not query.returned and not query.is_band:
        shown["visible"] = False
    if query.account:
        shown["accountId"] = query.account
    if query.period > 0:
        shown["period"] = query.period
    if query.expression:
        return [{"expression": query.expression, **shown}]
    if not query.metric:
        return []
    named = [part for dimension in query.dimensions for part in dimension]
    return [query.namespace, query.metric, *named, {"stat": statistic(query.statistic), **shown}]


def statistic(name: str) -> str:
    """SNS writes AVERAGE and SAMPLE_COUNT where the widget needs Average and SampleCount; p99 and IQM stay."""
    return STATISTICS.get(name.replace("_", "").casefold(), name)


def longest_period(watch: Watch) -> int:
    longest = max((query.period for query in watch.queries), default=0)
    return longest if longest > 0 else DEFAULT_PERIOD


def _time_span(alarm: Transition) -> tuple[datetime, datetime]:
    """Long enough to show what led to the change: sixty datapoints, and at least an hour."""
    seconds = min(longest_period(alarm.watch) * MOST_DATAPOINTS, LONGEST.total_seconds())
    before = max(SHORTEST, timedelta(seconds=seconds))
    return alarm.changed_at - before, alarm.changed_at + AFTERWARDS


def _threshold(watch: Watch) -> list[dict[str, Any]]:
    try:
        value = float(watch.threshold)
    except ValueError:  # none, or a band, which is drawn as a metric
        return []
    if not math.isfinite(value):
        return []
    return [{"value": value, "label": THRESHOLD.format(threshold=watch.threshold), "color": RED}]


def _change(alarm: Transition) -> dict[str, Any]:
    return {"value": _written(alarm.changed_at), "label": str(alarm.new), "color": COLOURS[alarm.new]}


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"
