"""What CloudWatch remembers to have published, for the catch-up."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from app.aws.desk.alarm_history import AlarmHistory
from tests.app.aws.answers import ALL_KINDS, NINE, item
from tests.app.conftest import Stubbed

ASKED = {"AlarmTypes": ALL_KINDS, "StartDate": NINE, "ScanBy": "TimestampAscending"}


def test_what_an_alarm_told_of_its_contributors_is_read_too_in_the_order_of_time(stubbed: Stubbed) -> None:
    def told(kind: str, text: str, minutes: int) -> dict[str, Any]:
        return item(kind, -minutes, HistoryData=json.dumps({"publishedMessage": {"default": text}}))

    answers = {
        "Action": [told("Action", "first", 1), told("Action", "third", 3)],
        "AlarmContributorAction": [told("AlarmContributorAction", "second", 2)],
    }
    history = stubbed("cloudwatch")
    for kind, items in answers.items():
        asked = {**ASKED, "HistoryItemType": kind}
        history.add_response("describe_alarm_history", {"AlarmHistoryItems": items}, asked)

    assert [each.message for each in AlarmHistory().published(NINE)] == ["first", "second", "third"]


def test_what_was_published_since_then_is_read_over_all_pages_the_oldest_first(stubbed: Stubbed) -> None:
    asked = {**ASKED, "HistoryItemType": "Action"}
    data = json.dumps({"publishedMessage": {"default": "{}"}, "notificationResource": "arn:topic"})
    pages = stubbed("cloudwatch")
    first = {"AlarmHistoryItems": [item("Action", 1, HistoryData=data)], "NextToken": "more"}
    second = {"AlarmHistoryItems": [item("Action"), item("Action", HistoryData="{"), item("Action", HistoryData=data)]}
    pages.add_response("describe_alarm_history", first, asked)
    contributors = {**ASKED, "HistoryItemType": "AlarmContributorAction"}
    # Both kinds are begun before the first is gone through.
    pages.add_response("describe_alarm_history", {"AlarmHistoryItems": []}, contributors)
    pages.add_response("describe_alarm_history", second, {**asked, "NextToken": "more"})
    found = list(AlarmHistory().published(NINE))
    assert [(each.at, each.message, each.resource) for each in found] == [
        (NINE - timedelta(minutes=1), "{}", "arn:topic"),
        (NINE, "{}", "arn:topic"),
    ]
