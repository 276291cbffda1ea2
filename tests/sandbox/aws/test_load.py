"""What a load on a group means for its metrics."""

import pytest

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.ecs.model import Ecs
from sandbox.aws.load import ENDS_WITHIN, PERIOD, Load
from sandbox.aws.protocol import AwsError
from sandbox.aws.scalable.model import ScalableTargets
from sandbox.aws.scalable.resources import EcsServices
from sandbox.aws.world import create_services
from tests.sandbox.aws.fakes import START, still_clock


def loaded(percent: float, in_service: int, name: str = "web", base: int = 2) -> dict[str, float]:
    """The value of each metric under a load."""
    model = AutoScaling(still_clock())
    model.create(Group(name, 0, 8, in_service, START, ("us-east-1a",)), settled=True)
    load = Load(model, {name: base})
    load.set(name, percent)
    return {datum["MetricName"]: datum["Values"][0] for found in load.metrics(START) for datum in found.data}


def test_the_load_is_shared_over_the_instances_in_service() -> None:
    assert loaded(90, in_service=2)["CPUUtilization"] == 90.0
    assert loaded(90, in_service=4)["CPUUtilization"] == 45.0
    assert loaded(90, in_service=8)["CPUUtilization"] == 22.5


def test_web_servers_answer_with_errors_only_beyond_what_they_can_do() -> None:
    assert loaded(90, in_service=2)["HTTPCode_Target_5XX_Count"] == 0.0
    assert loaded(90, in_service=1)["HTTPCode_Target_5XX_Count"] == 240.0
    assert loaded(90, in_service=1)["CPUUtilization"] == 100.0


def test_orders_wait_where_workers_are_few() -> None:
    assert loaded(90, in_service=1, name="worker", base=1)["ApproximateNumberOfMessagesVisible"] == 900.0
    assert loaded(90, in_service=2, name="worker", base=1)["ApproximateNumberOfMessagesVisible"] == 450.0


def test_a_group_without_any_instance_is_overloaded_not_an_error() -> None:
    assert loaded(50, in_service=0)["CPUUtilization"] == 100.0


@pytest.mark.parametrize(("tasks", "each"), [(2, 90.0), (4, 45.0), (1, 100.0)])
def test_the_load_on_a_service_is_shared_by_its_running_tasks(tasks: int, each: float) -> None:
    ecs = Ecs(still_clock())
    create_services(ecs, ScalableTargets(ecs.clock, {"ecs": EcsServices(ecs)}))
    ecs.set_desired(ecs.service("shop", "api"), tasks)
    ecs.clock.advance(10)
    load = Load(AutoScaling(still_clock()), {"shop/api": 2}, ecs)
    load.set("shop/api", 90)
    (found,) = load.metrics(START)
    assert (found.namespace, found.data[0]["MetricName"], found.data[0]["Values"]) == (
        "AWS/ECS",
        "CPUUtilization",
        [each],
    )
    named = {each["Name"]: each["Value"] for each in found.data[0]["Dimensions"]}
    assert named == {"ClusterName": "shop", "ServiceName": "api"}
    with pytest.raises(AwsError, match="name not found"):
        load.set("shop/apu", 90)


def test_no_load_puts_no_data() -> None:
    model = AutoScaling(still_clock())
    model.create(Group("web", 0, 8, 2, START, ("us-east-1a",)), settled=True)
    load = Load(model, {"web": 2})
    assert load.metrics(START) == []
    load.set("web", None)
    assert load.metrics(START) == []


def test_a_load_that_ends_is_measured_as_none_until_what_it_set_off_is_over() -> None:
    model = AutoScaling(still_clock())
    model.create(Group("web", 0, 8, 2, START, ("us-east-1a",)), settled=True)
    load = Load(model, {"web": 2})
    load.set("web", 50)
    load.set("web", None)
    assert load.percent == {}
    assert [datum["Values"] for found in load.metrics(START) for datum in found.data] == [[0.0], [0.0]]
    assert load.metrics(START + ENDS_WITHIN) == []
    load.set("web", 60)
    assert load.metrics(START)[0].data[0]["Values"] == [60.0]


def test_a_new_load_is_seen_within_seconds_also_where_another_was_there_before() -> None:
    model = AutoScaling(still_clock())
    model.create(Group("worker", 0, 4, 1, START, ("us-east-1a",)), settled=True)
    load = Load(model, {"worker": 1})
    samples: list[tuple[float, float]] = []
    begin = START - START % PERIOD  # of a period, whose average the old load would hold back longest
    for second in range(6):
        load.set("worker", 0 if second < 2 else 90)
        [datum] = load.metrics(begin + second)[0].data
        samples.append((datum["Values"][0], datum["Counts"][0]))
    average = sum(value * count for value, count in samples) / sum(count for _, count in samples)
    assert average > 0.99 * 90


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_load_is_between_0_and_100(percent: float) -> None:
    with pytest.raises(AwsError, match="0 to 100"):
        loaded(percent, in_service=1)
