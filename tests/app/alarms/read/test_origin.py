"""What can't be true of a record, by how it came, is shown and is no part of its alarm's history."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.alarms.read.envelopes import Record, queue_body, records
from app.alarms.read.sources import read
from app.alarms.read.transition import Notice, Transition
from tests.app.alarms.alarm_support import payload

SENT = datetime(2026, 11, 10, 2, 46, tzinfo=UTC)
OURS, THEIRS, NOBODYS = "123456789012", "222222222222", "333333333333"


def arrived(body: Any, sent: datetime | None = SENT, topic: str = "", envelope: dict[str, Any] | None = None) -> Record:
    """As SQS hands it over: of a topic, if one is named, else put onto the queue by an EventBridge rule."""
    of_topic = {"Type": "Notification", "MessageId": "m", "TopicArn": topic, "Message": json.dumps(body)}
    outer = {**of_topic, **(envelope or {})} if topic or envelope else body
    attributes = {"SentTimestamp": str(round(sent.timestamp() * 1000))} if sent else {}
    item = {"eventSource": "aws:sqs", "messageId": "q", "body": json.dumps(outer), "attributes": attributes}
    (record,) = records({"Records": [item]})
    return record


def again(record: Record, later: timedelta) -> Record:
    """After Bellhop itself has put it back on the queue."""
    attributes = {"SentTimestamp": str(round((SENT + later).timestamp() * 1000))}
    item = {"eventSource": "aws:sqs", "messageId": "q2", "body": queue_body(record), "attributes": attributes}
    (back,) = records({"Records": [item]})
    return back


def topic_of(account: str) -> str:
    return f"arn:aws:sns:us-east-1:{account}:alarms"


def at(when: datetime | str) -> dict[str, Any]:
    written = when if isinstance(when, str) else f"{when:%Y-%m-%dT%H:%M:%S}.000+0000"
    return {**payload("metric"), "StateChangeTime": written}


def of(account: str, **more: Any) -> dict[str, Any]:
    arn = f"arn:aws:cloudwatch:us-east-1:{account}:alarm:web-high-cpu"
    return {**payload("metric"), "AlarmArn": arn, "AWSAccountId": account, **more}


def why(record: Record, *accounts: str) -> str:
    """Why it is a notice; '' if it is believed."""
    seen = read(record, accounts)
    return dict(seen.fields)["Shown as received"] if isinstance(seen, Notice) else ""


@pytest.mark.parametrize("ahead", [-86400 * 30, -1, 0, 1, 59])
def test_a_change_is_believed_from_long_before_it_was_sent_to_as_far_as_clocks_may_differ(ahead: float) -> None:
    assert not why(arrived(at(SENT + timedelta(seconds=ahead))))


@pytest.mark.parametrize("ahead", [61, 130, 86400])
def test_a_change_that_is_later_than_its_message_is_a_notice_with_both_times(ahead: float) -> None:
    when = SENT + timedelta(seconds=ahead)
    assert f"its change is of {when:%Y-%m-%d %H:%M:%S} UTC" in why(arrived(at(when)))
    assert "at 2026-11-10 02:46:00 UTC" in why(arrived(at(when)))


@pytest.mark.parametrize("written", ["2099-01-01T00:00:00.000+0000", "2199-12-31T23:59:59Z", "2001-01-01T00:00:00Z"])
def test_a_year_that_cannot_be_is_a_notice(written: str) -> None:
    assert "its change is of" in why(arrived(at(written)))


@pytest.mark.parametrize(
    "written", ["1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "soon", ""]
)
def test_what_is_no_time_of_an_alarm_is_a_notice(written: str) -> None:
    assert "is not a time" in why(arrived(at(written)))


def test_the_time_of_the_topic_counts_where_there_is_no_queue() -> None:
    event = payload("event_sns")
    event["Records"][0]["Sns"]["Message"] = json.dumps(at("2026-11-10T03:00:00.000+0000"))
    (record,) = records(event)
    assert "its change is of 2026-11-10 03:00:00 UTC" in why(record)


def test_a_message_within_a_message_cannot_say_that_it_was_sent_later() -> None:
    inner = {
        "Type": "Notification",
        "Message": json.dumps(at(SENT + timedelta(hours=1))),
        "Timestamp": "2099-01-01T00:00:00Z",
    }
    assert why(arrived(inner))
    outer = {"Message": json.dumps(inner), "Timestamp": SENT.isoformat()}
    assert why(arrived(None, sent=SENT + timedelta(days=1), envelope=outer))


def test_what_waited_on_the_queue_is_judged_by_when_it_was_sent_first() -> None:
    future = arrived(at(SENT + timedelta(hours=1)), topic=topic_of(OURS))
    back = again(again(future, timedelta(hours=2)), timedelta(hours=3))
    assert (back.sent_at, back.topic) == (SENT, topic_of(OURS))
    assert why(back)


def test_without_any_time_of_sending_nothing_can_be_held_against_it() -> None:
    assert not why(arrived(at(SENT + timedelta(days=365)), sent=None))


@pytest.mark.parametrize("written", ["", "x", "-1", "1" * 40, "１７９４", None])
def test_a_time_of_sending_that_is_none_is_not_there(written: str | None) -> None:
    item = {"eventSource": "aws:sqs", "messageId": "q", "body": "{}", "attributes": {"SentTimestamp": written}}
    (record,) = records({"Records": [item]})
    assert record.sent_at is None


def test_an_alarm_of_the_topics_own_account_is_believed() -> None:
    assert isinstance(read(arrived(of(OURS), topic=topic_of(OURS))), Transition)


def test_an_alarm_of_another_account_is_a_notice_with_both_accounts_and_what_to_do() -> None:
    said = why(arrived(of(OURS), topic=topic_of(THEIRS)))
    assert f"an alarm of account {OURS}, but came by a topic of account {THEIRS}" in said
    assert "add it to the parameter other-accounts" in said
    assert why(arrived(of(OURS), topic=topic_of(THEIRS)), NOBODYS)


def test_a_central_topic_brings_the_alarms_of_accounts_that_are_configured() -> None:
    assert not why(arrived(of(THEIRS), topic=topic_of(OURS)), THEIRS, NOBODYS)


def test_what_waited_on_the_queue_is_judged_by_its_topic_still() -> None:
    assert why(again(arrived(of(OURS), topic=topic_of(THEIRS)), timedelta(hours=1)))


def test_an_alarm_without_an_arn_is_judged_by_the_account_it_names() -> None:
    old = {**payload("before_2019"), "AWSAccountId": THEIRS}
    assert why(arrived(old, topic=topic_of(OURS)))
    assert not why(arrived(old, topic=topic_of(OURS)), THEIRS)


def test_an_arn_of_one_account_and_the_number_of_another_is_a_notice() -> None:
    said = why(arrived({**of(OURS), "AWSAccountId": THEIRS}))
    assert said == f"because its ARN is of account {OURS}, but it came from account {THEIRS}"


@pytest.mark.parametrize("topic", ["", topic_of(OURS), topic_of(THEIRS)])
def test_an_event_of_eventbridge_speaks_only_of_its_own_accounts_alarms(topic: str) -> None:
    event = {**payload("eventbridge_metric"), "account": THEIRS}
    assert why(arrived(event, topic=topic))
    assert not why(arrived(payload("eventbridge_metric")))


def test_an_event_that_an_application_put_onto_its_bus_is_a_notice() -> None:
    """AWS lets nobody put events of a source that begins with `aws.`."""
    event = {**payload("eventbridge_metric"), "source": "my.app"}
    assert why(arrived(event)) == "because it is an event of my.app, not of CloudWatch"


def test_a_direct_action_speaks_only_of_its_own_accounts_alarms() -> None:
    assert why(arrived({**payload("lambda_action"), "accountId": THEIRS}))
    assert not why(arrived(payload("lambda_action"), sent=None))


@pytest.mark.parametrize("topic", ["x", "arn:aws:sns:us-east-1::alarms", "a:b:c:d:123:f", "arn:" * 300])
def test_what_is_no_topic_says_nothing_about_who_published(topic: str) -> None:
    assert not why(arrived(of(OURS), topic=topic))
