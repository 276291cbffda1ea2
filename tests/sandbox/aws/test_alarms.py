"""How alarms change their state, and what is told about it."""

import json
from typing import Any

import pytest

from sandbox.aws.alarm import Alarm, Transition
from sandbox.aws.alarm_messages import lambda_event, sns_message, sns_subject
from sandbox.aws.alarms import Alarms
from sandbox.aws.protocol import AwsError
from tests.sandbox.aws.fakes import still_clock

TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms"
ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:"
CPU: dict[str, Any] = {
    "AlarmName": "cpu",
    "AlarmDescription": "Too busy",
    "MetricName": "CPUUtilization",
    "Namespace": "AWS/EC2",
    "Dimensions": [{"Name": "AutoScalingGroupName", "Value": "web"}],
    "Statistic": "Average",
    "Period": 10,
    "EvaluationPeriods": 1,
    "Threshold": 80.0,
    "ComparisonOperator": "GreaterThanThreshold",
    "AlarmActions": [TOPIC],
    "OKActions": [TOPIC],
}
DOWN = {"AlarmName": "down", "AlarmRule": "ALARM(cpu)", "AlarmActions": [TOPIC]}


class Told:
    """Remembers every transition that is told."""

    def __init__(self) -> None:
        self.all: list[tuple[Alarm, Transition]] = []

    def __call__(self, alarm: Alarm, transition: Transition) -> None:
        self.all.append((alarm, transition))

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        return [(t.alarm, t.old, t.new) for _, t in self.all]

    @property
    def message(self) -> dict[str, Any]:
        """The message of the last one, read again."""
        read: dict[str, Any] = json.loads(sns_message(*self.all[-1]))
        return read


def alarms(*configs: dict[str, Any]) -> tuple[Alarms, Told]:
    told = Told()
    all_alarms = Alarms(still_clock(), told)
    for config in configs:
        all_alarms.put(config)
    told.all.clear()
    return all_alarms, told


def test_a_forced_state_is_told_with_the_old_one() -> None:
    model, told = alarms(CPU)
    model.force("cpu", "OK", "to begin", None)
    model.force("cpu", "ALARM", "a test", None)
    assert told.changes == [("cpu", "INSUFFICIENT_DATA", "OK"), ("cpu", "OK", "ALARM")]


def test_the_state_that_it_has_already_changes_nothing_not_even_the_reason() -> None:
    model, told = alarms(CPU)
    model.force("cpu", "OK", "first", None)
    model.force("cpu", "OK", "second", None)
    assert len(told.all) == 1
    assert model.alarm("cpu").reason == "first"


def test_times_of_changes_differ_even_within_one_millisecond() -> None:
    model, told = alarms(CPU)
    for state in ("ALARM", "OK", "ALARM"):
        model.force("cpu", state, "quick", None)
    times = [transition.at for _, transition in told.all]
    assert times == sorted(set(times))
    assert len({json.loads(sns_message(a, t))["StateChangeTime"] for a, t in told.all}) == 3


def test_a_wrong_state_is_refused_in_awss_words() -> None:
    model, _ = alarms(CPU)
    with pytest.raises(AwsError) as refused:
        model.force("cpu", "RED", "why", None)
    assert refused.value.message == (
        "1 validation error detected: Value 'RED' at 'stateValue' failed to satisfy constraint: "
        "Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"
    )


def test_an_unknown_alarm_is_not_found_without_words() -> None:
    model, _ = alarms()
    with pytest.raises(AwsError) as refused:
        model.force("nope", "OK", "why", None)
    assert (refused.value.code, refused.value.status, refused.value.message) == ("ResourceNotFound", 404, "")


def test_a_metric_alarms_message_has_awss_shape() -> None:
    model, told = alarms(CPU)
    model.force("cpu", "ALARM", "a test", None)
    assert told.message == {
        "AlarmName": "cpu",
        "AlarmDescription": "Too busy",
        "AWSAccountId": "123456789012",
        "AlarmConfigurationUpdatedTimestamp": "2026-11-18T11:06:40.000+0000",
        "NewStateValue": "ALARM",
        "NewStateReason": "a test",
        "StateChangeTime": "2026-11-18T11:06:40.001+0000",
        "Region": "US East (N. Virginia)",
        "AlarmArn": f"{ARN}cpu",
        "ActionExecutedAfterMuteWindow": False,
        "OldStateValue": "INSUFFICIENT_DATA",
        "OKActions": [TOPIC],
        "AlarmActions": [TOPIC],
        "InsufficientDataActions": [],
        "Trigger": {
            "MetricName": "CPUUtilization",
            "Namespace": "AWS/EC2",
            "StatisticType": "Statistic",
            "Statistic": "AVERAGE",
            "Unit": None,
            "Dimensions": [{"value": "web", "name": "AutoScalingGroupName"}],
            "Period": 10,
            "EvaluationPeriods": 1,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 80.0,
            "TreatMissingData": "missing",
            "EvaluateLowSampleCountPercentile": "",
        },
    }
    assert sns_subject(told.all[-1][1]) == 'ALARM: "cpu" in US East (N. Virginia)'


