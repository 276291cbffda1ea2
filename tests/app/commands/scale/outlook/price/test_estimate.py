"""What another size costs, by what runs: by hand for each way to be billed; and why there is no figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.aws.door import AwsError
from app.aws.ec2 import Billed
from app.aws.ecs_service import TaskSize
from app.aws.scaling import Group, Instance
from app.base.allowance import allowing
from app.base.errors import BellhopError, Later, Refused
from app.commands.scale.outlook.price import estimate, kept
from app.commands.scale.outlook.price.estimate import Estimator
from app.commands.scale.outlook.price.kept import Prices
from app.commands.scale.outlook.price.sums import Cost, Estimate
from app.store.table import MemoryTable
from tests.fakes.aws import FakeInstances, FakePriceList
from tests.fakes.clock import SetClock
from tests.fakes.ecs import FakeEcs

ARN = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/web"
SERVICE = "arn:aws:ecs:us-east-1:123456789012:service/shop/api"
WINDOWS = "RunInstances:0002"

TYPES = {"LaunchTemplate": {"Overrides": [{"InstanceType": "m6i.large"}, {"InstanceType": "m6i.xlarge"}]}}
HALF_SPOT = {"InstancesDistribution": {"OnDemandPercentageAboveBaseCapacity": 50}}


class World:
    """An estimator over fakes."""

    def __init__(self) -> None:
        self.listed, self.instances, self.ecs = FakePriceList(), FakeInstances(), FakeEcs()
        self.clock, table = SetClock(), MemoryTable()
        prices = Prices(table, self.clock, self.listed)
        self.estimator = Estimator(prices, self.instances, lambda: self.ecs, table, self.clock)

    def of(self, group: Group, after: int) -> Estimate:
        """As the plan says it that comes after some that have asked."""
        for _ in range(3):
            found = self.estimator.of(group, group.desired, after)
            if found.why != kept.NOT_YET:
                break
        return found

    def hourly(self, group: Group, after: int) -> str:
        found = self.of(group, after)
        assert found.cost, found.why
        return str(found.cost.hourly.normalize())


@pytest.fixture
def world() -> World:
    return World()


def group(*ids: str, weight: int = 1, **more: Any) -> Group:
    instances = tuple(Instance(each, "InService", weight=weight) for each in ids)
    return replace(Group("web", 0, 20, len(ids) * weight, instances, arn=ARN), **more)


def service(definition: str = "api:3", launchers: tuple[str, ...] = ("FARGATE",)) -> Group:
    tasks = (Instance("", "RUNNING"), Instance("", "RUNNING"))
    return Group("ecs:shop/api", 1, 6, 2, tasks, arn=SERVICE, launchers=launchers, definition=definition)


def test_four_more_linux_instances_cost_four_times_the_list_price(world: World) -> None:
    assert world.of(group("i-1", "i-2"), 6) == Estimate(Cost(Decimal("0.3840000000"), "USD", "m6i.large", 4))


def test_windows_costs_what_windows_costs(world: World) -> None:
    world.instances.bills["i-1"] = Billed("i-1", "m6i.large", WINDOWS)
    assert world.hourly(group("i-1"), 2) == "0.188"


def test_in_china_it_is_in_yuan(world: World) -> None:
    there = group("i-1", arn=ARN.replace(":aws:", ":aws-cn:").replace("us-east-1", "cn-north-1"))
    assert world.of(there, 3) == Estimate(Cost(Decimal("1.3200000000"), "CNY", "m6i.large", 2))


def test_a_weighted_group_of_one_type_counts_whole_instances(world: World) -> None:
    world.instances.bills = {each: Billed(each, "m6i.xlarge", "RunInstances") for each in ("i-1", "i-2")}
    weighted = group("i-1", "i-2", weight=4, unit="units")
    assert world.of(weighted, 13) == Estimate(Cost(Decimal("0.3840000000"), "USD", "m6i.xlarge", 2))


def test_a_mixed_group_counts_by_what_its_instances_cost_a_unit(world: World) -> None:
    """0.096 for 2 units and 0.192 for 4: 0.048 a unit, six more units 0.288."""
    world.instances.bills["i-2"] = Billed("i-2", "m6i.xlarge", "RunInstances")
    instances = (Instance("i-1", "InService", weight=2), Instance("i-2", "InService", weight=4))
    mixed = group(instances=instances, desired=6, unit="units", mixed=TYPES)
    assert world.of(mixed, 12) == Estimate(Cost(Decimal("0.2880000000"), "USD"))


def test_where_other_types_may_come_one_type_that_runs_is_no_promise(world: World) -> None:
    found = world.of(group("i-1", "i-2", mixed=TYPES), 4)
    assert found == Estimate(Cost(Decimal("0.1920000000"), "USD"))


@pytest.mark.parametrize(
    ("bill", "more", "why"),
    [
        ({"is_spot": True}, {}, estimate.SPOT.format(count=1, total=2)),
        ({}, {"mixed": HALF_SPOT}, estimate.MAY_BE_SPOT),
        ({"tenancy": "dedicated"}, {}, estimate.DEDICATED),
        ({"zone": "us-east-1-bos-1a"}, {}, estimate.LOCAL),
        ({"operation": ""}, {}, estimate.NOT_SEEN),
        ({"type": "u-24tb1.metal"}, {}, estimate.NOT_LISTED.format(names="u-24tb1.metal")),
        ({}, {"unit": "vcpu"}, estimate.NO_WEIGHTS),
    ],
)
def test_without_a_plain_price_for_each_there_is_no_figure(
    world: World, bill: dict[str, Any], more: dict[str, Any], why: str
) -> None:
    world.instances.bills["i-2"] = replace(Billed("i-2", "m6i.large", "RunInstances"), **bill)
    assert world.of(group("i-1", "i-2", **more), 4) == Estimate(why=why)


def test_from_none_it_is_like_what_ran_last_and_without_that_there_is_no_figure(world: World) -> None:
    nothing = group(desired=0)
    assert world.of(nothing, 2) == Estimate(why=estimate.NOTHING_RUNS)

    world.of(group("i-1", "i-2"), 0)
    assert world.of(nothing, 2) == Estimate(Cost(Decimal("0.1920000000"), "USD", "m6i.large", 2), is_past=True)


def test_what_goes_or_waits_in_the_warm_pool_does_not_count(world: World) -> None:
    others = (Instance("i-8", "Terminating"), Instance("i-9", "Warmed:Stopped"), Instance("i-1", "InService"))
    world.of(group(instances=others, desired=1), 2)
    assert world.instances.asked == [("i-1",)]


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (Refused("no"), estimate.DENIED),
        (Later("busy"), estimate.SILENT),
        (AwsError("InvalidParameterValue", "AWS says no."), estimate.REFUSED),
    ],
)
def test_what_runs_may_be_denied_late_or_refused(world: World, problem: BellhopError, why: str) -> None:
    world.instances.refusal = problem
    assert world.of(group("i-1"), 2) == Estimate(why=why)


def test_the_price_list_may_be_denied(world: World) -> None:
    world.listed.refusal = Refused("no")
    assert world.of(group("i-1"), 2) == Estimate(why=kept.DENIED)


def test_a_second_plan_asks_only_what_runs(world: World) -> None:
    for _ in range(2):
        world.of(group("i-1", "i-2"), 4)
    assert (len(world.instances.asked), len(world.listed.asked)) == (2, 1)


def test_two_more_tasks_of_fargate_cost_their_cpu_and_memory(world: World) -> None:
    """A quarter vCPU and half a GB: 0.01012 + 0.0022225 each."""
    world.ecs.sizes["api:3"] = TaskSize("api:3", 256, 512, family="Linux")
    assert world.of(service(), 4) == Estimate(Cost(Decimal("0.0246850"), "USD", "tasks", 2))


def test_arm_and_more_disk_have_prices_of_their_own(world: World) -> None:
    """One vCPU 0.03238, two GB 0.00712, ten GiB beyond the free ones 0.00111."""
    world.ecs.sizes["api:3"] = TaskSize("api:3", 1024, 2048, disk=30, is_arm=True, family="Linux")
    assert world.hourly(service(), 3) == "0.04061"


@pytest.mark.parametrize(
    ("launchers", "size", "why"),
    [
        (("FARGATE", "FARGATE_SPOT"), TaskSize("api:3", 256, 512, family="Linux"), estimate.SPOT_TASKS),
        (("EC2",), TaskSize("api:3", 256, 512, family="Linux"), estimate.ON_INSTANCES),
        (("my-instances",), TaskSize("api:3", 256, 512, family="Linux"), estimate.ON_INSTANCES),
        (("FARGATE",), TaskSize("api:3", 256, 512, family="Windows-2022-Core"), estimate.NOT_LINUX),
        (("FARGATE",), TaskSize("api:3"), estimate.NO_NEW_TASK),
        (("FARGATE",), None, estimate.NO_NEW_TASK),
    ],
)
def test_a_service_without_a_plain_price_has_no_figure(
    world: World, launchers: tuple[str, ...], size: TaskSize | None, why: str
) -> None:
    if size:
        world.ecs.sizes["api:3"] = size
    assert world.of(service(launchers=launchers), 4) == Estimate(why=why)


def test_with_two_calls_the_rest_is_the_next_plans_and_what_it_needs_is_known_before(world: World) -> None:
    """Of a service: two for its tasks, and the prices are the next plan's."""
    world.ecs.sizes["api:3"] = TaskSize("api:3", 256, 512, family="Linux")
    needs = [world.estimator.needs(service())]
    with allowing(2):
        first = world.estimator.of(service(), 2, 4)
    assert (first.why, world.ecs.sized, world.listed.asked) == (kept.NOT_YET, ["api:3"], [])
    needs.append(world.estimator.needs(service()))
    assert world.estimator.of(service(), 2, 4).cost
    assert (world.ecs.sized, world.listed.asked) == (["api:3"], ["us-east-1 fargate"])
    assert [*needs, world.estimator.needs(service())] == [2, 1, 0]


