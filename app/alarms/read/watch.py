"""What an alarm watches, as values: metrics, expressions and the test, from SNS's and EventBridge's formats."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.alarms.read.untrusted import anycase, figure, items, mapping, parsed, text, whole
from app.aws.scaling import GROUP_DIMENSION, service_of
from app.aws.scaling_policy import OF_RESOURCE, group_of_policy, service_of_policy
from app.base.values import dataclass
from app.scaling.words import service_name

GROUP_NAME_LIMIT = 255
# CloudWatch's have 1,023 characters; searching longer ones from other senders would take too long.
REASON_LIMIT = 2000
# The longest text here is a log query of 10,000 characters; an alarm has at most 20 metrics with 30 dimensions each,
# and five actions for each state.
TEXT_LIMIT = 10_000
MOST_QUERIES, MOST_DIMENSIONS, MOST_ACTIONS = 40, 60, 40
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

    def services(self, account: str) -> tuple[tuple[str, str], ...]:
        """The ECS services in the dimensions of this account's metrics, each once: cluster and name."""
        own = (dict(query.dimensions) for query in self.queries if query.account in ("", account))
        return tuple(dict.fromkeys(filter(None, map(service_of, own))))

    def numbers(self, account: str) -> tuple[str, ...]:
        """The numbers that Application Auto Scaling changes of what this account's metrics are about, each once."""
        from app.aws.scaled_numbers.watched import of_metric  # few alarms are about one

        own = [query for query in self.queries if query.account in ("", account)]
        found = (name for query in own for name in of_metric(query.namespace, query.metric, dict(query.dimensions)))
        return tuple(dict.fromkeys(found))


def scaled_by(actions: object, account: str, region: str) -> tuple[str, ...]:
    """What of the account is scaled by policies among an alarm's actions, by their ARNs: groups, services, numbers."""
    listed = map(short, items(actions)[:MOST_ACTIONS])
    arns = [arn for arn in listed if arn.split(":", 5)[3:5] == [region, account]]
    return tuple(dict.fromkeys(name for name in map(_scaled_by, arns) if name))


def _scaled_by(arn: str) -> str:
    service = service_of_policy(arn)
    if service:
        return service_name(*service)
    if f":{OF_RESOURCE}" not in arn:
        return group_of_policy(arn)
    from app.aws.scaled_numbers.watched import of_policy  # as above

    return of_policy(arn)


def from_trigger(trigger: Mapping[str, object]) -> Watch:
    """Read `Trigger` of an SNS message: one metric, or `Metrics` for math, anomaly bands and Metrics Insights."""
    queries = tuple(_sns_query(mapping(each)) for each in items(trigger.get("Metrics"))[:MOST_QUERIES])
    if not any(query.period for query in queries):  # a search says its period in its own text
        queries = tuple(replace(query, period=whole(trigger.get("Period"))) for query in queries)
    if not queries and trigger.get("MetricName"):
        queries = (_sns_metric(trigger),)
    periods = whole(trigger.get("EvaluationPeriods"))
    return Watch(
        queries=queries,
        operator=short(trigger.get("ComparisonOperator")),
        threshold=short(trigger.get("Threshold")),
        datapoints=whole(trigger.get("DatapointsToAlarm")) or periods,
        periods=periods,
        promql=_promql(trigger),
    )


def from_configuration(configuration: Mapping[str, object], reason_data: object) -> Watch:
    """Read `configuration` of an EventBridge or Lambda event; it has no test, see `tested`."""
    return Watch(
        queries=tuple(_event_query(mapping(each)) for each in items(configuration.get("metrics"))[:MOST_QUERIES]),
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


def of_account(watch: Watch, account: str) -> Watch:
    """With '' for the alarm's own account, which some messages say for each metric."""
    queries = [replace(query, account="") if query.account == account else query for query in watch.queries]
    return replace(watch, queries=tuple(queries))


def short(value: object) -> str:
    """A text of a length that CloudWatch has; what is longer is cut before anything is searched for in it."""
    return text(value)[:TEXT_LIMIT]


def _plain(number: str) -> str:
    try:
        return figure(float(number)) if math.isfinite(float(number)) else ""
    except ValueError:
        return ""


def _sns_metric(trigger: Mapping[str, object]) -> Query:
    return Query(
        metric=short(trigger.get("MetricName")),
        namespace=short(trigger.get("Namespace")),
        statistic=short(trigger.get("Statistic") or trigger.get("ExtendedStatistic")),
        dimensions=_dimensions(trigger.get("Dimensions")),
        unit=short(trigger.get("Unit")),
        period=whole(trigger.get("Period")),
    )


def _sns_query(query: Mapping[str, object]) -> Query:
    stat = mapping(query.get("MetricStat"))
    metric = mapping(stat.get("Metric"))
    return Query(
        id=short(query.get("Id")),
        metric=short(metric.get("MetricName")),
        namespace=short(metric.get("Namespace")),
        statistic=short(stat.get("Stat")),
        dimensions=_dimensions(metric.get("Dimensions")),
        expression=short(query.get("Expression")),
        label=short(query.get("Label")),
        unit=short(stat.get("Unit")),
        period=whole(stat.get("Period")) or whole(query.get("Period")),
        returned=query.get("ReturnData") is not False,
        account=short(query.get("AccountId")),
    )


def _event_query(query: Mapping[str, object]) -> Query:
    stat = mapping(query.get("metricStat"))
    metric = mapping(stat.get("metric"))
    return Query(
        id=short(query.get("id")),
        metric=short(metric.get("name")),
        namespace=short(metric.get("namespace")),
        statistic=short(stat.get("stat")),
        dimensions=_dimensions(metric.get("dimensions")),
        expression=short(query.get("expression")),
        label=short(query.get("label")),
        unit=short(stat.get("unit")),
        period=whole(stat.get("period")) or whole(query.get("period")),
        returned=query.get("returnData") is not False,
        account=short(query.get("accountId")),
    )


def _dimensions(value: object) -> tuple[tuple[str, str], ...]:
    """SNS sends [{"name", "value"}] in lower case, emulators in upper case, EventBridge a map."""
    listed = [
        (anycase(mapping(each), "name"), anycase(mapping(each), "value")) for each in items(value)[:MOST_DIMENSIONS]
    ]
    pairs = [*listed, *itertools.islice(mapping(value).items(), MOST_DIMENSIONS)]
    return tuple((short(name), short(each)) for name, each in pairs if short(name))


def _promql(source: Mapping[str, object]) -> PromQL | None:
    criteria = mapping(anycase(mapping(anycase(source, "EvaluationCriteria")), "PromQLCriteria"))
    query = short(anycase(criteria, "Query"))
    if not query:
        return None
    pending, recovery = anycase(criteria, "PendingPeriod"), anycase(criteria, "RecoveryPeriod")
    return PromQL(query=query, pending=whole(pending), recovery=whole(recovery))


def band_deviations(expression: str) -> str:
    """A band's width in standard deviations; CloudWatch uses 2 if the expression gives none."""
    found = BAND.search(expression)
    return figure(float(found[2])) if found and re.fullmatch(r"\d+(\.\d+)?", found[2] or "") else "2"
