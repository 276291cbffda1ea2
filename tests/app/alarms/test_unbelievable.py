"""What can't be true stands in the channel, and takes no alarm away from anybody."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says
from tests.fakes.bellhop import Bellhop, sns_record

THEIRS = "arn:aws:sns:us-east-1:222222222222:alarms"


def send(bellhop: Bellhop, message: dict[str, Any], topic: str = "") -> None:
    """As SQS delivers it right after it was sent."""
    body = json.loads(sns_record(message, f"sns-{bellhop.clock.epoch()}")) | ({"TopicArn": topic} if topic else {})
    attributes = {"ApproximateReceiveCount": "1", "SentTimestamp": str(round(bellhop.clock.epoch() * 1000))}
    item = {"eventSource": "aws:sqs", "messageId": "m", "body": json.dumps(body), "attributes": attributes}
    assert bellhop.intake.take({"Records": [item]}) == {"batchItemFailures": []}


@pytest.mark.parametrize("written", ["2099-01-01T00:00:00.000+0000", "2026-11-23T03:02:20.000+0000"])
def test_a_change_from_the_future_silences_no_alarm(written: str, bellhop: Bellhop, slack: RunningSlack) -> None:
    send(bellhop, {**cloudwatch_says("ALARM", "OK"), "StateChangeTime": written, "AlarmDescription": "forged"})
    bellhop.clock.advance(1)
    send(bellhop, cloudwatch_says("OK", "ALARM"))
    assert [card["text"].split()[0] for card in cards(slack)] == [":incoming_envelope:", ":red_circle:"]
    assert "its change is of" in json.dumps(cards(slack)[0]["blocks"])


def test_another_accounts_topic_ends_no_incident(bellhop: Bellhop, slack: RunningSlack) -> None:
    send(bellhop, cloudwatch_says("OK", "ALARM"))
    bellhop.clock.advance(60)
    send(bellhop, cloudwatch_says("ALARM", "OK", 60), topic=THEIRS)
    assert [card["text"].split()[0] for card in cards(slack)] == [":red_circle:", ":incoming_envelope:"]
    shown = json.dumps(cards(slack)[1]["blocks"])
    assert "account 123456789012" in shown
    assert "account 222222222222" in shown


def test_half_a_surrogate_pair_in_the_name_of_a_dimension_is_text(bellhop: Bellhop, slack: RunningSlack) -> None:
    says = cloudwatch_says("OK", "ALARM")
    trigger = {**says["Trigger"], "Dimensions": {"a\ud800": "b\udfff", "c\uffff": "d"}}
    send(bellhop, {**says, "Trigger": trigger, "x\ud800": "y"})
    assert [card["text"].split()[0] for card in cards(slack)] == [":red_circle:"]


def test_one_record_that_nobody_can_read_costs_the_others_nothing(bellhop: Bellhop, slack: RunningSlack) -> None:
    bodies = [
        "[" * 900 + "]" * 900,
        json.dumps({"Type": "Notification", "Message": {"a": [[[10**4000]]]}}),
        sns_record({**cloudwatch_says("OK", "ALARM"), "Trigger": {"Period": 10**4000, "Threshold": 1e308}}, "huge"),
        sns_record(cloudwatch_says("OK", "ALARM", name="good"), "good"),
        "\ud800",
    ]
    items = [
        {"eventSource": "aws:sqs", "messageId": f"m{number}", "body": body, "attributes": {}}
        for number, body in enumerate(bodies)
    ]
    assert bellhop.intake.take({"Records": items}) == {"batchItemFailures": []}
    assert len(cards(slack)) == len(bodies)
    assert any("ALARM: good" in card["text"] for card in cards(slack))
