"""CloudWatch and SNS in memory; they remember what they were asked. Auto Scaling's fake is in scaling.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.aws.alarm import Alarm, HistoryItem, MuteRule, Page, alarms_in
from app.aws.alarm_definition import ENABLED, Definition, Metric
from app.aws.alarm_facts import StateChange
from app.aws.cloudwatch import MOST_NAMES, REASON_LIMIT, CloudWatch
from app.aws.ec2 import Billed, Instances
from app.aws.price import Price
from app.aws.pricing import PriceList
from app.aws.sns import Subscribers, Subscription, Topics
from app.base.deadline import take_call
from app.base.errors import BellhopError, Refused, Wrong
from app.config.home import Home

HOME = Home("123456789012", "us-east-1")
TOPIC = "arn:aws:sns:us-east-1:123456789012:bellhop-alarms"
ALARM_ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:"
STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
BAD_STATE = (
    "1 validation error detected: Value '{state}' at 'stateValue' failed to satisfy constraint: "
    "Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"
)
LONGEST_MUTE, MINUTE = timedelta(days=15), timedelta(minutes=1)
TOO_LONG = "A mute rule lasts at most 15 days."
PNG = b"\x89PNG\r\n\x1a\n and so on"


class FakeCloudWatch(CloudWatch):
    """Alarms by name; `changes` holds each (alarm, state, reason); the state that an alarm has is no change.

    `data` holds the StateReasonData that each alarm was given last.
    `faults` are raised in place of the next changes, `deaths` once the next ones are accepted. `rules` are the mute
    rules by name (alarms, start, end), refused unless `takes_rules`; `drawn` holds each widget, `queried` each
    GetMetricData, which answers with `metric`. `asked` holds the names of each DescribeAlarms, at which `silence` is
    raised, `pages` the state and prefix of each that lists; `looked_up` each alarm whose
    history or tags, and each rule that, were asked for; `tagged` has alarms' tags. `listed` are the metrics that
    ListMetrics tells of, `measured` the values of a metric by its name, with their times; `spans` has each look's.
    """

    def __init__(self, *alarms: Alarm) -> None:
        self._alarms = {alarm.name: alarm for alarm in alarms}
        self.changes: list[tuple[str, str, str]] = []
        self.data: dict[str, str] = {}
        self.faults: list[BellhopError | Exception] = []
        self.deaths: list[Exception] = []

        self.rules: dict[str, tuple[str, datetime, datetime]] = {}
        self.whys: dict[str, str] = {}
        self.takes_rules = True
        self.drawn: list[str] = []
        self.queried: list[Sequence[Mapping[str, Any]]] = []
        self.metric: tuple[float, ...] = tuple(range(20))
        self.asked: list[tuple[str, ...]] = []
        self.pages: list[tuple[str, str]] = []
        self.silence: BellhopError | None = None
        self.histories: dict[str, tuple[HistoryItem, ...]] = {}
        self.looked_up: list[str] = []
        self.tagged: dict[str, dict[str, str]] = {}
        self.listed: tuple[Metric, ...] = ()
        self.measured: dict[str, Sequence[tuple[datetime, float]]] = {}
        self.spans: list[tuple[datetime, datetime]] = []

    def add(self, alarm: Alarm) -> None:
        self._alarms[alarm.name] = alarm

    def remove(self, name: str) -> None:
        """Somebody deletes the alarm."""
        del self._alarms[name]

    def mute_many(self, rule: str, alarms: Sequence[str], start: datetime, until: datetime, why: str) -> None:
        if not self.takes_rules:
            raise Refused("AWS does not allow Bellhop to mute that alarm.")
        if until - start > LONGEST_MUTE:
            raise Refused(TOO_LONG)
        begin = start.replace(second=0, microsecond=0)  # a rule begins and lasts whole minutes
        last = begin - (begin - until) // MINUTE * MINUTE
        self.rules[rule] = (", ".join(alarms), start, last)
        self.whys[rule] = why

    def muted_by(self, alarm: str) -> tuple[str, ...]:
        """Of rules that have begun: time doesn't pass here."""
        if not self.takes_rules:
            raise Refused("AWS does not allow Bellhop to look whether that alarm is muted.")
        return tuple(rule for rule, (muted, _, _) in self.rules.items() if alarm in muted.split(", "))

    def active_rules(self, alarm: str = "") -> tuple[str, ...]:
        return self.muted_by(alarm) if alarm else tuple(self.rules)

    def rule(self, name: str) -> MuteRule | None:
        self.looked_up.append(name)
        muted, _, until = self.rules.get(name, ("", None, None))
        return MuteRule(name, tuple(muted.split(", ")), until, why=self.whys.get(name, "")) if muted else None

    def tags(self, arn: str) -> dict[str, str]:
        self.looked_up.append(arn)
        return self.tagged.get(arn.rpartition(":alarm:")[2], {})

    def unmute(self, rule: str) -> None:
        self.rules.pop(rule, None)

    def set_actions(self, alarm: str, enabled: bool) -> None:
        if self.faults:
            raise self.faults.pop(0)
        known = self._alarms[alarm]
        self._alarms[alarm] = replace(known, actions_enabled=enabled, item={**known.item, ENABLED: enabled})
        if self.deaths:
            raise self.deaths.pop(0)

    def define(self, definition: Definition, tags: Mapping[str, str] | None = None) -> None:
        """A new one has no data yet; one that is there keeps its state and its tags."""
        if self.faults:
            raise self.faults.pop(0)
        name = definition["AlarmName"]
        known = self._alarms.get(name)
        state = known.state if known else "INSUFFICIENT_DATA"
        item = {**definition, "AlarmArn": f"{ALARM_ARN}{name}", "StateValue": state, "StateReason": "Unchecked"}
        kind = "CompositeAlarms" if "AlarmRule" in definition else "MetricAlarms"
        (self._alarms[name],) = alarms_in({kind: [item]})
        if not known:
            self.tagged[name] = dict(tags or {})
        if self.deaths:
            raise self.deaths.pop(0)

    def delete(self, name: str) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self._alarms.pop(name, None)
        self.tagged.pop(name, None)
        if self.deaths:
            raise self.deaths.pop(0)

    def history(self, alarm: str, most: int) -> tuple[HistoryItem, ...]:
        self.looked_up.append(alarm)
        return self.histories.get(alarm, ())[:most]

    def past(self, name: str, since: datetime, pages: int) -> tuple[tuple[HistoryItem, ...], bool]:
        """A hundred lines a page, as CloudWatch's."""
        if self.faults:
            raise self.faults.pop(0)
        found = [item for item in self.histories.get(name, ()) if item.at >= since]
        return tuple(found[: 100 * pages]), len(found) <= 100 * pages

    def state_changes(self, since: datetime) -> Iterator[Sequence[StateChange]]:
        """One page of what `histories` say, in the words of CloudWatch's summaries."""
        lines = [item for items in self.histories.values() for item in items if item.kind == "StateUpdate"]
        newest = sorted((item for item in lines if item.at >= since), key=lambda item: item.at, reverse=True)
        yield [StateChange(item.alarm, item.at, item.summary.rpartition(" ")[2]) for item in newest]

    def silent(self, metrics: Sequence[Metric], start: datetime, end: datetime) -> frozenset[Metric]:
        def has_data(metric: Metric) -> bool:
            return any(start <= at < end for at, _ in self.measured.get(metric.name, ()))

        return frozenset(metric for metric in metrics if not has_data(metric))

    def parents(self, name: str) -> tuple[str, ...]:
        """Those in whose rules the name stands."""
        rules = {each: alarm.item.get("AlarmRule", "") for each, alarm in sorted(self._alarms.items())}
        return tuple(each for each, rule in rules.items() if f'"{name}"' in rule)

    def values(
        self, queries: Sequence[Mapping[str, Any]], start: datetime, end: datetime
    ) -> tuple[tuple[datetime, float], ...]:
        if self.faults:
            raise self.faults.pop(0)
        self.queried.append(queries)
        self.spans.append((start, end))
        names = [query["MetricStat"]["Metric"]["MetricName"] for query in queries if "MetricStat" in query]
        if names and names[0] in self.measured:
            return tuple(pair for pair in self.measured[names[0]] if start <= pair[0] < end)
        return tuple((start + (end - start) * number / 20, value) for number, value in enumerate(self.metric))

    def series(
        self, queries: Sequence[Mapping[str, Any]], start: datetime, end: datetime
    ) -> dict[str, tuple[tuple[datetime, float], ...]]:
        if self.faults:
            raise self.faults.pop(0)
        self.queried.append(queries)
        self.spans.append((start, end))
        named = {query["Id"]: query["MetricStat"]["Metric"]["MetricName"] for query in queries}
        return {
            id_: tuple(pair for pair in self.measured.get(name, ()) if start <= pair[0] < end)
            for id_, name in named.items()
        }

    def metrics(self, namespace: str, dimensions: Mapping[str, str], name: str = "") -> tuple[Metric, ...]:
        wanted = set(dimensions.items())
        return tuple(
            each
            for each in self.listed
            if each.namespace == namespace and name in ("", each.name) and wanted <= set(each.dimensions)
        )

    def draw(self, widget: str) -> bytes:
        if self.faults:
            raise self.faults.pop(0)
        self.drawn.append(widget)
        return PNG

    def alarms(self) -> tuple[Alarm, ...]:
        return tuple(sorted(self._alarms.values(), key=lambda alarm: alarm.name))

    def page(self, state: str = "", prefix: str = "", after: str = "", most: int = MOST_NAMES) -> Page:
        self.pages.append((state, prefix))
        start = int(after or 0)
        found = [
            each
            for _, each in sorted(self._alarms.items())
            if each.state == (state or each.state) and each.name.startswith(prefix)
        ]
        end = start + most
        return Page(tuple(found[start:end]), str(end) if end < len(found) else "")

    def named(self, names: Sequence[str]) -> tuple[Alarm, ...]:
        self.asked.append(tuple(names))
        if self.silence:
            raise self.silence
        return tuple(self._alarms[name] for name in names if name in self._alarms)

    def children(self, composite: str) -> tuple[Alarm, ...]:
        """Those whose names stand in its rule."""
        rule = self._alarms[composite].item.get("AlarmRule", "")
        return tuple(alarm for name, alarm in sorted(self._alarms.items()) if f'"{name}"' in rule)

    def set_state(self, name: str, state: str, reason: str, data: str = "") -> None:
        if self.faults:
            raise self.faults.pop(0)
        if state not in STATES:
            raise Wrong(BAD_STATE.format(state=state))
        if name not in self._alarms:
            raise Wrong("ResourceNotFound")  # AWS has no more words for it
        if self._alarms[name].state != state:
            self.changes.append((name, state, reason))
            self.data[name] = data
            self._alarms[name] = replace(self._alarms[name], state=state, reason=reason[:REASON_LIMIT])
        if self.deaths:
            raise self.deaths.pop(0)


