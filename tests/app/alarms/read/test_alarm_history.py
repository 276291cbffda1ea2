"""What an alarm's history says, in CloudWatch's own lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from app.alarms.read.alarm_history import Went, published_in, went_in
from app.alarms.read.transition import State
from app.aws.alarm import HistoryItem
from tests.app.alarms.alarm_support import payload

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
# AWS CLI's example of `describe-alarm-history`.
FORCED = {
    "version": "1.0",
    "oldState": {"stateValue": "OK", "stateReason": "Threshold Crossed: 2 datapoints were not greater"},
    "newState": {"stateValue": "ALARM", "stateReason": "testing purposes"},
}


def item(data: Any, minutes: int = 0, kind: str = "StateUpdate", summary: str = "") -> HistoryItem:
    return HistoryItem("a", NOON + timedelta(minutes=minutes), kind, summary, json.dumps(data))


def test_states_are_told_in_order_with_their_reasons() -> None:
    back = {"newState": {"stateValue": "OK", "stateReason": "Threshold Crossed: 2 datapoints"}, "oldState": []}
    found = went_in([item(back, 5), item(FORCED), item({}, 3, "ConfigurationUpdate")])
    assert found == (
        Went(NOON, "ALARM", "testing purposes", State.OK),
        Went(NOON + timedelta(minutes=5), "OK", "Threshold Crossed: 2 datapoints"),
    )
    assert [each.is_by_hand for each in found] == [True, False]


def test_without_data_the_summary_says_the_state() -> None:
    assert went_in([HistoryItem("a", NOON, "StateUpdate", "Alarm updated from OK to ALARM", "{")]) == (
        Went(NOON, "ALARM"),
    )


def test_what_was_published_is_read_as_the_message_it_was() -> None:
    message = payload("metric")
    published = {"publishedMessage": {"default": json.dumps(message)}}
    items = [item(published, kind="Action"), item({"publishedMessage": {"default": "hello"}}, kind="Action")]
    items += [item(published), item({"publishedMessage": None}, kind="Action")]
    (found,) = published_in(items, message["AlarmArn"])
    assert (found.name, found.new) == (message["AlarmName"], message["NewStateValue"])
    assert list(published_in(items, "arn:of:another")) == []
