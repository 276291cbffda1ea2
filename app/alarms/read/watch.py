"""What an alarm watches, as values: metrics, expressions and the test, from SNS's and EventBridge's formats."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.alarms.read.untrusted import anycase, figure, items, mapping, parsed, text, whole
from app.aws.scaling import GROUP_DIMENSION
from app.aws.scaling_policy import group_of_policy

GROUP_NAME_LIMIT = 255
# CloudWatch's have 1,023 characters; searching longer ones from other senders would take too long.
REASON_LIMIT = 2000
# One of CloudWatch's reasons: "Threshold Crossed: 3 out of the last 5 datapoints [93.2 (10/11/26 02:44:00), ...] were
# greater than the threshold (80.0) (minimum 3 datapoints for OK -> ALARM transition)."
REASON_TEST = re.compile(
    r"\b(?:was|were) (?:not )?(greater|less) than( or equal to)? the threshold \(([^()\s]{1,40})\)",
)
REASON_WINDOW = re.compile(
    r"\b\d+ out of the last (\d{1,6}) (?:datapoints?|query results?) .*\(minimum (\d{1,6}) datapoints? for OK -> ALARM",
    re.DOTALL,
)
REASON_BANDS = {
    ("less", "greater"): "LessThanLowerOrGreaterThanUpperThreshold",
    ("less",): "LessThanLowerThreshold",
    ("greater",): "GreaterThanUpperThreshold",
}
REASON_BAND = re.compile(r"\b(less|greater) than the (?:lower|upper) thresholds? \[")
OPERATORS = {
    ("greater", False): "GreaterThanThreshold",
    ("greater", True): "GreaterThanOrEqualToThreshold",
    ("less", False): "LessThanThreshold",
    ("less", True): "LessThanOrEqualToThreshold",
}
BAND = re.compile(r"ANOMALY_DETECTION_BAND\(\s*(\w+)\s*(?:,\s*([\d.]+)\s*)?\)", re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    """A metric with its statistic, or an expression over others; `period` is in seconds, 0 if not given.

    `account` has the metric, '' being the alarm's own: an alarm may watch another account's.
    """

    id: str = ""
    metric: str = ""
    namespace: str = ""
    statistic: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    expression: str = ""
    label: str = ""
    unit: str = ""
    period: int = 0
    returned: bool = True
    account: str = ""

    @property
    def is_band(self) -> bool:
        return BAND.search(self.expression) is not None


@dataclass(frozen=True)
class PromQL:
    """A PromQL alarm's query; a series must breach for `pending` seconds, and recover for `recovery` seconds."""

    query: str
    pending: int = 0
    recovery: int = 0


@dataclass(frozen=True)
class Watch:
    """The alarm's queries and their test: `datapoints` of `periods` must breach."""

    queries: tuple[Query, ...] = ()
    operator: str = ""
    threshold: str = ""
    datapoints: int = 0
    periods: int = 0
    promql: PromQL | None = None

    def groups(self, account: str) -> tuple[str, ...]:
        """The Auto Scaling groups in the dimensions of this account's metrics, each once."""
        own = [query for query in self.queries if query.account in ("", account)]
        named = (value for query in own for key, value in query.dimensions if key == GROUP_DIMENSION)
        return tuple(dict.fromkeys(name for name in named if 0 < len(name) <= GROUP_NAME_LIMIT))


def scaled_by(actions: object, account: str, region: str) -> tuple[str, ...]:
    """The account's groups whose scaling policies are among an alarm's actions, by their ARNs."""
    arns = [arn for arn in map(text, items(actions)) if arn.split(":")[3:5] == [region, account]]
    return tuple(dict.fromkeys(group for group in map(group_of_policy, arns) if group))


def from_trigger(trigger: Mapping[str, object]) -> Watch:
    """Read `Trigger` of an SNS message: one metric, or `Metrics` for math, anomaly bands and Metrics Insights."""
    queries = tuple(_sns_query(mapping(each)) for each in items(trigger.get("Metrics")))
    if not queries and trigger.get("MetricName"):
        queries = (_sns_metric(trigger),)
    periods = whole(trigger.get("EvaluationPeriods"))
    return Watch(
        queries=queries,
        operator=text(trigger.get("ComparisonOperator")),
        threshold=text(trigger.get("Threshold")),
        datapoints=whole(trigger.get("DatapointsToAlarm")) or periods,
        periods=periods,
        promql=_promql(trigger),
    )


