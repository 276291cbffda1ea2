"""What an alarm watches, in words: `CPUUtilization average of AutoScalingGroupName web > 80 for 3 of 3 minutes`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from app.alarms.read.untrusted import anycase, items, mapping
from app.alarms.read.watch import PromQL, Query, Watch, band_deviations, short
from app.slack.messages.text import duration, shorten

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
SHOWN_ATTRIBUTES = 8
ATTRIBUTE_LIMIT = 80
# A query may have 10,000 characters; the test comes after it and has to be readable.
QUERY_LIMIT = 400
# Metrics that AWS reports in percent, though an alarm's message seldom says its unit.
PERCENT = re.compile(r"percent(age)?$|^percent|%$", re.IGNORECASE)
UTILIZATION = re.compile(r"(CPU|Memory)Utilization$")
NUMBER = re.compile(r"-?\d{1,300}(\.\d+)?(e[+-]?\d{1,2})?", re.IGNORECASE)
MOST_EXCESS = 1e9
# A dimension whose value is clear by itself, such as `web` of AutoScalingGroupName.
NAMING = re.compile(r"(Name|Id|Identifier)$|^(LoadBalancer|TargetGroup)$")


def in_words(watch: Watch) -> str:
    """One sentence without its full stop; '' if the watch is empty."""
    if watch.promql:
        return _promql_words(watch.promql)
    subject = _subject(watch)
    if not subject:
        return ""
    test = _band_test(watch, subject) or _threshold_test(watch, _unit(subject))
    inputs = [query for query in watch.queries if query is not subject and query.metric]
    return " ".join(filter(None, (_query_words(subject), test, _window(watch, subject)))) + _inputs_words(inputs)


def with_unit(watch: Watch, value: str) -> str:
    """A datapoint with its unit: `93.2 %`."""
    subject = _subject(watch)
    return f"{_grouped(value)} {_unit(subject) if subject else ''}".strip() if value else ""


def limit(watch: Watch) -> str:
    """The test of a datapoint: `> 80 %`; '' if there is none of one threshold."""
    subject = _subject(watch)
    return _threshold_test(watch, _unit(subject) if subject else "") if watch.operator in SIGNS else ""


def subject(watch: Watch) -> Query | None:
    """What is compared with the threshold."""
    return _subject(watch)


def title(watch: Watch) -> str:
    """What is compared, with its unit: `CPUUtilization average of web, in %`; '' if the watch is empty."""
    query = _subject(watch)
    unit = _unit(query) if query else ""
    return (_query_words(query) if query else "") + (f", in {unit}" if unit else "")


def excess(watch: Watch, value: str) -> float:
    """How far a datapoint (as `with_unit` writes it) is beyond its threshold, as a share of that; 0 if unknown."""
    found, test = NUMBER.match(value.replace(",", "")), NUMBER.match(watch.threshold)
    if not found or not test or watch.operator not in SIGNS:
        return 0.0
    reached, threshold = float(found[0]), float(test[0])
    beyond = threshold - reached if watch.operator.startswith("Less") else reached - threshold
    return min(max(0.0, beyond / (abs(threshold) or 1.0)), MOST_EXCESS)


def log_words(settings: Mapping[str, object], watch: Watch) -> str:
    """What a log alarm watches: its aggregation, query, log groups and test; '' for other alarms.

    SNS has them beside the alarm's name, PutLogAlarm in a scheduled query's configuration.
    """
    source = {**settings, **mapping(anycase(settings, "ScheduledQueryConfiguration"))}
    query = short(anycase(source, "QueryString"))
    named = items(anycase(source, "LogGroups")) or items(anycase(source, "LogGroupIdentifiers"))
    groups = [short(group) for group in named]
    if not query and not groups:
        return ""
    what = short(anycase(source, "AggregationExpression")) or "results"
    where = _listed(groups, SHOWN_LOG_GROUPS)
    results = f"for {watch.datapoints} of {watch.periods} query results" if watch.periods else ""
    said = f"{what} of the log query “{shorten(query, QUERY_LIMIT)}”" + (f" in {where}" if where else "")
    return " ".join(filter(None, (said, _threshold_test(watch, ""), results)))


def contributor_words(attributes: object) -> str:
    """Which of an alarm's many series changed: `TableName orders, Operation PutItem`."""
    pairs = mapping(attributes).items()
    return _listed(
        [shorten(f"{short(name)} {short(value)}", ATTRIBUTE_LIMIT) for name, value in pairs], SHOWN_ATTRIBUTES
    )


def _subject(watch: Watch) -> Query | None:
    returned = [query for query in watch.queries if query.returned and not query.is_band]
    return next(iter(returned or watch.queries), None)


def _query_words(query: Query) -> str:
    if query.expression:
        expression = shorten(query.expression, QUERY_LIMIT)
        return f"{query.label} ({expression})" if query.label else expression
    of = ", ".join(f"{name} {value}" for name, value in query.dimensions)
    if len(query.dimensions) == 1 and NAMING.search(query.dimensions[0][0]):
        of = query.dimensions[0][1] or of
    return f"{query.metric} {_statistic(query.statistic)} {f'of {of}' if of else f'in {query.namespace}'}".strip()


def _statistic(name: str) -> str:
    """SNS writes AVERAGE, EventBridge Average; p99 and the like stay as they are."""
    if name.replace("_", "").casefold() == "samplecount":
        return "sample count"
    return name.casefold() if name.casefold() in STATISTICS else name


def _unit(query: Query) -> str:
    """The unit of what is watched; a percentage if its name is one of AWS's that are."""
    if _statistic(query.statistic) == "sample count":
        return ""
    is_utilization = query.namespace.startswith("AWS/") and UTILIZATION.search(query.metric)
    if query.unit in ("", "None") and (is_utilization or PERCENT.search(query.metric)):
        return "%"
    return UNITS.get(query.unit, query.unit.lower())


def _grouped(number: str) -> str:
    """Grouped by thousands from a million on, because bytes are hard to read otherwise."""
    return f"{int(number):,}" if re.fullmatch(r"-?\d{7,15}", number) else number


def _threshold_test(watch: Watch, unit: str) -> str:
    if not watch.threshold:
        return ""
    limit = f"{_grouped(watch.threshold)} {unit}".strip()
    if not watch.operator:
        return f"against the threshold {limit}"
    return f"{SIGNS.get(watch.operator, watch.operator)} {limit}"


def _band_test(watch: Watch, subject: Query) -> str:
    band = next((query for query in watch.queries if query.is_band), None)
    if band is None or band is subject:
        return ""
    side = BAND_SIDES.get(watch.operator, watch.operator or "against")
    return f"{side} its expected band ({band_deviations(band.expression)} standard deviations)"


def _window(watch: Watch, subject: Query) -> str:
    period = subject.period or max((query.period for query in watch.queries), default=0)
    if period <= 0:
        return f"for {watch.datapoints} of {watch.periods} periods" if watch.periods else ""
    span = duration(timedelta(seconds=min(period, 10**9)))
    if not watch.periods:
        return f"in periods of {span}"
    if period not in SPANS:
        return f"for {watch.datapoints} of {watch.periods} period{'s' if watch.periods > 1 else ''} of {span}"
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
    return f"PromQL {shorten(promql.query, QUERY_LIMIT)}" + (f" ({', '.join(waits)})" if waits else "")


def _listed(parts: list[str], most: int) -> str:
    more = len(parts) - most
    return ", ".join(parts[:most]) + (f" and {more} more" if more > 0 else "")
