"""What an alarm watches, in words: `CPUUtilization average of AutoScalingGroupName web > 80 for 3 of 3 minutes`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from app.alarms.read.expressions import said
from app.alarms.read.metric_unit import unit_of
from app.alarms.read.units import number_in, quantity
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
# What becomes of missing data.
TREATED = {
    "missing": "is left out (INSUFFICIENT_DATA if all is missing)",
    "notBreaching": "counts as good",
    "breaching": "counts as breaching",
    "ignore": "keeps the state",
}
SPANS = {60: "minute", 3600: "hour", 86400: "day"}
SHOWN_INPUTS = 6
SHOWN_LOG_GROUPS = 5
SHOWN_ATTRIBUTES = 8
ATTRIBUTE_LIMIT = 80
# A query may have 10,000 characters; the test comes after it and has to be readable.
QUERY_LIMIT = 400
NUMBER = re.compile(r"-?\d{1,300}(\.\d+)?(e[+-]?\d{1,2})?", re.IGNORECASE)
MOST_EXCESS = 1e9
LONGEST = 40  # digits
MEGABYTE = 10**6
SHOWN_DIMENSIONS = 4
# A dimension whose value is clear by itself, such as `web` of AutoScalingGroupName.
NAMING = re.compile(r"(Name|Id|Identifier)$|^(LoadBalancer|TargetGroup)$")


def in_words(watch: Watch) -> str:
    """One sentence without its full stop; '' if the watch is empty."""
    if watch.promql:
        return _promql_words(watch.promql)
    subject = _subject(watch)
    if not subject:
        return ""
    test = _band_test(watch, subject) or _threshold_test(watch, subject)
    inputs = [query for query in watch.queries if query is not subject and query.metric]
    return " ".join(filter(None, (_query_words(subject), test, _window(watch, subject)))) + _inputs_words(inputs)


def with_unit(watch: Watch, value: str) -> str:
    """A datapoint with its unit, `93.2 %`; in full too if it would look like the threshold that it crossed."""
    if not value:
        return ""
    shown = _amount(value, subject := _subject(watch), watch.threshold)
    is_same = value != watch.threshold and shown == _amount(watch.threshold, subject, watch.threshold)
    return f"{shown} ({_grouped(value)} {_unit_words(subject) if subject else ''}".strip() + ")" if is_same else shown


def limit(watch: Watch) -> str:
    """The test of a datapoint: `> 80 %`; '' if there is none of one threshold."""
    subject = _subject(watch)
    return _threshold_test(watch, subject) if watch.operator in SIGNS else ""


def subject(watch: Watch) -> Query | None:
    """What is compared with the threshold."""
    return _subject(watch)


def title(watch: Watch) -> str:
    """What is compared, with its unit: `CPUUtilization average of web, in %`; '' if the watch is empty."""
    query = _subject(watch)
    unit = _unit_words(query) if query else ""
    return (_query_words(query) if query else "") + (f", in {unit}" if unit else "")


def excess(watch: Watch, value: str) -> float:
    """How far a datapoint (as `with_unit` writes it) is beyond its threshold, as a share of that; 0 if unknown."""
    subject, test = _subject(watch), NUMBER.match(watch.threshold)
    reached = number_in(value, unit_of(subject) if subject else "")
    if reached is None or not test or watch.operator not in SIGNS:
        return 0.0
    threshold = float(test[0])
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
    return " ".join(filter(None, (said, _threshold_test(watch, None), results)))


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
        expression = shorten(said(query.expression), QUERY_LIMIT)
        return f"{query.label} ({expression})" if query.label else expression
    of = _listed([f"{name} {value}" for name, value in query.dimensions], SHOWN_DIMENSIONS)
    if len(query.dimensions) == 1 and NAMING.search(query.dimensions[0][0]):
        of = query.dimensions[0][1] or of
    where = f"of {of}" if of else f"in {query.namespace}"
    whose = f" in account {query.account}" if query.account else ""
    return f"{query.metric} {_statistic(query.statistic)} {where}{whose}".strip()


def _statistic(name: str) -> str:
    """SNS writes AVERAGE, EventBridge Average; p99 and the like stay as they are."""
    if name.replace("_", "").casefold() == "samplecount":
        return "sample count"
    return name.casefold() if name.casefold() in STATISTICS else name


def _unit_words(query: Query) -> str:
    unit = unit_of(query)
    return UNITS.get(unit, unit.lower())


def _amount(number: str, query: Query | None, threshold: str) -> str:
    """A number with its unit, as people write it: `10 GiB`, `93.2 %`, `2 min 5 s`; or 1 GB if the threshold is that."""
    found = NUMBER.fullmatch(number) if len(number) < LONGEST else None
    said = quantity(float(found[0]), unit_of(query), _is_decimal(threshold)) if found and query else ""
    return said or f"{_grouped(number)} {_unit_words(query) if query else ''}".strip()


def _is_decimal(threshold: str) -> bool:
    found = NUMBER.fullmatch(threshold) if len(threshold) < LONGEST else None
    return bool(found) and float(threshold) % MEGABYTE == 0 and float(threshold) != 0


def _grouped(number: str) -> str:
    """Grouped by thousands from 10,000 on."""
    return f"{int(number):,}" if re.fullmatch(r"-?\d{5,15}", number) else number


def _threshold_test(watch: Watch, subject: Query | None) -> str:
    if not watch.threshold:
        return ""
    limit = _amount(watch.threshold, subject, watch.threshold)
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
