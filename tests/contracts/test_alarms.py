"""CloudWatch's contract: whatever stands for its alarms gives the app's door the same answers and the same refusals."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from app.aws.alarm import Alarm
from app.aws.alarm_definition import definition_of
from app.base.errors import Refused, Wrong
from tests.contracts.alarm_worlds import FRESH, TOPIC, WORLDS, World
from tests.contracts.lacks import expect_lack
from tests.sandbox.aws.fakes import START

pytestmark = pytest.mark.slow

NOON = datetime(2030, 1, 2, 12, 0, tzinfo=UTC)
MUTE_RULES = "moto 5.2.5 has no mute rules"
# What one of them does not have, and why; each is watched, and fails as soon as it is there.
LACKS = {
    "fake": {"test_the_history_is_told_from_its_newest_change_on": "a test gives it the history that it is about"},
    "moto": {
        "test_an_alarm_is_read_with_its_state_actions_and_group": "moto 5.2.5 begins with OK",
        "test_the_state_that_it_has_changes_nothing_nor_the_reason": "moto 5.2.5 sets the reason",
        "test_the_state_of_an_alarm_that_is_not_there_is_refused": "moto 5.2.5 has other words",
        "test_the_history_is_told_from_its_newest_change_on": "moto 5.2.5 cannot shape its history",
        "test_a_composite_alarm_names_what_it_watches": "moto 5.2.5 knows no children",
        "test_alarms_are_listed_by_state_and_by_how_their_names_begin": "moto 5.2.5 takes one filter at a time",
        "test_a_list_goes_on_where_its_page_ended": "moto 5.2.5 has no pages of alarms",
        "test_nobody_is_muted_for_longer_than_fifteen_days": MUTE_RULES,
        "test_an_alarm_is_muted_by_the_rules_that_name_it": MUTE_RULES,
        "test_a_rule_holds_several_alarms_and_says_until_when": MUTE_RULES,
        "test_an_alarm_that_is_defined_again_keeps_its_state_and_its_tags": "moto 5.2.5 sets the state to OK",
    },
}
numbers = itertools.count()


@pytest.fixture(scope="module", params=["fake", "front", pytest.param("moto", marks=pytest.mark.slow)])
def running(request: pytest.FixtureRequest) -> Iterator[World]:
    with WORLDS[request.param]() as world:
        yield world


@pytest.fixture
def world(running: World, request: pytest.FixtureRequest) -> World:
    expect_lack(request, LACKS, running.name, ClientError)
    return running


@pytest.fixture
def cpu(world: World) -> str:
    """An alarm of the test's own."""
    name = f"cpu-{next(numbers)}"
    world.create(name)
    return name


def the(world: World, name: str) -> Alarm:
    (alarm,) = world.door.named([name])
    return alarm


def test_each_lack_is_one_of_a_test() -> None:
    assert {name for lacks in LACKS.values() for name in lacks} <= globals().keys()


def test_an_alarm_is_read_with_its_state_actions_and_group(world: World, cpu: str) -> None:
    alarm = the(world, cpu)
    assert (alarm.name, alarm.state, alarm.reason) == (cpu, "INSUFFICIENT_DATA", FRESH)
    assert (alarm.is_composite, alarm.actions_enabled, alarm.groups) == (False, True, ("web",))
    assert alarm.actions == {"ALARM": (TOPIC,), "OK": (), "INSUFFICIENT_DATA": ()}


def test_alarms_are_found_by_their_whole_names(world: World, cpu: str) -> None:
    world.create(f"a-{cpu}")
    found = world.door.named([cpu, "missing", cpu.upper(), f"a-{cpu}"])
    assert sorted(alarm.name for alarm in found) == [f"a-{cpu}", cpu]
    assert world.door.named(["missing"]) == ()


def test_a_deleted_alarm_is_found_no_more(world: World, cpu: str) -> None:
    world.delete(cpu)
    assert world.door.named([cpu]) == ()


def test_alarms_are_listed_by_name(world: World, cpu: str) -> None:
    world.create(f"a-{cpu}")
    names = [alarm.name for alarm in world.door.alarms()]
    assert {cpu, f"a-{cpu}"} <= set(names)
    assert names == sorted(names)


def test_a_state_is_set_with_its_reason(world: World, cpu: str) -> None:
    for state in ("ALARM", "OK", "INSUFFICIENT_DATA"):
        world.door.set_state(cpu, state, f"a test of {state}")
        assert (the(world, cpu).state, the(world, cpu).reason) == (state, f"a test of {state}")


def test_the_state_that_it_has_changes_nothing_nor_the_reason(world: World, cpu: str) -> None:
    world.door.set_state(cpu, "ALARM", "first")
    world.door.set_state(cpu, "ALARM", "second")
    assert the(world, cpu).reason == "first"


def test_a_long_reason_is_cut(world: World, cpu: str) -> None:
    world.door.set_state(cpu, "ALARM", "x" * 2000)
    assert the(world, cpu).reason == "x" * 1023


def test_the_state_of_an_alarm_that_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(Wrong, match="ResourceNotFound"):
        world.door.set_state("missing", "ALARM", "a test")


def test_a_state_that_there_is_not_is_refused(world: World, cpu: str) -> None:
    before = the(world, cpu)
    with pytest.raises(Wrong, match="Member must satisfy enum value set"):
        world.door.set_state(cpu, "INVALID", "a test")
    assert the(world, cpu) == before


def test_actions_are_switched_off_and_on(world: World, cpu: str) -> None:
    for enabled in (False, False, True):
        world.door.set_actions(cpu, enabled)
        assert the(world, cpu).actions_enabled is enabled


