"""λ alarms' batches: any event comes in, what must wait waits on the queue, and only what failed is named."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from app.alarms.intake import Intake
from app.alarms.read.envelopes import records
from app.base.errors import Later
from app.store.table import MemoryTable
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload
from tests.app.alarms.ringing import cards, cloudwatch_says, eventbridge_says, ring, wait_until_quiet
from tests.fakes.bellhop import Bellhop, decision_on, sns_record, take
from tests.fakes.clock import SetClock


def batch(*bodies: str) -> dict[str, Any]:
    """An SQS event; its messages are message-0, message-1 ..."""
    messages = [{"eventSource": "aws:sqs", "messageId": f"message-{n}", "body": body} for n, body in enumerate(bodies)]
    return {"Records": messages}


def named(answer: dict[str, Any]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


class BrokenFor(MemoryTable):
    """A table with a bug in it: documents with this in their key raise."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key

    def get_many(self, keys: Any) -> Any:
        if any(self.key in pk for pk, _ in keys):
            raise ZeroDivisionError("a bug")
        return super().get_many(keys)


def test_a_stored_sqs_batch_shows_both_its_alarms(bellhop: Bellhop, slack: RunningSlack) -> None:
    assert bellhop.intake.take(payload("event_sqs")) == {"batchItemFailures": []}
    assert [card["text"].split("(")[0].strip() for card in cards(slack)] == [
        ":red_circle: ALARM: web-high-cpu",
        ":red_circle: ALARM: web-down",
    ]


@pytest.mark.parametrize("event", ["lambda_action", "eventbridge_metric", "event_sns"])
def test_what_did_not_come_from_the_queue_goes_onto_it_first(event: str, bellhop: Bellhop, slack: RunningSlack) -> None:
    assert bellhop.intake.take(payload(event)) == {"batchItemFailures": []}
    assert slack.calls() == []
    assert bellhop.ring() == 1
    assert len(cards(slack)) == 1


@pytest.mark.parametrize("event", ["lambda_action", "eventbridge_metric", "event_sns"])
def test_without_a_queue_such_an_event_is_handled_in_place(event: str, bellhop: Bellhop, slack: RunningSlack) -> None:
    intake = Intake(bellhop.parts.processor, None, bellhop.alarms.retry_after)
    assert intake.take(payload(event)) == {"batchItemFailures": []}
    assert len(cards(slack)) == 1