def from_configuration(configuration: Mapping[str, object], reason_data: object) -> Watch:
    """Read `configuration` of an EventBridge or Lambda event; it has no test, see `tested`."""
    return Watch(
        queries=tuple(_event_query(mapping(each)) for each in items(configuration.get("metrics"))),
        threshold=text(mapping(parsed(reason_data)).get("threshold")),
        promql=_promql(configuration),
    )


def tested(watch: Watch, reasons: Sequence[object], reason_data: object) -> Watch:
    """With the parts of the test that are missing in the event but given in CloudWatch's reasons, newest first.

    An EventBridge event has no operator and no number of periods, and a log alarm's message has no test at all.
    """
    said = mapping(parsed(reason_data))
    written = [text(reason)[:REASON_LIMIT] for reason in reasons]
    compared = next(filter(None, map(REASON_TEST.search, written)), None)
    window = next(filter(None, map(REASON_WINDOW.search, written)), None)
    sides = next(filter(None, (tuple(REASON_BAND.findall(reason)) for reason in written)), ())
    operator = OPERATORS[compared[1], bool(compared[2])] if compared else REASON_BANDS.get(sides, "")
    periods = watch.periods or whole(said.get("queryResultsToEvaluate")) or (int(window[1]) if window else 0)
    least = whole(said.get("queryResultsToAlarm")) or (int(window[2]) if window else 0)
    return replace(
        watch,
        operator=watch.operator or operator,
        threshold=watch.threshold or text(said.get("threshold")) or (_plain(compared[3]) if compared else ""),
        datapoints=watch.datapoints or least or periods,
        periods=periods,
    )


def _plain(number: str) -> str:
    try:
        return figure(float(number))
    except ValueError:
        return ""


def _sns_metric(trigger: Mapping[str, object]) -> Query:
    return Query(
        metric=text(trigger.get("MetricName")),
        namespace=text(trigger.get("Namespace")),
        statistic=text(trigger.get("Statistic") or trigger.get("ExtendedStatistic")),
        dimensions=_dimensions(trigger.get("Dimensions")),
        unit=text(trigger.get("Unit")),
        period=whole(trigger.get("Period")),
    )


def _sns_query(query: Mapping[str, object]) -> Query:
    stat = mapping(query.get("MetricStat"))
    metric = mapping(stat.get("Metric"))
    return Query(
        id=text(query.get("Id")),
        metric=text(metric.get("MetricName")),
        namespace=text(metric.get("Namespace")),
        statistic=text(stat.get("Stat")),
        dimensions=_dimensions(metric.get("Dimensions")),
        expression=text(query.get("Expression")),
        label=text(query.get("Label")),
        unit=text(stat.get("Unit")),
        period=whole(stat.get("Period")) or whole(query.get("Period")),
        returned=query.get("ReturnData") is not False,
        account=text(query.get("AccountId")),
    )


def _event_query(query: Mapping[str, object]) -> Query:
    stat = mapping(query.get("metricStat"))
    metric = mapping(stat.get("metric"))
    return Query(
        id=text(query.get("id")),
        metric=text(metric.get("name")),
        namespace=text(metric.get("namespace")),
        statistic=text(stat.get("stat")),
        dimensions=_dimensions(metric.get("dimensions")),
        expression=text(query.get("expression")),
        label=text(query.get("label")),
        unit=text(stat.get("unit")),
        period=whole(stat.get("period")) or whole(query.get("period")),
        returned=query.get("returnData") is not False,
        account=text(query.get("accountId")),
    )


def _dimensions(value: object) -> tuple[tuple[str, str], ...]:
    """SNS sends [{"name", "value"}] in lower case, emulators in upper case, EventBridge a map."""
    listed = [(text(anycase(mapping(d), "name")), text(anycase(mapping(d), "value"))) for d in items(value)]
    mapped = [(key, text(each)) for key, each in mapping(value).items()]
    return tuple(pair for pair in listed + mapped if pair[0])


def _promql(source: Mapping[str, object]) -> PromQL | None:
    criteria = mapping(anycase(mapping(anycase(source, "EvaluationCriteria")), "PromQLCriteria"))
    query = text(anycase(criteria, "Query"))
    if not query:
        return None
    pending, recovery = anycase(criteria, "PendingPeriod"), anycase(criteria, "RecoveryPeriod")
    return PromQL(query=query, pending=whole(pending), recovery=whole(recovery))


def band_deviations(expression: str) -> str:
    """A band's width in standard deviations; CloudWatch uses 2 if the expression gives none."""
    found = BAND.search(expression)
    return figure(float(found[2])) if found and re.fullmatch(r"\d+(\.\d+)?", found[2] or "") else "2"