def test_what_it_needs_for_instances_goes_by_what_ran_last(world: World) -> None:
    needs = [world.estimator.needs(group()), world.estimator.needs(group("i-1"))]
    world.of(group("i-1"), 2)
    needs += [world.estimator.needs(group()), world.estimator.needs(group("i-1"))]
    world.clock.advance(timedelta(days=8).total_seconds())
    needs += [world.estimator.needs(group()), world.estimator.needs(group("i-1"))]
    assert needs == [0, 2, 0, 1, 1, 2]


@pytest.mark.parametrize(
    ("about", "needs"),
    [(group("i-1", mixed=HALF_SPOT), 0), (group("i-1", unit="vcpu"), 0), (service(launchers=("EC2",)), 0)],
)
def test_what_has_no_plain_price_needs_nothing(world: World, about: Group, needs: int) -> None:
    assert world.estimator.needs(about) == needs


def test_of_spot_only_what_runs_is_asked_for_again(world: World) -> None:
    world.instances.bills["i-1"] = Billed("i-1", "m6i.large", "RunInstances", is_spot=True)
    world.of(group("i-1"), 2)
    assert world.estimator.needs(group("i-1")) == 1
    assert world.of(group(desired=0), 2) == Estimate(why=estimate.NOTHING_RUNS)


def test_a_task_definitions_size_is_asked_for_once_and_a_new_one_again(world: World) -> None:
    world.ecs.sizes = {each: TaskSize(each, 256, 512, family="Linux") for each in ("api:3", "api:4")}
    for definition in ("api:3", "api:3", "api:4"):
        world.of(service(definition), 4)
    assert world.ecs.sized == ["api:3", "api:4"]
    assert world.listed.asked == ["us-east-1 fargate"]
