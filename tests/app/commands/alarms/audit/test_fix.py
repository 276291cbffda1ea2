"""The buttons of an audit, and their Undo: afterwards everything is exactly as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from app.commands.alarms.audit.buttons import FIX
from app.commands.alarms.buttons import UNDO
from app.slack.messages.buttons import carrying
from tests.app.commands.alarms.audit.world import NOW, PAGER, World
from tests.app.people import by_name, press, seen, type_in
from tests.fakes.aws import ALARM_ARN, TOPIC
from tests.fakes.bellhop import Bellhop

pytestmark = pytest.mark.slow

TAGS = [{"Key": "team", "Value": "shop"}, {"Key": "made-by", "Value": "ana"}]
# Whatever PutMetricAlarm takes must survive.
RICH: Mapping[str, Any] = {
    "AlarmDescription": "Orders wait. <https://example.com|Runbook> & more",
    "AlarmActions": [],
    "OKActions": [PAGER],
    "InsufficientDataActions": [PAGER],
    "ExtendedStatistic": "p99",
    "Dimensions": [{"Name": "Queue", "Value": "orders"}],
    "Unit": "Seconds",
    "EvaluationPeriods": 5,
    "DatapointsToAlarm": 3,
    "TreatMissingData": "breaching",
    "EvaluateLowSampleCountPercentile": "ignore",
}
MATH = [
    {"Id": "e", "Expression": "m*100", "Label": "percent", "ReturnData": True},
    {
        "Id": "m",
        "MetricStat": {
            "Metric": {"Namespace": "Shop", "MetricName": "Errors", "Dimensions": [{"Name": "Q", "Value": "1"}]},
            "Period": 300,
            "Stat": "Sum",
        },
        "ReturnData": False,
    },
]
COMPARED = {"Threshold": 2.5, "ComparisonOperator": "LessThanThreshold", "EvaluationPeriods": 2}
# What a new alarm can't have of the one before.
OF_ITS_MAKING = {
    *("StateValue", "StateReason", "StateReasonData", "StateUpdatedTimestamp", "StateTransitionedTimestamp"),
    "AlarmConfigurationUpdatedTimestamp",
}


def newest(bellhop: Bellhop) -> dict[str, Any]:
    return {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}


def audit_and_press(account: World, label: str) -> None:
    """The first button of the audit with this label."""
    bellhop = account.bellhop
    type_in(bellhop, "/alarms audit")
    buttons = [block["accessory"] for block in newest(bellhop)["blocks"] if "accessory" in block]
    pressed = next(each for each in buttons if each["text"]["text"] == label)
    assert pressed["action_id"].startswith(FIX)
    press(bellhop, newest(bellhop), pressed["action_id"])
    bellhop.work()


def undo(account: World, user: str = "U0ANA") -> None:
    press(account.bellhop, newest(account.bellhop), UNDO, user)
    account.bellhop.work()


def whole(account: World, made: bool = False) -> list[dict[str, Any]]:
    """All alarms as CloudWatch describes them, with their tags; `made` without what a new alarm begins with."""
    client = account.fronts.cloudwatch
    described = [
        {**alarm, "Tags": client.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]}
        for alarm in account.described()
    ]
    left_out = OF_ITS_MAKING if made else {"AlarmConfigurationUpdatedTimestamp"}
    return [{key: value for key, value in alarm.items() if key not in left_out} for alarm in described]


def plant_rich(account: World) -> None:
    without = {"Statistic"}
    config = {**account._metric("rich"), **RICH}
    account.fronts.cloudwatch.put_metric_alarm(
        AlarmName="rich", **{key: value for key, value in config.items() if key not in without}, Tags=TAGS
    )


def plant_math(account: World) -> None:
    account.fronts.cloudwatch.put_metric_alarm(AlarmName="math", Metrics=MATH, **COMPARED, Tags=TAGS)


def plant_composite(account: World) -> None:
    account.fronts.cloudwatch.put_composite_alarm(
        AlarmName="both",
        AlarmRule="ALARM(web-cpu)",
        AlarmDescription="Both",
        ActionsSuppressor="web-cpu",
        ActionsSuppressorWaitPeriod=60,
        ActionsSuppressorExtensionPeriod=120,
        Tags=TAGS,
    )


@pytest.mark.parametrize("plant", [plant_rich, plant_math, plant_composite])
def test_an_alarm_that_notifies_nobody_notifies_bellhop_and_keeps_all_else(account: World, plant: Any) -> None:
    plant(account)
    before = whole(account)
    audit_and_press(account, "Notify Bellhop")
    (told,) = [text for text in seen(account.bellhop) if "let" in text]
    assert by_name(told).startswith(":bell: ana let `")
    changed = [alarm for alarm in whole(account) if alarm not in before]
    (was,) = [alarm for alarm in before if alarm not in whole(account)]
    assert changed == [{**was, "AlarmActions": [TOPIC], "OKActions": [*was["OKActions"], TOPIC]}]
    undo(account)
    assert whole(account) == before
    assert "Undone by ana" in by_name(seen(account.bellhop)[-1])
    assert UNDO not in str(newest(account.bellhop)["blocks"])


def test_actions_are_enabled_and_disabled_again(account: World) -> None:
    account.put("off", ActionsEnabled=False)
    before = whole(account)
    audit_and_press(account, "Enable actions")
    assert account.described("off")[0]["ActionsEnabled"]
    undo(account)
    assert whole(account) == before


def test_an_alarm_on_what_is_gone_is_deleted_and_made_again_with_its_tags(account: World) -> None:
    of = [{"Name": "AutoScalingGroupName", "Value": "old"}]
    account.fronts.cloudwatch.put_metric_alarm(
        AlarmName="old-cpu", **{**account._metric("old"), "Dimensions": of}, AlarmActions=[TOPIC], Tags=TAGS
    )
    before = whole(account, made=True)
    audit_and_press(account, "Delete…")
    assert account.described("old-cpu") == []
    undo(account, user="U0BO")
    assert whole(account, made=True) == before
    assert "Undone by bo" in by_name(seen(account.bellhop)[-1])


@pytest.mark.parametrize("changed", ["configured", "transitioned"])
def test_what_is_no_longer_as_the_audit_found_it_is_not_deleted(account: World, changed: str) -> None:
    account.put("old-cpu", Dimensions=[{"Name": "AutoScalingGroupName", "Value": "old"}])
    type_in(account.bellhop, "/alarms audit")
    page = newest(account.bellhop)
    setattr(account.fronts.alarms.by_name["old-cpu"], changed, (NOW + timedelta(hours=1)).timestamp())
    press(account.bellhop, page, f"{FIX}:0")
    account.bellhop.work()
    assert seen(account.bellhop)[-1].startswith("The alarm `old-cpu` was changed, or went to another state, after")
    assert account.described("old-cpu") != []


def test_what_somebody_changed_since_is_not_undone(account: World) -> None:
    account.put("off", ActionsEnabled=False)
    audit_and_press(account, "Enable actions")
    account.put("off", Threshold=99.0)
    undo(account)
    assert seen(account.bellhop)[-1] == (
        "The alarm `off` has been changed since, and an undo would lose that. Nothing was done."
    )
    assert account.described("off")[0]["Threshold"] == 99.0


def press_fix(bellhop: Bellhop, fix: str, alarm: str) -> str:
    """A press on a button that is a week old."""
    payload = {
        "type": "block_actions",
        "user": {"id": "U0ANA", "username": "ana"},
        "team": {"id": "T0SANDBOX"},
        "channel": {"id": "C0OPS"},
        "container": {"message_ts": "1.0", "channel_id": "C0OPS"},
        "actions": [{"type": "button", "action_id": f"{FIX}:0", "value": carrying({"fix": fix, "alarm": alarm})}],
    }
    bellhop.clock.advance(1)
    bellhop.edge(bellhop.interaction(payload))
    bellhop.work()
    return seen(bellhop)[-1]


@pytest.mark.parametrize(
    ("fix", "alarm", "says"),
    [
        ("notify", "gone", "There is no alarm `gone` any more."),
        ("notify", "heard", "The alarm `heard` already notifies Bellhop."),
        ("enable", "heard", "The actions of `heard` are enabled already."),
        ("notify", "full", "The alarm `full` has five actions for ALARM already"),
        ("paint", "heard", "This button is from another version of Bellhop"),
    ],
)
def test_what_need_not_or_cannot_be_done_changes_nothing(account: World, fix: str, alarm: str, says: str) -> None:
    account.put("heard")
    account.put("full", AlarmActions=[f"{PAGER}-{number}" for number in range(5)])
    before = whole(account)
    assert press_fix(account.bellhop, fix, alarm).startswith(says)
    assert whole(account) == before


def test_a_log_alarm_is_left_alone_and_so_is_all_where_the_topic_is_unknown(listening_bellhop: Bellhop) -> None:
    bellhop = listening_bellhop
    bellhop.cloudwatch.define({"AlarmName": "logs", "QueryResultsToAlarm": 1, "ActionsEnabled": True})
    assert press_fix(bellhop, "notify", "logs").startswith("Bellhop does not know its own topic here")
    assert press_fix(bellhop, "delete", "logs").startswith("A log alarm takes more than CloudWatch tells of it")
    assert bellhop.cloudwatch.tags(f"{ALARM_ARN}logs") == {}
