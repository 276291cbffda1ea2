"""The chart that Slack draws: the newest values, the threshold, times that say UTC."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.alarms.decide.incident import Incident
from app.alarms.read.datapoints import Point
from app.alarms.show.chart import chart
from app.slack.messages.message import Message
from tests.app.alarms.alarm_support import assert_slack_takes, card, incident, message_for, payload, transition


def drawn(shown: Incident) -> dict[str, Any]:
    found = chart(shown)
    assert found
    return found.to_dict()


def lines(block: dict[str, Any]) -> dict[str, list[float]]:
    return {each["name"]: [point["value"] for point in each["data"]] for each in block["chart"]["series"]}


def charts(message: Message) -> list[dict[str, Any]]:
    return [block for block in message.block_dicts() if block["type"] == "data_visualization"]


def test_the_values_of_the_payload_stand_in_order_beside_the_threshold() -> None:
    block = drawn(incident(transition(payload("metric"))))
    assert block["title"] == "CPUUtilization average of web, in %"
    assert lines(block) == {"CPUUtilization": [88.4, 91.8, 93.2], "threshold 80": [80.0, 80.0, 80.0]}
    assert block["chart"]["axis_config"] == {"categories": ["02:42", "02:43", "02:44"], "x_label": "UTC"}


def test_an_alarm_of_another_account_has_its_chart_from_the_payload_too() -> None:
    elsewhere = {**payload("metric"), "AWSAccountId": "999999999999", "AlarmArn": None}
    (block,) = charts(message_for(elsewhere))
    assert lines(block)["CPUUtilization"] == [88.4, 91.8, 93.2]


def test_one_value_is_no_line() -> None:
    assert chart(incident(transition(payload("eventbridge_metric")))) is None


def test_what_is_over_has_no_chart() -> None:
    latest = replace(transition(payload("metric_ok")), points=transition(payload("metric")).points)
    assert charts(card(incident(latest))) == []


def points(count: int, every: timedelta) -> tuple[Point, ...]:
    end = transition(payload("metric")).changed_at.replace(second=0, microsecond=0)
    return tuple(Point(end - every * (count - 1 - number), float(number)) for number in range(count))


@pytest.mark.parametrize(
    ("every", "label"),
    [
        (timedelta(minutes=1), "02:45"),
        (timedelta(seconds=10), "02:45:00"),
        (timedelta(days=1), "10 Nov 02:45"),
    ],
)
def test_times_are_as_short_as_they_can_be(every: timedelta, label: str) -> None:
    block = drawn(incident(replace(transition(payload("metric")), points=points(20, every))))
    assert block["chart"]["axis_config"]["categories"][-1] == label


def test_of_many_values_the_last_twenty_are_drawn() -> None:
    latest = transition(payload("metric"))
    shown = incident(latest, points=points(60, timedelta(minutes=1)), points_of=latest.changed_at)
    assert lines(drawn(shown))["CPUUtilization"] == [float(number) for number in range(40, 60)]
    assert_slack_takes(card(shown))


def test_values_of_an_earlier_state_are_not_drawn_into_the_next_one() -> None:
    latest = transition(payload("metric"))
    before = latest.changed_at - timedelta(minutes=5)
    shown = incident(latest, points=points(20, timedelta(minutes=1)), points_of=before)
    assert lines(drawn(shown))["CPUUtilization"] == [88.4, 91.8, 93.2]


def test_the_graph_that_was_uploaded_stands_in_its_place() -> None:
    message = card(incident(transition(payload("metric")), image="F0GRAPH"))
    assert [block["type"] for block in message.block_dicts()] == ["section", "actions", "image", "container"]