def test_without_a_queue_an_error_at_slack_fails_the_invocation_so_that_lambda_repeats_it(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.fault("chat.postMessage", "status", status=500)
    intake = Intake(bellhop.parts.processor, None, bellhop.alarms.retry_after)
    with pytest.raises(Later):
        intake.take(payload("lambda_action"))


def test_copies_of_a_record_that_waits_for_a_limited_rate_do_not_copy_themselves(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    def twice(event: Any) -> dict[str, Any]:
        bellhop.intake.take(event)
        return bellhop.intake.take(event)

    slack.fault("chat.postMessage", "ratelimited", count=100)
    bellhop.intake.take(payload("event_sns"))
    for _ in range(12):
        clock.advance(60)
        assert bellhop.alarms.deliver(twice) <= 2
    slack.clear_faults()
    clock.advance(60)
    bellhop.alarms.deliver(twice)
    assert (len(cards(slack)), bellhop.alarms.next_due()) == (1, None)


def test_the_same_words_of_another_request_are_another_message_and_those_of_its_retry_are_not(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    for request_id in ("request-1", "request-1", "request-2"):
        bellhop.intake.take({"message": "nightly backup failed"}, request_id)
        bellhop.ring()
    assert len(cards(slack)) == 2


def test_an_empty_batch_wakes_the_function_and_does_nothing(bellhop: Bellhop, slack: RunningSlack) -> None:
    assert bellhop.intake.take({"Records": []}) == {"batchItemFailures": []}
    assert (slack.calls(), bellhop.alarms.texts) == ([], [])


def test_a_partial_failure_names_only_its_record(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock, table=BrokenFor("record#sns-bad"))
    answer = bellhop.intake.take(
        batch(
            sns_record(cloudwatch_says("OK", "ALARM", name="first"), "sns-good-1"),
            sns_record(cloudwatch_says("OK", "ALARM", name="second"), "sns-bad"),
            sns_record(cloudwatch_says("OK", "ALARM", name="third"), "sns-good-2"),
        )
    )
    assert named(answer) == ["message-1"]
    assert len(cards(slack)) == 2


def test_only_a_bug_reaches_the_dead_letters_and_others_go_on(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock, table=BrokenFor("record#sns-bad"))
    ring(bellhop, cloudwatch_says("OK", "ALARM", name="bad"), "sns-bad")
    ring(bellhop, cloudwatch_says("OK", "ALARM", name="good"))
    for _ in range(5):
        clock.advance(900)
        bellhop.ring()
    assert ["sns-bad" in letter for letter in bellhop.alarms.dead_letters] == [True]
    assert len(cards(slack)) == 1


def test_a_record_that_waits_for_slack_waits_longer_each_time_and_keeps_its_id(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    slack.fault("*", "status", status=500)
    ring(bellhop, cloudwatch_says("OK", "ALARM"), "sns-1")
    waits = []
    for _ in range(12):
        due = bellhop.alarms.next_due()
        assert due is not None
        waits.append(due - clock.epoch())
        clock.advance(waits[-1])
        bellhop.ring()
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert {record.id for text in bellhop.alarms.texts for record in records(batch(text))} == {"sns-1"}


def test_a_record_that_waited_for_slack_for_fourteen_days_is_given_up_and_can_be_brought_back(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.queues.backoff.MOST_TRIES", 12)  # all 1,352 over HTTP would take minutes
    slack.fault("*", "status", status=500)
    ring(bellhop, cloudwatch_says("OK", "ALARM"), "sns-1")
    while (due := bellhop.alarms.next_due()) is not None and len(bellhop.alarms.texts) < 20:
        clock.advance(max(0.0, due - clock.epoch()))
        bellhop.ring()
    (letter,) = bellhop.alarms.dead_letters
    assert len(bellhop.alarms.texts) == 12
    bellhop.alarms.put(letter)
    wait_until_quiet(bellhop, clock.epoch() + 2700)
    assert bellhop.alarms.dead_letters == [letter]
    slack.clear_faults()
    wait_until_quiet(bellhop, clock.epoch() + 900)
    assert len(cards(slack)) == 1


def test_a_queue_that_cannot_take_what_must_wait_leaves_that_record_to_sqs_and_does_the_others(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.fault("chat.postMessage", "status", status=500, count=1)
    bellhop.alarms.faults.append(Later("AWS did not answer."))
    answer = bellhop.intake.take(
        batch(
            sns_record(cloudwatch_says("OK", "ALARM", name="first"), "sns-1"),
            sns_record(cloudwatch_says("OK", "ALARM", name="second"), "sns-2"),
        )
    )
    assert named(answer) == ["message-0"]
    assert [card["text"].split("(")[0].strip() for card in cards(slack)] == [":red_circle: ALARM: second"]


def test_what_there_is_no_time_left_for_is_put_off_and_the_first_is_always_tried(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    event = batch(*[sns_record(cloudwatch_says("OK", "ALARM", name=f"a{n}"), f"sns-{n}") for n in range(3)])
    assert named(bellhop.intake.take(event, seconds_left=lambda: 19.0)) == []
    assert len(cards(slack)) == 1
    clock.advance(2)
    bellhop.ring()
    assert len(cards(slack)) == 3


def test_what_failed_comes_back_after_seconds_not_after_its_visibility_time(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = Bellhop(slack, clock, table=BrokenFor("record#sns-bad"))
    ring(bellhop, cloudwatch_says("OK", "ALARM"), "sns-bad")
    assert bellhop.alarms.next_due() == clock.epoch() + 2


def test_a_raw_delivery_is_known_by_its_sqs_id_also_after_it_waited(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    slack.fault("chat.postMessage", "drop_after_work", count=1)
    event = batch(json.dumps(cloudwatch_says("OK", "ALARM")))
    bellhop.intake.take(event)
    clock.advance(60)
    bellhop.ring()
    bellhop.intake.take(event)
    assert len(cards(slack)) == 1
    assert decision_on(bellhop.parts.processor.outcomes, "message-0").outcome == "posted"


def test_the_same_alarm_by_two_ways_is_one_message(bellhop: Bellhop, slack: RunningSlack) -> None:
    bellhop.intake.take(payload("event_sqs"))
    (record, _) = records(payload("event_sqs"))
    assert take(bellhop.parts.processor, replace(record, id="another way")) == "repeated"
    assert len(cards(slack)) == 2


@pytest.mark.parametrize("character", ["\ud800", "\uffff", "\ufffe", "\x00"])
def test_an_alarm_with_any_character_in_any_of_its_names_is_shown_also_after_it_waited(
    character: str, bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    event = eventbridge_says("OK", "ALARM")
    metric = event["detail"]["configuration"]["metrics"][0]["metricStat"]["metric"]
    metric["dimensions"] = {f"a{character}": f"b{character}"}
    event["detail"]["state"]["reason"] = f"because{character}"
    slack.fault("chat.postMessage", "ratelimited", count=1)
    bellhop.alarms.put(json.dumps(event))
    bellhop.ring()
    clock.advance(120)
    bellhop.ring()
    assert len(cards(slack)) == 1
    assert bellhop.alarms.dead_letters == []
