"""Catch-up: what was missed is put on the queue, the oldest first; what arrived is not told again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.alarms.decide.history import KEPT
from app.aws.desk.alarm_history import Published
from app.base.errors import Misconfigured
from app.ops.catch_up import CatchUp, span_of
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring, thread
from tests.fakes.bellhop import Bellhop, decision_on

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def published(*messages: dict[str, Any]) -> list[Published]:
    return [Published(message["AlarmName"], NINE, json.dumps(message), "arn:topic") for message in messages]


def caught_up(bellhop: Bellhop, *messages: dict[str, Any], **options: Any) -> list[str]:
    """What catch-up said, once what it put on the queue was taken."""
    said: list[str] = []
    CatchUp(bellhop.parts.processor.incidents, bellhop.alarms, said.append).run(published(*messages), **options)
    bellhop.ring()
    return said


def test_an_alarm_that_nobody_heard_of_is_told(bellhop: Bellhop, slack: RunningSlack) -> None:
    said = caught_up(bellhop, cloudwatch_says("OK", "ALARM"))
    assert "ALARM: web-high-cpu" in cards(slack)[0]["text"]
    assert said[-1] == "1 found, 1 missed and put on the alarms queue, 0 already known."


def test_what_arrived_at_the_time_is_not_told_again(bellhop: Bellhop, slack: RunningSlack) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    said = caught_up(bellhop, cloudwatch_says("OK", "ALARM"))
    assert len(cards(slack)) == 1
    assert thread(slack, cards(slack)[0]["ts"]) == []
    assert said[-1] == "1 found, 0 missed, 1 already known."


def test_a_missed_end_turns_the_known_card_green(bellhop: Bellhop, slack: RunningSlack) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    caught_up(bellhop, cloudwatch_says("OK", "ALARM"), cloudwatch_says("ALARM", "OK", 300))
    (card,) = cards(slack)
    assert "OK: web-high-cpu" in card["text"]


def test_what_is_over_by_now_is_one_message(bellhop: Bellhop, slack: RunningSlack) -> None:
    caught_up(bellhop, cloudwatch_says("OK", "ALARM"), cloudwatch_says("ALARM", "OK", 300))
    (card,) = cards(slack)
    assert "It lasted 5 min" in card["text"]


def test_caught_up_twice_it_is_told_once(bellhop: Bellhop, slack: RunningSlack) -> None:
    for _ in range(2):
        caught_up(bellhop, cloudwatch_says("OK", "ALARM"), cloudwatch_says("OK", "ALARM"))
    assert len(cards(slack)) == 1


def test_an_alarm_that_calls_two_topics_is_found_once(bellhop: Bellhop) -> None:
    said = caught_up(bellhop, cloudwatch_says("OK", "ALARM"), cloudwatch_says("OK", "ALARM"))
    assert said[-1].startswith("1 found")


@pytest.mark.slow
def test_what_is_older_than_all_that_is_remembered_of_an_alarm_is_not_told_as_new(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    for number in range(1, KEPT + 1):
        states = ("OK", "ALARM") if number % 2 else ("ALARM", "OK")
        ring(bellhop, cloudwatch_says(*states, 10 * number))
    said = caught_up(bellhop, cloudwatch_says("ALARM", "OK", 5))
    assert said[-1] == "1 found, 0 missed, 1 already known."


def test_a_message_that_comes_by_itself_afterwards_is_a_repeat(bellhop: Bellhop, slack: RunningSlack) -> None:
    caught_up(bellhop, cloudwatch_says("OK", "ALARM"))
    ring(bellhop, cloudwatch_says("OK", "ALARM"), "at-last")
    assert decision_on(bellhop.parts.processor.outcomes, "at-last").outcome == "repeated"


def test_a_dry_run_only_says_what_would_be_told(bellhop: Bellhop, slack: RunningSlack) -> None:
    said = caught_up(bellhop, cloudwatch_says("OK", "ALARM"), dry_run=True)
    assert slack.messages("C0ALARMS") == []
    assert said[0].split() == ["missed", "2026-11-23", "02:59:00", "UTC", "OK", "->", "ALARM", "web-high-cpu"]
    assert "nothing was done" in said[-1]


def test_a_pattern_names_the_alarms(bellhop: Bellhop, slack: RunningSlack) -> None:
    caught_up(bellhop, cloudwatch_says("OK", "ALARM", name="db"), cloudwatch_says("OK", "ALARM"), glob="web-*")
    assert len(cards(slack)) == 1


def test_what_is_no_transition_is_left_alone(bellhop: Bellhop) -> None:
    assert caught_up(bellhop, {"AlarmName": "x"})[-1].startswith("0 found")


@pytest.mark.parametrize(
    ("given", "span"), [("30m", timedelta(minutes=30)), ("2h", timedelta(hours=2)), (" 3 d ", timedelta(days=3))]
)
def test_a_span_is_minutes_hours_or_days(given: str, span: timedelta) -> None:
    assert span_of(given) == span


def test_without_a_span_it_asks_how_far_back() -> None:
    with pytest.raises(Misconfigured, match=r"How far back\? Give --since 2h"):
        span_of("")


@pytest.mark.parametrize("given", ["2", "h", "0h", "-2h", "two hours", "31d", "9999d"])
def test_any_other_span_is_told_how_to_write_it(given: str) -> None:
    with pytest.raises(Misconfigured, match=r"--since is .*(30m|30d)"):
        span_of(given)
