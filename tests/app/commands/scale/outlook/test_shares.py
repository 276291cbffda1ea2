"""A plan's estimates make four calls to AWS at most, counted where they leave; what is left out comes with the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from app.aws import door
from app.aws.cloudwatch import CloudWatch
from app.aws.ec2 import Instances
from app.aws.pricing import PriceList
from app.aws.scaling import Activity, Group, Instance
from app.base.errors import Later
from app.commands.scale.outlook.ask import begin
from app.commands.scale.outlook.catalogue import ESTIMATORS
from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.forecast.estimate import PART
from app.commands.scale.outlook.forecast.fit import fitting
from app.commands.scale.outlook.price.kept import NOT_YET
from app.commands.scale.outlook.shares import MOST, MOST_OF_FORM, alone, most_of, shares
from app.commands.scale.outlook.values import About, Outlook
from app.scaling.targets import Targets
from app.store.table import Document, Key, MemoryTable
from tests.app.aws.price_lists import fargate
from tests.app.aws.price_lists import product as listed
from tests.patience import NO_TIMEOUT

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PAST = (3, 4, 3, 2)  # in service, for twenty minutes each, the newest last
LOAD = 180.0
ARN = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/web"
SERVICE = "arn:aws:ecs:us-east-1:123456789012:service/shop/api"
TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
TYPES = {"LaunchTemplate": {"Overrides": [{"InstanceType": "m6i.large"}, {"InstanceType": "m6i.xlarge"}]}}
SIZES = [size for size in PAST for _ in range(20)]
TIMES = [NOW - (len(SIZES) - number) * MINUTE for number in range(len(SIZES))]
SEEN = ":crystal_ball:"
PRICED = ":moneybag:"
HTTP = SimpleNamespace(status_code=200)


class World:
    """AWS, as botocore's own clients hear it; `calls` has each call's operation."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.alarms = 3
        self.alarm = _alarm("web-busy", AutoScalingGroupName="web")
        self.counts = True
        self.types = ["m6i.large"]
        self.answers: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "DescribeAlarms": self._alarms,
            "GetMetricData": self._values,
            "DescribeScalingActivities": lambda asked: {"Activities": _activities()},
            "DescribeInstances": self._instances,
            "GetProducts": lambda asked: {"PriceList": _prices(asked["ServiceCode"])},
            "ListTasks": lambda asked: {"taskArns": ["a"]},
            "DescribeTasks": lambda asked: {"tasks": [_task()]},
        }

    def answer(self, model: Any, context: dict[str, Any], **_: Any) -> Any:
        self.calls.append(model.name)
        return HTTP, self.answers[model.name](context["asked"])

    def _alarms(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The group's alarm is behind the first page of a large account."""
        names = [f"a-{number:04}" for number in range(self.alarms)] + [self.alarm["AlarmName"]]
        found = [name for name in names if name.startswith(asked.get("AlarmNamePrefix", ""))]
        page = {"MetricAlarms": [self.alarm if name in self.alarm.values() else _other(name) for name in found[:100]]}
        return {**page, "NextToken": "more"} if len(found) > 100 else page

    def _values(self, asked: dict[str, Any]) -> dict[str, Any]:
        values = [LOAD / size for size in SIZES]
        found = [{"Id": "m0", "Timestamps": TIMES, "Values": values}]
        if self.counts:
            found.append({"Id": "counted", "Timestamps": TIMES, "Values": [float(size) for size in SIZES]})
        return {"MetricDataResults": found}

    def _instances(self, asked: dict[str, Any]) -> dict[str, Any]:
        ids = asked["Filters"][0]["Values"]
        items = [_instance(each, self.types[number % len(self.types)]) for number, each in enumerate(ids)]
        return {"Reservations": [{"Instances": items}]}


def _alarm(name: str, **dimensions: str) -> dict[str, Any]:
    return {
        "AlarmName": name,
        "StateValue": "ALARM",
        "Namespace": "AWS/EC2",
        "MetricName": "CPUUtilization",
        "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
        "Statistic": "Average",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 80.0,
        "ComparisonOperator": "GreaterThanThreshold",
    }


def _other(name: str) -> dict[str, Any]:
    return _alarm(name, AutoScalingGroupName="other")


def _activities() -> list[dict[str, Any]]:
    """Back from two: one has gone, before that one had come, ..."""
    ends = [(60, "Terminating EC2 instance: i-4"), (40, "Terminating EC2 instance: i-3")]
    found = [(len(SIZES) - at, said) for at, said in [*ends, (20, "Launching a new EC2 instance: i-4")]]
    return [
        {
            "ActivityId": f"a-{ago}",
            "AutoScalingGroupName": "web",
            "Cause": "",
            "Description": said,
            "StartTime": NOW - ago * MINUTE,
            "EndTime": NOW - ago * MINUTE,
            "StatusCode": "Successful",
        }
        for ago, said in found
    ]


def _instance(id_: str, type_: str) -> dict[str, Any]:
    about = {"Tenancy": "default", "AvailabilityZone": "us-east-1a"}
    return {
        "InstanceId": id_,
        "InstanceType": type_,
        "UsageOperation": "RunInstances",
        "State": {"Name": "running"},
        "Placement": about,
    }


def _task() -> dict[str, Any]:
    return {"taskDefinitionArn": "api:3", "cpu": "256", "memory": "512", "platformFamily": "Linux"}


def _prices(service: str) -> list[str]:
    return fargate() if service == "AmazonECS" else [listed("0.096", operation="RunInstances", usagetype="BoxUsage")]


def _remember(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    context["asked"] = dict(params)


@pytest.fixture
def world(aws: None) -> Iterator[World]:
    made = World()
    heard = (("before-parameter-build.*.*", _remember), ("before-call.*.*", made.answer))
    clients = [door.client(service).meta.events for service in ("cloudwatch", "autoscaling", "ec2", "ecs", "pricing")]
    for events, (event, hears) in product(clients, heard):
        events.register(event, hears, unique_id=event)
    yield made
    for events, (event, _) in product(clients, heard):
        events.unregister(event, unique_id=event)


@pytest.fixture
def parts() -> Parts:
    return Parts(Targets(), CloudWatch(), MemoryTable(), lambda: NOW, Instances(), PriceList)


def web(**more: Any) -> Group:
    instances = tuple(Instance(f"i-{number}", "InService") for number in (1, 2))
    return replace(Group("web", 0, 8, 2, instances, arn=ARN), **more)


def plan(group: Group) -> About:
    known = tuple(
        Activity(each["ActivityId"], each["StartTime"], each["StatusCode"], each["Description"], ended=each["EndTime"])
        for each in _activities()
    )
    return About(group, NOW, 2, 3, activities=known)


def form(group: Group) -> About:
    return About(group, NOW, 2)


def weighted() -> Group:
    instances = tuple(Instance(f"i-{number}", "InService", weight=number) for number in (1, 2))
    return web(instances=instances, desired=3, unit="units", mixed=TYPES)


def api() -> Group:
    tasks = (Instance("", "RUNNING"),) * 2
    return Group("ecs:shop/api", 1, 6, 2, tasks, arn=SERVICE, launchers=("FARGATE",), definition="api:3")


def orders() -> Group:
    return Group("dynamodb:orders", 1, 60, 20, unit="read units", arn=TABLE)


def told(world: World, parts: Parts, about: About) -> tuple[Outlook, list[str]]:
    """A request of its own, and its calls."""
    before = len(world.calls)
    found = begin(about, replace(parts, known={}), ESTIMATORS, NO_TIMEOUT).wait()
    return found, world.calls[before:]


OF_API = {**_alarm("api-busy", ClusterName="shop", ServiceName="api"), "Namespace": "AWS/ECS"}
CASES: dict[str, tuple[dict[str, Any], About, set[str]]] = {
    "a small account": ({}, plan(web()), {SEEN, PRICED}),
    "a thousand alarms": ({"alarms": 1000}, plan(web()), {SEEN, PRICED}),
    "nothing counts them": ({"counts": False}, plan(web()), {SEEN, PRICED}),
    "a thousand alarms, and nothing counts them": ({"alarms": 1000, "counts": False}, plan(web()), {SEEN, PRICED}),
    "a form": ({}, form(web()), {SEEN, PRICED}),
    "a form, and nothing counts them": ({"counts": False}, form(web()), {SEEN, PRICED}),
    "a form, a thousand alarms, and nothing counts them": ({"alarms": 1000, "counts": False}, form(web()), {PRICED}),
    "two types, weighted": ({"types": ["m6i.large", "m6i.xlarge"]}, plan(weighted()), {PRICED}),
    "two types among a thousand": (
        {"types": ["m6i.large", "m6i.xlarge"], "alarms": 1000},
        plan(web(mixed=TYPES)),
        {SEEN, PRICED},
    ),
    "tasks of Fargate": ({"alarm": OF_API}, plan(api()), {SEEN, PRICED}),
    "tasks of Fargate among a thousand": ({"alarms": 1000, "alarm": OF_API}, plan(api()), {SEEN, PRICED}),
    "a form for a service that nothing counts": ({"counts": False, "alarm": OF_API}, form(api()), {PRICED}),
    "units of a table": ({}, plan(orders()), set()),
}


@pytest.mark.parametrize(("there", "about", "emoji"), CASES.values(), ids=list(CASES))
def test_no_plan_makes_more_than_four_calls_no_form_more_than_five_and_some_later_all_is_told(
    world: World, parts: Parts, there: dict[str, Any], about: About, emoji: set[str]
) -> None:
    for name, value in there.items():
        setattr(world, name, value)
    for _ in range(3):
        found, calls = told(world, parts, about)
        assert len(calls) <= most_of(about), Counter(calls)
        assert found.lines or not emoji
    assert {line.partition(" ")[0] for line in found.lines} >= emoji, found.lines


def test_what_is_left_out_has_a_word(world: World, parts: Parts) -> None:
    """The first plan in a large account asks for prices, and so not for the alarms of the group's name."""
    world.alarms = 1000
    first, _ = told(world, parts, plan(web()))
    assert PART in first.lines
    assert PART not in told(world, parts, plan(web()))[0].lines


def test_the_first_form_has_both_the_forecast_and_the_price(world: World, parts: Parts) -> None:
    world.counts = False  # so it asks for the activities too
    found, calls = told(world, parts, form(web()))
    assert {line.partition(" ")[0] for line in found.lines} == {SEEN, ":bulb:", PRICED}
    assert len(calls) == MOST_OF_FORM


def test_a_size_that_fits_and_its_price_are_four_calls_too(world: World, parts: Parts) -> None:
    world.alarms = 1000
    assert alone(fitting, plan(web()), parts) == 3
    found = begin(plan(web()), parts, ESTIMATORS, NO_TIMEOUT).wait()
    assert len(world.calls) == MOST
    assert SEEN in str(found.lines)
    assert NOT_YET in str(found.lines)


def test_where_the_price_list_is_denied_the_next_plan_has_all_alarms(world: World, parts: Parts) -> None:
    def denied(asked: dict[str, Any]) -> dict[str, Any]:
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "GetProducts")

    world.alarms, world.answers["GetProducts"] = 1000, denied
    told(world, parts, plan(web()))
    found, calls = told(world, parts, plan(web()))
    assert SEEN in str(found.lines)
    assert "GetProducts" not in calls


def test_where_the_table_does_not_say_what_prices_need_they_say_so_themselves(parts: Parts, world: World) -> None:
    class Silent(MemoryTable):
        def get(self, pk: str, sk: str) -> Document:
            raise Later("The table is busy.")

        def get_many(self, keys: Sequence[Key]) -> dict[Key, Document]:
            raise Later("The table is busy.")

    given = shares(plan(web()), replace(parts, table=Silent()), ESTIMATORS)
    assert given == {"price": 1, "forecast": 3}
    found = begin(plan(web()), replace(parts, table=Silent()), ESTIMATORS, NO_TIMEOUT).wait()
    assert NOT_YET not in str(found.lines)
    assert "No price" in str(found.lines)
