"""Forty planted faults among what only looks like one: all are found, nothing is invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.aws.sns import Subscription
from app.commands.alarms.audit.read import Reader
from app.commands.alarms.audit.report import Report, filled
from app.config.configuration import Configuration
from app.config.groups import AlarmGroup
from app.config.routes import Route
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.alarms.audit.world import MAIL, PAGER, POLICY, QUEUE, World, world
from tests.fakes.aws import TOPIC
from tests.fakes.bellhop import ALARMS
from tests.fakes.clock import SetClock
from tests.sandbox.aws.conftest import Fronts

ROUTES = (
    Route("kept-nightly-*", channel="#night"),
    Route("*-nightly-*", drop=True),
    Route("tagged-*", tags={"team": "shop"}, drop=True),
    Route("shown-*", tags={"team": "shop"}, channel="#shop"),
    Route("shown-*", drop=True),
)
LINES = (AlarmGroup("orders", "orders-queue-*"), AlarmGroup("mailers", "no-such-alarm-*"))
DAY = timedelta(days=1)
OTHERS = "arn:aws:sns:us-east-1:999999999999:theirs"


@pytest.fixture
def planted(fronts: Fronts, slack: RunningSlack, clock: SetClock) -> World:
    return world(fronts, slack, clock, Configuration(ALARMS, routes=ROUTES, groups=LINES))


def of(name: str, value: str) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value}]


def healthy(world: World) -> None:
    """What only looks like a fault."""
    both, pager = world.topic("both", MAIL, QUEUE), world.topic("pager", QUEUE)
    assert pager == PAGER
    silent: dict[str, Any] = {"AlarmActions": [], "OKActions": []}
    world.put("child", **silent)
    world.put("suppressor", **silent)
    world.put_composite("parent", "ALARM(child) OR OK(web-cpu)", ActionsSuppressor="suppressor")
    world.put("TargetTracking-web-AlarmLow-1", state="ALARM", AlarmActions=[POLICY], OKActions=[])
    world.put("scales", AlarmActions=[POLICY], OKActions=[])
    world.put("by-pager", AlarmActions=[PAGER])
    world.put("by-both", AlarmActions=[both])
    world.put("by-theirs", AlarmActions=[OTHERS])
    world.put("fresh", state="INSUFFICIENT_DATA", since=DAY / 2, age=DAY / 2, silent=True)
    world.put("errors", TreatMissingData="notBreaching", silent=True)
    world.put("short-mute")
    world.mute("tonight", "PT8H", "short-mute")
    world.put("warning", MetricName="Latency", Threshold=1.0)
    world.put("critical", MetricName="Latency", Threshold=5.0)
    world.put("daily")
    world.went_off("daily", *(DAY * number for number in range(7)))
    world.put("new-and-quiet", age=DAY * 20, since=DAY * 20)
    world.put("was-quiet-for-long", since=DAY * 40, state="ALARM")
    world.put("kept-nightly-backup")
    world.put("tagged-x")
    world.put("shown-x")
    world.put("on-instance", Dimensions=of("InstanceId", "i-alone"))
    world.bellhop.instances.lost.add("8ac7-connect")
    world.put("calls", Dimensions=of("InstanceId", "8ac7-connect"))
    world.put("on-member", Dimensions=of("InstanceId", "i-member"))
    world.group("pets", "i-member")
    world.group("orders")
    world.put("orders-queue-depth")


def faults(world: World) -> Iterator[tuple[str, str]]:
    """Plants each, and says what must be found."""
    for plant in (_nobody, _data, _resources, _use):
        yield from plant(world)


def _nobody(world: World) -> Iterator[tuple[str, str]]:
    pending, empty = world.topic("pending", Subscription("email", "x@example.com", False)), world.topic("empty")
    world.put("none-1", AlarmActions=[], OKActions=[])
    world.put("none-2", AlarmActions=[])
    world.put("none-3", AlarmActions=[], OKActions=[], InsufficientDataActions=[TOPIC])
    world.put("none-4", state="ALARM", AlarmActions=[], ActionsEnabled=False)
    world.put_composite("none-5", "ALARM(by-both)", AlarmActions=[])
    yield from (("no-action", f"none-{number}") for number in range(1, 6))
    world.put("unheard-1", AlarmActions=[pending])
    world.put("unheard-2", AlarmActions=[empty])
    world.put("unheard-3", AlarmActions=[pending, empty])
    yield from (("no-listener", f"unheard-{number}") for number in range(1, 4))
    world.put("off-1", ActionsEnabled=False)
    world.put("off-2", ActionsEnabled=False, AlarmActions=[pending])
    world.put_composite("off-3", "OK(by-both)", ActionsEnabled=False)
    yield from (("disabled", f"off-{number}") for number in range(1, 4))
    mail = world.topic("mail", MAIL)
    world.put("mailed-1", AlarmActions=[mail])
    world.put("mailed-2", AlarmActions=[mail, empty])
    world.put_composite("mailed-3", "ALARM(by-pager)", AlarmActions=[mail])
    yield from (("elsewhere", f"mailed-{number}") for number in range(1, 4))


def _data(world: World) -> Iterator[tuple[str, str]]:
    for number, trouble in enumerate(("PARTIAL_DATA", "EVALUATION_ERROR", "EVALUATION_FAILURE"), start=1):
        world.put(f"failing-{number}", state="INSUFFICIENT_DATA", evaluation=trouble)
        yield "failing", f"failing-{number}"
    world.put("silent-1", state="INSUFFICIENT_DATA", silent=True)
    world.put("silent-2", TreatMissingData="ignore", silent=True)
    world.put("silent-3", state="ALARM", TreatMissingData="breaching", silent=True)
    world.put("silent-4", since=DAY * 60, TreatMissingData="ignore", silent=True)
    yield from (("silent", f"silent-{number}") for number in range(1, 5))
    world.put("stuck-1", state="INSUFFICIENT_DATA", since=DAY * 2)
    world.put("stuck-2", state="INSUFFICIENT_DATA", since=DAY * 2, age=DAY * 3)
    world.put("stuck-3", state="INSUFFICIENT_DATA", since=DAY * 90)
    yield from (("stuck", f"stuck-{number}") for number in range(1, 4))


def _resources(world: World) -> Iterator[tuple[str, str]]:
    world.bellhop.instances.lost |= {"i-lost", "i-ended"}
    world.put("gone-1", Dimensions=of("AutoScalingGroupName", "old"), AlarmActions=[TOPIC])
    world.put("gone-2", Dimensions=of("InstanceId", "i-lost"), state="INSUFFICIENT_DATA", since=DAY * 5)
    world.put("gone-3", Dimensions=of("InstanceId", "i-ended"), since=DAY * 200)
    metric = {"Namespace": "AWS/EC2", "MetricName": "CPU", "Dimensions": of("AutoScalingGroupName", "older")}
    stat = {"Metric": metric, "Period": 60, "Stat": "Average"}
    world.fronts.cloudwatch.put_metric_alarm(
        AlarmName="gone-4",
        Metrics=[{"Id": "a", "MetricStat": stat}, {"Id": "b", "Expression": "a*2", "ReturnData": False}],
        Threshold=1.0,
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        AlarmActions=[TOPIC],
    )
    world._set("gone-4", "OK", DAY, DAY * 90, "")
    yield from (("gone", f"gone-{number}") for number in range(1, 5))
    for name in ("batch", "cache", "mailers"):
        world.group(name, f"i-{name}")
        yield "unwatched", name


def _use(world: World) -> Iterator[tuple[str, str]]:
    for number, lasts in enumerate(("P3D", "P15D"), start=1):
        world.put(f"muted-{number}")
        world.mute(f"rule-{number}", lasts, f"muted-{number}")
        yield "muted", f"muted-{number}"
    for name in ("x-nightly-1", "x-nightly-2"):
        world.put(name)
        yield "dropped", name
    for name, every in (("flaps-1", timedelta(hours=2)), ("flaps-2", timedelta(minutes=5))):
        world.put(name)
        world.went_off(name, *(every * number for number in range(25)))
        yield "flapping", name
    same: dict[str, Any] = {"MetricName": "Same", "Dimensions": of("QueueName", "q")}
    world.put("same-1", **same)
    world.put("same-2", **same, Period=300)
    yield "twice", "same-2"
    world.put("a-same-rule", MetricName="Other")
    world.put("b-same-rule", MetricName="Other", ActionsEnabled=True, AlarmActions=[TOPIC, PAGER])
    yield "twice", "a-same-rule"
    world.put("never-1", since=DAY * 40)
    world.put("never-2", since=DAY * 400, age=DAY * 500)
    world.put("never-3", since=DAY * 31)
    yield from (("never", f"never-{number}") for number in range(1, 4))


def audited(world: World) -> Report:
    reader = Reader(world.bellhop.parts)
    return filled(Report(), reader.snapshot(), reader.notes)


def test_all_of_forty_faults_are_found_and_none_is_invented(planted: World) -> None:
    healthy(planted)
    expected = list(faults(planted))
    report = audited(planted)
    assert len(expected) >= 40
    assert sorted((finding.rule, finding.name) for finding in report.findings) == sorted(expected)
    assert report.notes == ()
    assert report.deaf == 11


def test_a_clean_account_yields_nothing(planted: World) -> None:
    healthy(planted)
    report = audited(planted)
    assert (report.findings, report.counts, report.notes, report.deaf) == ((), (), (), 0)
    assert report.alarms > 20
