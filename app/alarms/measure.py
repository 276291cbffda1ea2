"""What an alarm watches, in words: `CPUUtilization average of AutoScalingGroupName web > 80 for 3 of 3 minutes`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from app.alarms.foreign import items, mapping, text
from app.alarms.watch import PromQL, Query, Watch, band_deviations
from app.messages.text import duration

SIGNS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": ">=",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "<=",
}
BAND_SIDES = {
    "LessThanLowerOrGreaterThanUpperThreshold": "outside",
    "GreaterThanUpperThreshold": "above",
    "LessThanLowerThreshold": "below",
}
STATISTICS = {"average", "sum", "minimum", "maximum"}
UNITS = {"Percent": "%", "Seconds": "s", "Milliseconds": "ms", "Microseconds": "µs", "Count": "", "None": ""}
SPANS = {60: "minute", 3600: "hour", 86400: "day"}
SHOWN_INPUTS = 6
SHOWN_LOG_GROUPS = 5


def in_words(watch: Watch) -> str:
    """One sentence without its full stop; '' where the watch holds nothing."""
    if watch.promql:
        return _promql_words(watch.promql)
    subject = _subject(watch)
    if not subject:
        return ""
    test = _band_test(watch, subject) or _threshold_test(watch, subject)
    inputs = [query for query in watch.queries if query is not subject and query.metric]
    return " ".join(filter(None, (_query_words(subject), test, _spell(watch, subject)))) + _inputs_words(inputs)


def with_unit(watch: Watch, value: str) -> str:
    """A datapoint of what is watched: `93.2 %`."""
    subject = _subject(watch)
    unit = UNITS.get(subject.unit, subject.unit.lower()) if subject else ""
    return f"{value} {unit}".strip() if value else ""


def log_words(message: Mapping[str, object]) -> str:
    """What a log alarm watches: its aggregation, query and log groups; '' for other alarms."""
    query = text(message.get("QueryString"))
    groups = [text(group) for group in items(message.get("LogGroups"))]
    if not query and not groups:
        return ""
    what = text(message.get("AggregationExpression")) or "results"
    where = _listed(groups, SHOWN_LOG_GROUPS)
    return f"{what} of the log query “{query}”" + (f" in {where}" if where else "")


def contributor_words(attributes: object) -> str:
    """Which of an alarm's many series changed: `TableName orders, Operation PutItem`."""
    return ", ".join(f"{name} {text(value)}" for name, value in mapping(attributes).items())


def _subject(watch: Watch) -> Query | None:
    returned = [query for query in watch.queries if query.returned and not query.is_band]
    return next(iter(returned or watch.queries), None)


def _query_words(query: Query) -> str:
    if query.expression:
        return f"{query.label} ({query.expression})" if query.label else query.expression
    of = ", ".join(f"{name} {value}" for name, value in query.dimensions)
    return f"{query.metric} {_statistic(query.statistic)} {f'of {of}' if of else f'in {query.namespace}'}".strip()


def _statistic(name: str) -> str:
    """SNS writes AVERAGE, EventBridge Average; p99 and its kin stay as they are."""
    if name.replace("_", "").casefold() == "samplecount":
        return "sample count"
    return name.casefold() if name.casefold() in STATISTICS else name


def _threshold_test(watch: Watch, subject: Query) -> str:
    if not watch.threshold:
        return ""
    unit = UNITS.get(subject.unit, subject.unit.lower())
    limit = f"{watch.threshold} {unit}".strip()
    if not watch.operator:
        return f"against the threshold {limit}"
    return f"{SIGNS.get(watch.operator, watch.operator)} {limit}"


def _band_test(watch: Watch, subject: Query) -> str:
    band = next((query for query in watch.queries if query.is_band), None)
    if band is None or band is subject:
        return ""
    side = BAND_SIDES.get(watch.operator, watch.operator or "against")
    return f"{side} its expected band ({band_deviations(band.expression)} standard deviations)"


def _spell(watch: Watch, subject: Query) -> str:
    period = subject.period or max((query.period for query in watch.queries), default=0)
    if period <= 0:
        return f"for {watch.datapoints} of {watch.periods} periods" if watch.periods else ""
    span = duration(timedelta(seconds=min(period, 10**9)))
    if not watch.periods:
        return f"in periods of {span}"
    if period not in SPANS:
        return f"for {watch.datapoints} of {watch.periods} periods of {span}"
    return f"for {watch.datapoints} of {watch.periods} {SPANS[period]}{'s' if watch.periods > 1 else ''}"


def _inputs_words(inputs: list[Query]) -> str:
    if not inputs:
        return ""
    return ", where " + _listed([f"{query.id} is {_query_words(query)}" for query in inputs], SHOWN_INPUTS)


def _promql_words(promql: PromQL) -> str:
    waits = [
        f"{name} {duration(timedelta(seconds=min(seconds, 10**9)))}"
        for name, seconds in (("pending", promql.pending), ("recovery", promql.recovery))
        if seconds > 0
    ]
    return f"PromQL {promql.query}" + (f" ({', '.join(waits)})" if waits else "")


def _listed(parts: list[str], most: int) -> str:
    more = len(parts) - most
    return ", ".join(parts[:most]) + (f" and {more} more" if more > 0 else "")