def test_an_alarm_is_muted_by_the_rules_that_name_it(world: World, cpu: str) -> None:
    assert world.door.muted_by(cpu) == ()
    now = datetime.fromtimestamp(START, UTC)  # at the front, time stands still
    world.door.mute(f"bellhop-{cpu}", cpu, now, now + timedelta(hours=1), "a test")
    assert world.door.muted_by(cpu) == (f"bellhop-{cpu}",)
    assert world.door.muted_by(f"a-{cpu}") == ()
    world.door.unmute(f"bellhop-{cpu}")
    world.door.unmute(f"bellhop-{cpu}")
    assert world.door.muted_by(cpu) == ()


def test_a_rule_holds_several_alarms_and_says_until_when(world: World, cpu: str) -> None:
    now = datetime.fromtimestamp(START, UTC)
    until = now + timedelta(days=1, hours=1, minutes=30)
    name = f"bellhop-many-{cpu}"
    assert world.door.rule(name) is None
    world.door.mute_many(name, [cpu, f"a-{cpu}"], now, until, "a test")
    assert name in world.door.active_rules()
    assert world.door.active_rules(f"a-{cpu}") == (name,)
    rule = world.door.rule(name)
    assert rule
    assert (rule.name, rule.alarms) == (name, (cpu, f"a-{cpu}"))
    assert rule.until
    assert abs(rule.until - until) < timedelta(minutes=1)


def test_alarms_are_listed_by_state_and_by_how_their_names_begin(world: World, cpu: str) -> None:
    prefix = f"page-{cpu}"
    for number in range(4):
        world.create(f"{prefix}-{number}")
    world.create(f"a-{prefix}")
    world.door.set_state(f"{prefix}-1", "ALARM", "a test")
    in_alarm, no_data = world.door.page("ALARM", prefix), world.door.page("INSUFFICIENT_DATA", prefix)
    assert ([each.name for each in in_alarm.alarms], in_alarm.after) == ([f"{prefix}-1"], "")
    assert len(world.door.page("", prefix).alarms) == 4
    assert f"{prefix}-1" not in {each.name for each in no_data.alarms}
    assert world.door.page("ALARM", prefix.upper()).alarms == ()


def test_a_list_goes_on_where_its_page_ended(world: World, cpu: str) -> None:
    prefix = f"many-{cpu}"
    for number in range(3):
        world.create(f"{prefix}-{number}")
    first = world.door.page("", prefix, most=2)
    second = world.door.page("", prefix, first.after, most=2)
    assert (len(first.alarms), len(second.alarms), second.after) == (2, 1, "")
    assert len({each.name for each in (*first.alarms, *second.alarms)}) == 3


def test_a_composite_alarm_names_what_it_watches(world: World, cpu: str) -> None:
    world.create(f"other-{cpu}")
    world.combine(f"both-{cpu}", f'ALARM("{cpu}") OR ALARM("other-{cpu}")')
    assert sorted(each.name for each in world.door.children(f"both-{cpu}")) == [cpu, f"other-{cpu}"]
    assert world.door.parents(cpu) == (f"both-{cpu}",)
    assert world.door.parents(f"both-{cpu}") == ()


def test_an_alarm_without_tags_has_none(world: World, cpu: str) -> None:
    arn = the(world, cpu).arn or f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{cpu}"
    assert world.door.tags(arn) == {}


def test_nobody_is_muted_for_longer_than_fifteen_days(world: World, cpu: str) -> None:
    with pytest.raises(Refused):
        world.door.mute("bellhop-2", cpu, NOON, NOON + timedelta(days=15, minutes=1), "a test")


def test_the_history_is_told_from_its_newest_change_on(world: World, cpu: str) -> None:
    for state in ("ALARM", "OK"):
        world.door.set_state(cpu, state, "a test")
    history = world.door.history(cpu, 2)
    assert [item.summary for item in history] == [
        "Alarm updated from ALARM to OK",
        "Alarm updated from INSUFFICIENT_DATA to ALARM",
    ]
    assert {item.alarm for item in history} == {cpu}


DEFINED: dict[str, Any] = {
    "ActionsEnabled": True,
    "AlarmDescription": "Orders wait",
    "AlarmActions": [TOPIC],
    "Namespace": "AWS/SQS",
    "MetricName": "Depth",
    "Statistic": "Sum",
    "Dimensions": [{"Name": "QueueName", "Value": "orders"}],
    "Period": 60,
    "EvaluationPeriods": 5,
    "DatapointsToAlarm": 3,
    "Threshold": 10.0,
    "TreatMissingData": "breaching",
    "ComparisonOperator": "GreaterThanThreshold",
}


def test_what_is_defined_is_told_whole_and_puts_the_same_alarm_again(world: World) -> None:
    name = f"defined-{next(numbers)}"
    whole = {"AlarmName": name, **DEFINED}
    world.door.define(whole, {"team": "shop"})
    assert definition_of(the(world, name).item) == whole
    assert world.door.tags(the(world, name).arn) == {"team": "shop"}
    world.door.delete(name)
    world.door.delete(name)
    assert world.door.named([name]) == ()
    world.door.define(whole, {"team": "shop"})
    assert definition_of(the(world, name).item) == whole


def test_an_alarm_that_is_defined_again_keeps_its_state_and_its_tags(world: World) -> None:
    name = f"defined-{next(numbers)}"
    world.door.define({"AlarmName": name, **DEFINED}, {"team": "shop"})
    world.door.set_state(name, "ALARM", "a test")
    world.door.define({"AlarmName": name, **DEFINED, "Threshold": 20.0})
    alarm = the(world, name)
    assert (alarm.state, alarm.item["Threshold"], world.door.tags(alarm.arn)) == ("ALARM", 20.0, {"team": "shop"})
