"""An alarm whose metric names no Auto Scaling group is about the one of its tag, or of a line in bellhop.toml."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.alarms.decide.grouping import TAG, grouped
from app.alarms.read.transition import Transition
from app.alarms.read.watch import Query, Watch
from app.config.configuration import Configuration, ScaleSettings
from app.config.groups import AlarmGroup
from app.scaling.ecs_services import EcsServices
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload, transition
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.fakes.bellhop import ALARMS, Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.ecs import FakeEcs, FakeScalableTargets, limits, service
from tests.fakes.numbers import tables
from tests.menus import presses_of

QUEUE = AlarmGroup("worker", alarm="orders-queue-*")


def alarm(name: str = "orders-queue-depth", tags: tuple[tuple[str, str], ...] = ()) -> Transition:
    return replace(transition(payload("metric")), name=name, tags=tags, groups=())


@pytest.mark.parametrize(
    ("seen", "groups"),
    [
        (alarm(), ("worker",)),
        (alarm("orders-5xx"), ()),
        (alarm(tags=((TAG, "web"),)), ("web",)),
        (alarm("orders-5xx", tags=((TAG, ""),)), ()),
        (alarm("orders-5xx", tags=((TAG, "x" * 256),)), ()),
        (alarm("orders-5xx", tags=(("service", "shop"),)), ("shop", "cache")),
        (replace(alarm(), groups=("web",)), ("web",)),
    ],
)
def test_the_dimension_counts_then_the_tag_then_the_lines(seen: Transition, groups: tuple[str, ...]) -> None:
    of_shop = [AlarmGroup(name, tags={"service": "shop"}) for name in ("shop", "cache")]
    assert grouped(seen, [QUEUE, *of_shop]).groups == groups


def test_its_card_has_that_groups_scale_button(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock, configuration=Configuration(ALARMS, groups=(QUEUE,)))
    says = cloudwatch_says("OK", "ALARM", name="orders-queue-depth")
    says["Trigger"]["Dimensions"] = [{"name": "QueueName", "value": "orders"}]
    ring(bellhop, says)
    (card,) = cards(slack)
    assert "scale_open:0" in dict(presses_of(card))
    assert '"group":"worker"' in str(card["blocks"])
    assert [each.latest.name for each in bellhop.parts.processor.open_incidents("worker")] == ["orders-queue-depth"]


def of_service(cluster: str = "shop", service: str = "api", account: str = "") -> Transition:
    query = Query(dimensions=(("ClusterName", cluster), ("ServiceName", service)), account=account)
    return replace(alarm("api-cpu"), watch=Watch((query,)))


@pytest.mark.parametrize(
    ("seen", "groups"),
    [
        (of_service(), ("ecs:shop/api",)),
        (replace(of_service(), groups=("web",)), ("web", "ecs:shop/api")),
        (of_service(account="999999999999"), ()),
        (of_service(service=""), ()),
        (of_service(cluster="shop/api", service="x"), ()),
        (replace(alarm("x"), watch=Watch((Query(dimensions=(("ClusterName", "shop"),)),))), ()),
    ],
)
def test_where_services_are_scaled_a_metric_of_one_names_it(seen: Transition, groups: tuple[str, ...]) -> None:
    assert grouped(seen, [], ("group", "ecs")).groups == groups
    assert grouped(seen, []).groups == seen.groups


@pytest.mark.parametrize("kinds", [("group",), ("group", "ecs")])
def test_the_card_of_a_services_alarm_has_its_scale_button_where_services_are_scaled(
    slack: RunningSlack, clock: SetClock, kinds: tuple[str, ...]
) -> None:
    ecs = FakeEcs(service())
    configuration = Configuration(ALARMS, scale=ScaleSettings(kinds=kinds))
    kind = EcsServices(ecs, FakeScalableTargets(ecs, limits()))
    bellhop = Bellhop(slack, clock, configuration=configuration, ecs=kind)
    says = cloudwatch_says("OK", "ALARM", name="api-cpu")
    named = {"ClusterName": "shop", "ServiceName": "api"}
    says["Trigger"]["Dimensions"] = [{"name": name, "value": value} for name, value in named.items()]
    ring(bellhop, says)
    (card,) = cards(slack)
    assert ("scale_open:0" in dict(presses_of(card))) is ("ecs" in kinds)
    assert ecs.calls == 0


def of_table(metric: str = "ConsumedReadCapacityUnits", account: str = "") -> Transition:
    query = Query(metric=metric, namespace="AWS/DynamoDB", dimensions=(("TableName", "orders"),), account=account)
    return replace(alarm("orders-throttled"), watch=Watch((query,)))


@pytest.mark.parametrize(
    ("seen", "kinds", "groups"),
    [
        (of_table(), ("group", "dynamodb"), ("dynamodb:orders:read",)),
        (of_table("WriteThrottleEvents"), ("group", "dynamodb"), ("dynamodb:orders:write",)),
        (of_table(), ("group", "ecs"), ()),
        (of_table(), ("group", "lambda"), ()),
        (of_table(account="111111111111"), ("group", "dynamodb"), ()),
    ],
)
def test_an_alarm_of_a_table_is_about_its_number_where_that_is_scaled(
    seen: Transition, kinds: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    assert grouped(seen, [], kinds).groups == groups


def test_its_card_has_the_scale_button_of_that_number(slack: RunningSlack, clock: SetClock) -> None:
    _, kind = tables(clock)
    both = Configuration(ALARMS, scale=ScaleSettings(kinds=("group", "dynamodb")))
    bellhop = Bellhop(slack, clock, configuration=both, dynamodb=kind)
    says = cloudwatch_says("OK", "ALARM", name="orders-throttled")
    says["Trigger"] |= {"Namespace": "AWS/DynamoDB", "MetricName": "ReadThrottleEvents"}
    says["Trigger"]["Dimensions"] = [{"name": "TableName", "value": "orders"}]
    ring(bellhop, says)
    (card,) = cards(slack)
    assert '"group":"dynamodb:orders:read"' in str(card["blocks"])


POLICY = "arn:aws:autoscaling:{region}:{account}:scalingPolicy:0-1:resource/{resource}:policyName/p"


@pytest.mark.parametrize(
    ("resource", "kinds", "groups"),
    [
        ("lambda/function:thumbs:live", ("group", "lambda"), ("lambda:thumbs:live",)),
        ("lambda/function:thumbs:live", ("group",), ()),
        ("ecs/service/shop/api", ("group", "ecs"), ("ecs:shop/api",)),
        ("ecs/service/shop/api", ("group",), ()),
    ],
)
def test_an_alarm_whose_policy_scales_something_is_about_that_where_it_is_scaled(
    resource: str, kinds: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    says = payload("metric")
    place = dict(zip(("region", "account"), says["AlarmArn"].split(":")[3:5], strict=True))
    says["AlarmActions"] = [POLICY.format(resource=resource, **place)]
    says["Trigger"]["Dimensions"] = []
    assert grouped(transition(says), [], kinds).groups == groups
