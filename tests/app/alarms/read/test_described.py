"""What DescribeAlarms says, published again and again, is the alarm's own card."""

from datetime import UTC, datetime

import pytest

from app.alarms.read.described import seen
from app.aws.alarm import alarms_in
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload, transition
from tests.app.alarms.ringing import cards, cloudwatch_says, eventbridge_says, ring, thread
from tests.fakes.aws import HOME, alarm
from tests.fakes.bellhop import Bellhop, sns_record


def test_an_alarm_as_it_was_described_is_a_transition() -> None:
    alarm = transition(payload("described"))
    assert (alarm.name, alarm.new, alarm.account, alarm.region) == ("basket-5xx", "ALARM", "123456789012", "eu-west-1")
    assert alarm.measure == "HTTPCode_Target_5XX_Count sum of app/shop/0aa1 > 10 for 1 of 1 minute"
    assert (alarm.value, alarm.description) == ("31", "5xx at the load balancer")


def test_an_alarm_that_was_asked_for_reads_as_one_that_was_told() -> None:
    at, told = datetime(2026, 11, 23, 12, tzinfo=UTC), payload("described")
    item = {**told, "StateUpdatedTimestamp": at, "StateTransitionedTimestamp": at}
    (asked,) = alarms_in({"MetricAlarms": [item]})
    found = seen(asked, HOME, at, {"team": "shop"})
    assert (found.arn, found.measure, found.value) == (told["AlarmArn"], transition(told).measure, "31")
    assert (found.changed_at, found.tags) == (at, (("team", "shop"),))


def test_an_alarm_of_which_no_arn_is_known_is_one_of_home() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    found = seen(alarm("web-5xx", "ALARM"), HOME, now)
    assert (found.arn, found.groups) == ("arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-5xx", ("web",))


def test_what_was_told_is_not_told_again(bellhop: Bellhop) -> None:
    told = cloudwatch_says("OK", "ALARM")
    state = {"StateValue": "ALARM", "StateReason": "x", "StateUpdatedTimestamp": told["StateChangeTime"]}
    described = {"AlarmName": told["AlarmName"], "AlarmArn": told["AlarmArn"], "MetricName": "M", **state}
    for number, message in enumerate((told, described, described)):
        body = sns_record(message, f"sns-{number}")
        item = {"eventSource": "aws:sqs", "messageId": f"m{number}", "body": body, "attributes": {}}
        assert bellhop.intake.take({"Records": [item]}) == {"batchItemFailures": []}
    assert len(cards(bellhop.slack)) == 1


@pytest.mark.parametrize("since", [{}, {"StateTransitionedTimestamp": "2026-11-23 02:59:00+00:00"}])
def test_a_newer_reason_is_no_newer_change(since: dict[str, str], bellhop: Bellhop, slack: RunningSlack) -> None:
    told = cloudwatch_says("OK", "ALARM")
    ring(bellhop, told)
    state = {"StateValue": "ALARM", "StateReason": "x", "StateUpdatedTimestamp": "2026-11-23 02:59:40+00:00", **since}
    for _ in range(2):
        ring(bellhop, {"AlarmName": told["AlarmName"], "AlarmArn": told["AlarmArn"], "MetricName": "M", **state})
    (card,) = cards(slack)
    assert thread(slack, card["ts"]) == []
    assert "02:59:40" not in card["text"]


def test_it_is_heard_where_its_event_was_muted(bellhop: Bellhop, slack: RunningSlack) -> None:
    ring(bellhop, eventbridge_says("OK", "ALARM", muted=True))
    assert cards(slack) == []
    state = {"StateValue": "ALARM", "StateReason": "x", "StateUpdatedTimestamp": "2026-11-23 02:59:40+00:00"}
    told = cloudwatch_says("OK", "ALARM")
    ring(bellhop, {"AlarmName": told["AlarmName"], "AlarmArn": told["AlarmArn"], "MetricName": "M", **state})
    assert len(cards(slack)) == 1