class FakeTopics(Topics):
    """Topics by ARN; Bellhop's own leads to its queue. `asked` has each that was looked at, `faults` are raised."""

    def __init__(self) -> None:
        self.known = {TOPIC: Subscribers((Subscription("sqs", "arn:aws:sqs:us-east-1:123456789012:bellhop-alarms"),))}
        self.asked: list[str] = []
        self.faults: list[BellhopError] = []

    def subscribers(self, topic: str) -> Subscribers:
        self.asked.append(topic)
        if self.faults:
            raise self.faults.pop(0)
        if topic not in self.known:
            raise Refused("AWS refused to look who is subscribed to that topic: Topic does not exist.")
        return self.known[topic]


class FakeInstances(Instances):
    """All are there but the `lost`; `asked` has each call's. `bills` say what they are billed as: else as Linux's."""

    def __init__(self) -> None:
        self.lost: set[str] = set()
        self.asked: list[tuple[str, ...]] = []
        self.bills: dict[str, Billed] = {}
        self.refusal: BellhopError | None = None

    def gone(self, ids: Sequence[str]) -> frozenset[str]:
        self.asked.append(tuple(ids))
        return frozenset(ids) & self.lost

    def billed(self, ids: Sequence[str]) -> tuple[Billed, ...]:
        take_call()
        self.asked.append(tuple(ids))
        if self.refusal:
            raise self.refusal
        known = [self.bills.get(each, Billed(each, "m6i.large", "RunInstances")) for each in ids]
        return tuple(each for each in known if each.id not in self.lost)


