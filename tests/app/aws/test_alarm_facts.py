"""What an audit asks of CloudWatch, and how often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from app.aws.alarm import HistoryItem
from app.aws.alarm_definition import Metric
from app.aws.alarm_facts import StateChange
from app.aws.cloudwatch import CloudWatch
from tests.app.conftest import Stubbed

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
BEGIN = NOW - timedelta(days=14)


def test_the_history_is_read_page_by_page_and_only_as_far_as_somebody_reads_on(stubbed: Stubbed) -> None:
    asked = {
        "StartDate": BEGIN,
        "HistoryItemType": "StateUpdate",
        "MaxRecords": 100,
        "AlarmTypes": ["MetricAlarm", "CompositeAlarm", "LogAlarm"],
        "ScanBy": "TimestampDescending",
    }
    data = '{"newState": {"stateValue": "ALARM"}}'
    first = {"AlarmName": "a", "Timestamp": NOW, "HistoryData": data, "HistorySummary": "in other words"}
    second = {"AlarmName": "b", "Timestamp": NOW, "HistoryData": "{", "HistorySummary": "updated from ALARM to OK"}
    aws = stubbed("cloudwatch")
    aws.add_response("describe_alarm_history", {"AlarmHistoryItems": [first], "NextToken": "t"}, asked)
    aws.add_response("describe_alarm_history", {"AlarmHistoryItems": [second]}, {**asked, "NextToken": "t"})
    pages = CloudWatch().state_changes(BEGIN)
    assert [*next(pages)] == [StateChange("a", NOW, "ALARM")]
    assert [list(page) for page in pages] == [[StateChange("b", NOW, "OK")]]


def test_one_alarms_history_is_read_in_as_many_calls_as_are_allowed(stubbed: Stubbed) -> None:
    asked = {
        "AlarmName": "a",
        "StartDate": BEGIN,
        "MaxRecords": 100,
        "AlarmTypes": ["MetricAlarm", "CompositeAlarm", "LogAlarm"],
        "ScanBy": "TimestampDescending",
    }
    line = {"AlarmName": "a", "Timestamp": NOW, "HistoryItemType": "Action", "HistoryData": "{}"}
    aws = stubbed("cloudwatch")
    aws.add_response("describe_alarm_history", {"AlarmHistoryItems": [line], "NextToken": "t"}, asked)
    aws.add_response(
        "describe_alarm_history", {"AlarmHistoryItems": [line], "NextToken": "u"}, {**asked, "NextToken": "t"}
    )
    found = HistoryItem("a", NOW, "Action", "", "{}")
    assert CloudWatch().past("a", BEGIN, 2) == ((found, found), False)
    aws.add_response("describe_alarm_history", {"AlarmHistoryItems": []}, asked)
    assert CloudWatch().past("a", BEGIN, 2) == ((), True)


def test_the_composites_that_read_an_alarm_are_one_call(stubbed: Stubbed) -> None:
    asked = {"ParentsOfAlarmName": "a", "MaxRecords": 100}
    stubbed("cloudwatch").add_response("describe_alarms", {"CompositeAlarms": [{"AlarmName": "down"}]}, asked)
    assert CloudWatch().parents("a") == ("down",)


def test_five_hundred_metrics_are_one_call_and_one_without_a_day_of_data_is_silent(stubbed: Stubbed) -> None:
    metrics = [Metric("AWS/SQS", f"m{number}", (("QueueName", "q"),)) for number in range(500)]
    results: list[Any] = [{"Id": f"m{number}", "Values": [1.0] if number else []} for number in range(500)]
    aws = stubbed("cloudwatch")
    aws.add_response("get_metric_data", {"MetricDataResults": results})
    assert CloudWatch().silent(metrics, BEGIN, NOW) == {metrics[0]}


def test_the_metrics_of_a_resource_are_one_call(stubbed: Stubbed) -> None:
    group, balancer = {"Name": "TargetGroup", "Value": "t"}, {"Name": "LoadBalancer", "Value": "b"}
    listed = {"Namespace": "AWS/ApplicationELB", "MetricName": "RequestCount", "Dimensions": [group, balancer]}
    asked = {"Namespace": "AWS/ApplicationELB", "MetricName": "RequestCount", "Dimensions": [group]}
    stubbed("cloudwatch").add_response("list_metrics", {"Metrics": [listed]}, asked)
    found = CloudWatch().metrics("AWS/ApplicationELB", {"TargetGroup": "t"}, "RequestCount")
    assert found == (Metric("AWS/ApplicationELB", "RequestCount", (("LoadBalancer", "b"), ("TargetGroup", "t"))),)
