"""An alarm's definition: what PutMetricAlarm and PutCompositeAlarm take of what DescribeAlarms says."""

from __future__ import annotations

import pytest
from botocore.model import StructureShape
from botocore.session import get_session

from app.aws.alarm_definition import (
    COMPOSITE,
    LOG,
    METRIC,
    TAKEN,
    Metric,
    definition_of,
    kind_of,
    measured,
    only_enables,
    same_as,
)

MODEL = get_session().get_service_model("cloudwatch")
ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"
QUEUE = [{"Name": "QueueName", "Value": "q"}, {"Name": "A", "Value": "1"}]
STAT = {"Metric": {"Namespace": "N", "MetricName": "M", "Dimensions": QUEUE}, "Period": 60, "Stat": "Sum"}


@pytest.mark.parametrize(
    ("kind", "described", "operation"),
    [(METRIC, "MetricAlarm", "PutMetricAlarm"), (COMPOSITE, "CompositeAlarm", "PutCompositeAlarm")],
)
def test_whatever_is_told_and_taken_is_kept(kind: str, described: str, operation: str) -> None:
    """A field that AWS adds to both would be lost with the next change, so it must be added here."""
    tells, takes = MODEL.shape_for(described), MODEL.operation_model(operation).input_shape
    assert isinstance(tells, StructureShape)
    assert takes is not None
    told, taken = set(tells.members), set(takes.members)
    assert set(TAKEN[kind]) == told & taken
    assert taken - told == {"Tags"}


def test_what_is_empty_is_left_out_since_metric_math_takes_no_dimensions() -> None:
    item = {"AlarmName": "a", "Dimensions": [], "Metrics": [{"Id": "x"}], "StateValue": "OK", "AlarmDescription": None}
    assert definition_of(item) == {"ActionsEnabled": True, "AlarmName": "a", "Metrics": [{"Id": "x"}]}
    assert definition_of({"AlarmName": "a", "Threshold": 0.0, "ActionsEnabled": False}) == {
        "ActionsEnabled": False,
        "AlarmName": "a",
        "Threshold": 0.0,
    }


def test_only_the_switch_is_told_apart_from_other_changes() -> None:
    before = {"AlarmName": "a", "ActionsEnabled": False}
    assert only_enables(before, {**before, "ActionsEnabled": True})
    assert not only_enables(before, {**before, "ActionsEnabled": True, "Threshold": 1.0})


def test_the_kinds_are_told_apart_by_what_only_they_have() -> None:
    assert [kind_of(item) for item in ({}, {"AlarmRule": "x"}, {"QueryResultsToAlarm": 1})] == [METRIC, COMPOSITE, LOG]
    assert definition_of({"AlarmName": "a", "QueryResultsToAlarm": 1, "Threshold": 1}) == {
        "AlarmName": "a",
        "ActionsEnabled": True,
    }


def test_metrics_of_other_accounts_are_not_measured_here() -> None:
    own = Metric("N", "M", (("A", "1"), ("QueueName", "q")))
    queries = [
        {"Id": "a", "MetricStat": STAT},
        {"Id": "b", "MetricStat": STAT, "AccountId": "999999999999"},
        {"Id": "c", "Expression": "a*2"},
    ]
    assert measured({"AlarmArn": ARN, "Metrics": queries}) == (own,)
    assert measured({"AlarmArn": ARN, "Namespace": "N", "MetricName": "M", "Dimensions": QUEUE}) == (own,)
    assert measured({"AlarmArn": ARN, "AlarmRule": "ALARM(a)"}) == ()


def test_two_alarms_are_the_same_whatever_the_order_of_dimensions_and_the_periods() -> None:
    plain = {"Namespace": "N", "MetricName": "M", "Dimensions": QUEUE, "Threshold": 1.0, "Statistic": "Sum"}
    other = {**plain, "Dimensions": QUEUE[::-1], "Period": 300, "AlarmName": "other"}
    assert same_as(plain) == same_as(other) != same_as({**plain, "Threshold": 2.0})
    assert same_as({"QueryResultsToAlarm": 1}) == same_as({"Threshold": 1.0, "OfANewKind": 1}) == ""