class FakePriceList(PriceList):
    """Prices made by hand, by (region, type, operation), and Fargate's by region; `asked` has each call's."""

    def __init__(self) -> None:
        self.types = {
            ("us-east-1", "m6i.large", "RunInstances"): Price("0.0960000000", "USD"),
            ("us-east-1", "m6i.xlarge", "RunInstances"): Price("0.1920000000", "USD"),
            ("us-east-1", "m6i.large", "RunInstances:0002"): Price("0.1880000000", "USD"),
            ("cn-north-1", "m6i.large", "RunInstances"): Price("0.6600000000", "CNY"),
        }
        listed = {
            "vcpu": "0.04048",
            "gb": "0.004445",
            "arm-vcpu": "0.03238",
            "arm-gb": "0.00356",
            "storage": "0.000111",
        }
        self.tasks = {"us-east-1": {name: Price(amount, "USD") for name, amount in listed.items()}}
        self.asked: list[str] = []
        self.refusal: BellhopError | None = None

    def instance(self, region: str, type_: str, operation: str) -> Price | None:
        take_call()
        self.asked.append(f"{region} {type_} {operation}")
        if self.refusal:
            raise self.refusal
        return self.types.get((region, type_, operation))

    def fargate(self, region: str) -> dict[str, Price]:
        take_call()
        self.asked.append(f"{region} fargate")
        if self.refusal:
            raise self.refusal
        return self.tasks.get(region, {})


def alarm(name: str = "web-high-cpu", state: str = "OK") -> Alarm:
    actions = {"ALARM": (TOPIC,), "OK": (TOPIC,), "INSUFFICIENT_DATA": ()}
    groups = ("web",) if name.startswith("web-") else ()
    return Alarm(name, state, None, "Threshold Crossed", False, actions_enabled=True, actions=actions, groups=groups)