def test_a_subject_has_at_most_100_plain_characters() -> None:
    transition = Transition("ä" * 120, "OK", "ALARM", "", 0.0)
    assert len(sns_subject(transition)) == 100
    assert sns_subject(transition).isascii()


def test_a_percentile_alarm_names_its_percentile() -> None:
    config = {name: value for name, value in CPU.items() if name != "Statistic"} | {"ExtendedStatistic": "p99"}
    model, told = alarms(config)
    model.force("cpu", "ALARM", "a test", None)
    trigger = told.message["Trigger"]
    assert (trigger["StatisticType"], trigger["Statistic"]) == ("ExtendedStatistic", "p99")


def test_a_metric_math_alarm_lists_its_queries_and_no_metric_of_its_own() -> None:
    dimension = {"Name": "Queue", "Value": "orders"}
    stat = {"Metric": {"Namespace": "N", "MetricName": "M", "Dimensions": [dimension]}, "Period": 60, "Stat": "Sum"}
    queries = [{"Id": "m1", "MetricStat": stat, "ReturnData": False}, {"Id": "e1", "Expression": "m1 * 2"}]
    model, told = alarms(
        {"AlarmName": "math", "Metrics": queries, "Threshold": 5.0, "ComparisonOperator": "GreaterThanThreshold"}
    )
    model.force("math", "ALARM", "a test", None)
    trigger = told.message["Trigger"]
    assert "MetricName" not in trigger
    assert trigger["Metrics"][0]["MetricStat"]["Metric"]["Dimensions"] == [{"value": "orders", "name": "Queue"}]
    assert trigger["Metrics"][1]["Expression"] == "m1 * 2"


def test_a_composite_follows_its_children_and_names_the_one_that_did_it() -> None:
    model, told = alarms(CPU, DOWN)
    model.force("cpu", "ALARM", "a test", None)
    assert told.changes[-1] == ("down", "OK", "ALARM")
    message = told.message
    assert message["AlarmRule"] == "ALARM(cpu)"
    assert message["TriggeringChildren"] == [
        {"Arn": f"{ARN}cpu", "State": {"Value": "ALARM", "Timestamp": "2026-11-18T11:06:40.001+0000"}}
    ]
    assert message["NewStateReason"] == f"{ARN}cpu transitioned to ALARM at Wednesday 18 November, 2026 11:06:40 UTC"
    assert "Trigger" not in message
    model.force("cpu", "OK", "a test", None)
    assert told.changes[-1] == ("down", "ALARM", "OK")


def test_a_forced_composite_has_no_triggering_children_and_stays_until_a_child_changes() -> None:
    model, told = alarms(CPU, DOWN)
    model.force("down", "ALARM", "a test", None)
    assert told.message["TriggeringChildren"] == []
    model.force("cpu", "OK", "a child changed", None)
    assert model.alarm("down").state == "OK"


def test_a_composite_of_unknown_alarms_is_refused() -> None:
    model, _ = alarms()
    with pytest.raises(AwsError, match="alarms \\[cpu\\] in the alarm rule do not exist"):
        model.put(DOWN)


def test_an_alarm_that_a_composite_needs_cannot_be_deleted() -> None:
    model, _ = alarms(CPU, DOWN)
    with pytest.raises(AwsError, match="Cannot delete cpu as there are composite alarm"):
        model.delete(["cpu"])
    model.delete(["down"])
    model.delete(["cpu"])
    assert model.by_name == {}


def test_a_changed_alarm_keeps_its_state() -> None:
    model, told = alarms(CPU)
    model.force("cpu", "ALARM", "a test", None)
    model.put({**CPU, "Threshold": 90.0})
    assert model.alarm("cpu").state == "ALARM"
    assert len(told.all) == 1


def test_the_history_tells_every_change_with_both_states() -> None:
    model, _ = alarms(CPU)
    model.force("cpu", "ALARM", "a test", json.dumps({"by": "ana"}))
    newest = model.history[-1]
    assert (newest.item_type, newest.summary) == ("StateUpdate", "Alarm updated from INSUFFICIENT_DATA to ALARM")
    assert newest.data["newState"] == {
        "stateValue": "ALARM",
        "stateReason": "a test",
        "stateReasonData": {"by": "ana"},
    }


def test_a_function_that_is_an_action_gets_both_states_and_the_configuration() -> None:
    model, told = alarms(CPU)
    model.force("cpu", "ALARM", "a test", None)
    event = lambda_event(*told.all[-1])
    assert (event["source"], event["alarmArn"]) == ("aws.cloudwatch", f"{ARN}cpu")
    assert event["alarmData"]["state"]["value"] == "ALARM"
    assert event["alarmData"]["previousState"]["value"] == "INSUFFICIENT_DATA"
    metric = event["alarmData"]["configuration"]["metrics"][0]["metricStat"]["metric"]
    assert metric["dimensions"] == {"AutoScalingGroupName": "web"}
