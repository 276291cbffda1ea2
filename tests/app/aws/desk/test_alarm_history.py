"""What CloudWatch remembers to have published, for the catch-up."""

from __future__ import annotations

import json
from datetime import timedelta

from app.aws.desk.alarm_history import AlarmHistory
from tests.app.aws.answers import ALL_KINDS, NINE, item
from tests.app.conftest import Stubbed


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
