"""The doors to CloudWatch's mute rules and its memory: what is asked, to the minute, and what the answers become."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.stub import ANY

from app.aws.cloudwatch import CloudWatch
from app.aws.desk.alarm_history import AlarmHistory
from app.aws.door import AwsError
from app.base.errors import Refused
from tests.app.aws.conftest import Stubbed

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALL_KINDS = ["MetricAlarm", "CompositeAlarm", "LogAlarm"]


def item(kind: str, number: int = 0, **more: Any) -> dict[str, Any]:
    """As DescribeAlarmHistory answers."""
    at = NINE - timedelta(minutes=number)
    return {
        "AlarmName": "web-5xx",
        "Timestamp": at,
        "HistoryItemType": kind,
        "HistorySummary": f"{kind} {number}",
        **more,
    }


@pytest.mark.parametrize(("seconds", "lasts"), [(0, "PT60M"), (1, "PT61M"), (59, "PT61M")])
def test_a_mute_rule_is_for_whole_minutes_and_never_ends_too_early(seconds: int, lasts: str, stubbed: Stubbed) -> None:
    schedule = {"Expression": "at(2026-11-23T09:00)", "Duration": lasts, "Timezone": "UTC"}
    asked = {
        "Name": "bellhop-1",
        "Description": "a release",
        "Rule": {"Schedule": schedule},
        "MuteTargets": {"AlarmNames": ["web-5xx"]},
    }
    stubbed("cloudwatch").add_response("put_alarm_mute_rule", {}, asked)
    start = NINE + timedelta(seconds=seconds)
    CloudWatch().mute("bellhop-1", "web-5xx", start, start + timedelta(hours=1), "a release")


def test_a_mute_of_fifteen_days_is_not_longer_than_cloudwatch_takes(stubbed: Stubbed) -> None:
    schedule = {"Expression": ANY, "Duration": f"PT{15 * 24 * 60}M", "Timezone": "UTC"}
    asked = {"Name": ANY, "Description": ANY, "Rule": {"Schedule": schedule}, "MuteTargets": ANY}
    stubbed("cloudwatch").add_response("put_alarm_mute_rule", {}, asked)
    # What Slack's picker gives is a whole minute, and at most 15 days after now.
    CloudWatch().mute("bellhop-1", "web-5xx", NINE + timedelta(seconds=30), NINE + timedelta(days=15), "a release")


def test_a_mute_rule_that_is_gone_needs_no_deleting(stubbed: Stubbed) -> None:
    stubbed("cloudwatch").add_client_error("delete_alarm_mute_rule", "ResourceNotFoundException", http_status_code=404)
    CloudWatch().unmute("bellhop-1")


def test_a_mute_rule_that_may_not_be_deleted_is_said(stubbed: Stubbed) -> None:
    stubbed("cloudwatch").add_client_error("delete_alarm_mute_rule", "ValidationError", "no")
    with pytest.raises(AwsError, match="delete the mute rule bellhop-1"):
        CloudWatch().unmute("bellhop-1")


@pytest.mark.parametrize("error", ["AccessDenied", "ValidationError", "LimitExceededFault"])
def test_whatever_aws_says_no_with_there_is_another_way_to_mute(error: str, stubbed: Stubbed) -> None:
    stubbed("cloudwatch").add_client_error("put_alarm_mute_rule", error, "no")
    with pytest.raises(Refused):
        CloudWatch().mute("bellhop-1", "web-5xx", NINE, NINE + timedelta(hours=1), "")


def test_the_history_is_of_every_kind_of_alarm_newest_first_and_without_its_actions(stubbed: Stubbed) -> None:
    asked = {"AlarmName": "web-5xx", "AlarmTypes": ALL_KINDS, "MaxRecords": 100, "ScanBy": "TimestampDescending"}
    items = [item("StateUpdate", 0), item("Action", 0), item("ConfigurationUpdate", 1), item("StateUpdate", 2)]
    stubbed("cloudwatch").add_response("describe_alarm_history", {"AlarmHistoryItems": items}, asked)
    found = CloudWatch().history("web-5xx", 2)
    assert [each.summary for each in found] == ["StateUpdate 0", "ConfigurationUpdate 1"]


def test_what_was_published_since_then_is_read_over_all_pages_the_oldest_first(stubbed: Stubbed) -> None:
    asked = {
        "HistoryItemType": "Action",
        "AlarmTypes": ALL_KINDS,
        "StartDate": NINE,
        "ScanBy": "TimestampAscending",
    }
    data = json.dumps({"publishedMessage": {"default": "{}"}, "notificationResource": "arn:topic"})
    pages = stubbed("cloudwatch")
    first = {"AlarmHistoryItems": [item("Action", 1, HistoryData=data)], "NextToken": "more"}
    second = {"AlarmHistoryItems": [item("Action"), item("Action", HistoryData="{"), item("Action", HistoryData=data)]}
    pages.add_response("describe_alarm_history", first, asked)
    pages.add_response("describe_alarm_history", second, {**asked, "NextToken": "more"})
    found = list(AlarmHistory().published(NINE))
    assert [(each.at, each.message, each.resource) for each in found] == [
        (NINE - timedelta(minutes=1), "{}", "arn:topic"),
        (NINE, "{}", "arn:topic"),
    ]
