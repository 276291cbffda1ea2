"""CloudWatch's answers as values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.aws.alarm import alarms_in, history_item_in

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EIGHT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
POLICY = "arn:aws:autoscaling:us-east-1:1:scalingPolicy:f:autoScalingGroupName/{group}:policyName/up"


def item(**more: Any) -> dict[str, Any]:
    return {"AlarmName": "web-5xx", "StateValue": "ALARM", **more}


def test_each_kind_of_alarm_is_read_and_a_composite_known_as_one() -> None:
    answer = {"CompositeAlarms": [item(AlarmName="c")], "MetricAlarms": [item(AlarmName="m")], "LogAlarms": [item()]}
    assert [(alarm.name, alarm.is_composite) for alarm in alarms_in(answer)] == [
        ("m", False),
        ("web-5xx", False),
        ("c", True),
    ]


def test_since_is_the_last_transition_and_not_the_last_change_of_the_reason() -> None:
    times = {"StateTransitionedTimestamp": EIGHT, "StateUpdatedTimestamp": NINE}
    assert alarms_in({"MetricAlarms": [item(**times)]})[0].since == EIGHT
    assert alarms_in({"MetricAlarms": [item(StateUpdatedTimestamp=NINE)]})[0].since == NINE


@pytest.mark.parametrize(
    "more",
    [
        {"Dimensions": [{"Name": "AutoScalingGroupName", "Value": "web"}]},
        {
            "Metrics": [
                {"Id": "e", "Expression": "m * 2"},
                {"MetricStat": {"Metric": {"Dimensions": [{"Name": "AutoScalingGroupName", "Value": "web"}]}}},
            ]
        },
        {"AlarmActions": [POLICY.format(group="web")]},
        {"OKActions": ["arn:aws:sns:us-east-1:1:topic", POLICY.format(group="web")]},
    ],
)
def test_the_groups_are_those_it_watches_and_those_it_scales(more: dict[str, Any]) -> None:
    assert alarms_in({"MetricAlarms": [item(**more)]})[0].groups == ("web",)


def test_actions_are_told_by_the_state_that_calls_them() -> None:
    (alarm,) = alarms_in({"MetricAlarms": [item(AlarmActions=["a"], InsufficientDataActions=["b"])]})
    assert alarm.actions == {"ALARM": ("a",), "OK": (), "INSUFFICIENT_DATA": ("b",)}
    assert alarm.actions_enabled


def test_a_line_of_the_history_is_read_also_where_it_says_little() -> None:
    line = history_item_in({"Timestamp": NINE})
    assert (line.at, line.alarm, line.kind, line.summary, line.data) == (NINE, "", "", "", "")


COMPARED = {"MetricName": "CPUUtilization", "Statistic": "Average", "Period": 60, "Threshold": 80.0}


@pytest.mark.parametrize(
    ("operator", "in_alarm", "in_ok"),
    [
        ("GreaterThanThreshold", 80.8, 79.2),
        ("GreaterThanOrEqualToThreshold", 80.8, 79.2),
        ("LessThanThreshold", 79.2, 80.8),
        ("LessThanOrEqualToThreshold", 79.2, 80.8),
    ],
)
def test_a_state_goes_with_a_value_just_beyond_the_threshold(operator: str, in_alarm: float, in_ok: float) -> None:
    compared = alarms_in({"MetricAlarms": [item(**COMPARED, ComparisonOperator=operator)]})[0].compared
    assert compared
    assert [compared.value_in(state) for state in ("ALARM", "OK", "INSUFFICIENT_DATA")] == [in_alarm, in_ok, None]


@pytest.mark.parametrize(("threshold", "value"), [(0.0, 1.0), (-10.0, -9.9), (0.5, 0.505)])
def test_it_is_beyond_any_threshold(threshold: float, value: float) -> None:
    more = {**COMPARED, "Threshold": threshold, "ComparisonOperator": "GreaterThanThreshold"}
    compared = alarms_in({"MetricAlarms": [item(**more)]})[0].compared
    assert compared
    assert compared.value_in("ALARM") == value


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"Metrics": [{"Id": "e", "Expression": "m * 2"}], "Threshold": 1.0, "ComparisonOperator": "LessThanThreshold"},
        {**COMPARED, "ComparisonOperator": "GreaterThanUpperThreshold"},
    ],
)
def test_what_compares_no_single_metric_with_a_fixed_threshold_goes_with_no_value(more: dict[str, Any]) -> None:
    assert alarms_in({"MetricAlarms": [item(**more)]})[0].compared is None


@pytest.mark.parametrize(("missing", "lingers"), [("ignore", True), ("missing", False), ("breaching", False)])
def test_an_alarm_that_ignores_missing_data_keeps_its_state(missing: str, lingers: bool) -> None:
    assert alarms_in({"MetricAlarms": [item(TreatMissingData=missing)]})[0].lingers is lingers


def test_the_instance_and_the_suppressor_are_read() -> None:
    (metric,) = alarms_in({"MetricAlarms": [item(Dimensions=[{"Name": "InstanceId", "Value": "i-1"}])]})
    (composite,) = alarms_in({"CompositeAlarms": [item(ActionsSuppressor="deploying")]})
    assert (metric.instance, metric.suppressor) == ("i-1", "")
    assert (composite.instance, composite.suppressor) == ("", "deploying")


@pytest.mark.parametrize(("account", "groups"), [("123456789012", ("web",)), ("222222222222", ())])
def test_a_group_whose_metric_is_another_accounts_is_none_of_ours(account: str, groups: tuple[str, ...]) -> None:
    metric = {"Dimensions": [{"Name": "AutoScalingGroupName", "Value": "web"}]}
    watched = item(
        AlarmArn="arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-5xx",
        Metrics=[{"Id": "m1", "AccountId": account, "MetricStat": {"Metric": metric}}],
    )
    assert alarms_in({"MetricAlarms": [watched]})[0].groups == groups


@pytest.mark.parametrize(
    "more",
    [
        {"Dimensions": [{"Name": "ClusterName", "Value": "shop"}, {"Name": "ServiceName", "Value": "web"}]},
        {"AlarmActions": [POLICY.format(group="x").replace("autoScalingGroupName/x", "resource/ecs/service/shop/web")]},
    ],
)
def test_the_services_are_those_it_watches_and_those_it_scales(more: dict[str, Any]) -> None:
    (found,) = alarms_in({"MetricAlarms": [{"AlarmName": "a", "StateValue": "OK", "StateReason": "", **more}]})
    assert (found.services, found.groups) == ((("shop", "web"),), ())


def test_a_cluster_alone_is_no_service() -> None:
    dimensions = [{"Name": "ClusterName", "Value": "shop"}]
    item = {"AlarmName": "a", "StateValue": "OK", "StateReason": "", "Dimensions": dimensions}
    assert alarms_in({"MetricAlarms": [item]})[0].services == ()
