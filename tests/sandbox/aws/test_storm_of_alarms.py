"""A storm: many alarms by CloudWatch's own API, set off by one request and let recover by another."""

import asyncio

from sandbox.aws.alarm_evaluation import can_be_evaluated
from sandbox.aws.load import Load
from sandbox.aws.storm import Storm
from sandbox.aws.view import view
from tests.sandbox.aws.conftest import Fronts

TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms"


def storm(fronts: Fronts) -> Storm:
    made = Storm()
    made.begin(fronts.cloudwatch, TOPIC)
    return made


def states(fronts: Fronts) -> dict[str, str]:
    return {name: alarm.state for name, alarm in fronts.alarms.by_name.items()}


def test_so_many_alarms_go_off_and_all_of_them_recover(fronts: Fronts) -> None:
    made = storm(fronts)
    asyncio.run(made.set_off(3))
    assert states(fronts) == {"storm-0001": "ALARM", "storm-0002": "ALARM", "storm-0003": "ALARM"}
    asyncio.run(made.let_recover())
    assert set(states(fronts).values()) == {"OK"}
    assert sorted(each.new for each in fronts.transitions) == ["ALARM"] * 3 + ["OK"] * 3


def test_each_of_them_calls_the_topic_in_both_directions_and_names_a_group(fronts: Fronts) -> None:
    asyncio.run(storm(fronts).set_off(2))
    alarms = fronts.cloudwatch.describe_alarms()["MetricAlarms"]
    assert [(alarm["AlarmActions"], alarm["OKActions"]) for alarm in alarms] == [([TOPIC], [TOPIC])] * 2
    assert [alarm["Dimensions"][0]["Value"] for alarm in alarms] == ["web", "worker"]


def test_a_second_storm_sets_the_same_alarms_off_and_makes_those_that_are_missing(fronts: Fronts) -> None:
    made = storm(fronts)
    asyncio.run(made.set_off(1))
    asyncio.run(made.let_recover())
    asyncio.run(made.set_off(2))
    made_when = [item.alarm for item in fronts.alarms.history if item.item_type == "ConfigurationUpdate"]
    assert made_when == ["storm-0001", "storm-0002"]
    assert set(states(fronts).values()) == {"ALARM"}


def test_what_was_set_stays_as_no_metric_is_looked_at(fronts: Fronts) -> None:
    asyncio.run(storm(fronts).set_off(1))
    assert not can_be_evaluated(fronts.alarms.alarm("storm-0001").config)


def test_the_page_is_told_how_many_they_are_not_each_of_them(fronts: Fronts) -> None:
    made = storm(fronts)
    asyncio.run(made.set_off(2))
    fronts.cloudwatch.set_alarm_state(AlarmName="storm-0001", StateValue="OK", StateReason="a test")
    told = view(fronts.scaling, fronts.alarms, Load(fronts.scaling, {}), {})
    assert (told["storm"], told["alarms"]) == ({"alarms": 2, "firing": 1}, [])
