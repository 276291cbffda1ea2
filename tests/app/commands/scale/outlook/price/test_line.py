"""A plan says what it costs, or why nobody can say; what it costs stays with the change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from app.aws.ecs_service import TaskSize
from app.aws.price import Price
from app.aws.scaling import Group
from app.base.errors import Later, Refused
from app.commands.scale.change_log import Changes
from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.price.kept import DENIED, SILENT
from app.commands.scale.outlook.price.line import estimate
from app.commands.scale.outlook.values import About, Estimate
from app.config.configuration import Configuration, ScaleSettings
from app.scaling.targets import Targets
from app.store.table import MemoryTable
from sandbox.slack.threaded import RunningSlack
from tests.app.people import open_form, seen, type_in
from tests.fakes.aws import FakeCloudWatch, FakeInstances, FakePriceList
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.ecs import FakeEcs, kind, service
from tests.fakes.elsewhere import IRELAND, PROD, OpenDoors, everywhere
from tests.fakes.scaling import web

ARN = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/web"


def here(group: Group) -> Group:
    return replace(group, arn=ARN)


@pytest.fixture
def listed() -> FakePriceList:
    return FakePriceList()


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock, listed: FakePriceList) -> Iterator[Bellhop]:
    made = Bellhop(slack, clock, (here(web()),), price_list=listed)
    with listening(made):
        yield made


def test_a_dry_run_says_what_an_hour_costs_and_the_whole_time(bellhop: Bellhop, clock: SetClock) -> None:
    type_in(bellhop, "/scale dry-run web 6 for 2h")
    until = f"<!date^{int((clock() + timedelta(hours=2)).timestamp())}^"
    assert f":moneybag: +4 m6i.large = $0.38/h more, $0.77 until {until}" in seen(bellhop)[-1]


def test_a_change_keeps_its_price(bellhop: Bellhop, clock: SetClock) -> None:
    type_in(bellhop, "/scale web 4")
    (change,) = Changes(bellhop.table, clock).newest()
    assert change.outlook.kept == {"price": {"hourly": "0.1920000000", "currency": "USD"}}


def test_a_form_says_what_one_more_costs(bellhop: Bellhop) -> None:
    assert ":moneybag: +1 m6i.large = $0.10/h more, at AWS's list prices." in str(open_form(bellhop)["view"])


def test_denied_a_dry_run_has_a_word_and_no_figure_and_the_change_is_made(
    bellhop: Bellhop, listed: FakePriceList
) -> None:
    listed.refusal = Refused("AWS does not allow Bellhop to read AWS's price list.")
    type_in(bellhop, "/scale dry-run web 4")
    assert f":grey_question: No price: {DENIED}." in seen(bellhop)[-1]
    type_in(bellhop, "/scale web 4")
    assert "price" not in seen(bellhop)[-1]
    assert bellhop.scaling.changes == [("web", 4)]


def test_what_may_pass_is_said_with_every_plan(bellhop: Bellhop, listed: FakePriceList) -> None:
    listed.refusal = Later("AWS is busy.")
    type_in(bellhop, "/scale web 4")
    assert f":grey_question: No price: {SILENT}." in seen(bellhop)[-1]


def test_where_nobody_wants_prices_nothing_is_asked_or_said(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock, (here(web()),))
    with listening(bellhop):
        type_in(bellhop, "/scale dry-run web 4")
    assert "price" not in seen(bellhop)[-1]
    assert bellhop.instances.asked == []


def test_a_service_on_fargate_has_a_price_by_its_tasks(
    slack: RunningSlack, clock: SetClock, listed: FakePriceList
) -> None:
    ecs = FakeEcs(service(definition="api:3", launchers=("FARGATE",)))
    ecs.sizes["api:3"] = TaskSize("api:3", 1024, 2048, family="Linux")
    both = Configuration(ALARMS, scale=ScaleSettings(kinds=("group", "ecs")))
    bellhop = Bellhop(slack, clock, (), configuration=both, price_list=listed, ecs=kind(ecs, clock=clock))
    with listening(bellhop):
        for _ in range(2):  # the first one has looked at the tasks
            type_in(bellhop, "/scale dry-run ecs:shop/api +2")
    assert ":moneybag: +2 tasks = $0.10/h more, at AWS's list prices." in seen(bellhop)[-1]


def test_what_has_neither_instances_nor_tasks_has_no_line(listed: FakePriceList) -> None:
    table = Group("dynamodb:orders/read", 1, 8, 2)
    parts = Parts(Targets(), FakeCloudWatch(), MemoryTable(), SetClock(), FakeInstances(), lambda: listed)
    assert estimate(About(table, SetClock()(), 2, 4), parts) == Estimate()


def test_a_group_in_another_account_is_priced_by_what_ec2_says_there(listed: FakePriceList) -> None:
    listed.types["eu-west-1", "m6i.large", "RunInstances"] = Price("0.107", "USD")
    here, there = FakeInstances(), FakeInstances()
    doors = OpenDoors(PROD)
    instances = doors.made[IRELAND].of(everywhere(here, {IRELAND: there}))
    parts = Parts(Targets(doors=doors), FakeCloudWatch(), MemoryTable(), SetClock(), instances, lambda: listed)
    arn = ARN.replace("us-east-1:123456789012", "eu-west-1:210987654321")
    group = replace(web(), name="prod/eu-west-1:web", arn=arn)

    found = estimate(About(group, SetClock()(), 2, 4), parts)

    assert found.kept == {"hourly": "0.214", "currency": "USD"}
    assert (here.asked, there.asked) == ([], [("i-1", "i-2")])
