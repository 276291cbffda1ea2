"""What /forcealarm shows where it changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.aws.alarm import Compared
from app.commands.forcealarm.show import LIST_HINT
from app.slack.messages.text import SHORT, moment
from sandbox.slack.threaded import RunningSlack
from tests.app.people import seen, type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def test_alone_it_lists_the_alarms_those_in_alarm_first(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm")
    lines = seen(bellhop)[0].splitlines()
    assert lines[:2] == [":red_circle: ALARM  `web-5xx`", ":large_green_circle: OK  `web-high-cpu`"]


def test_the_list_says_since_when_and_the_newest_value_against_its_threshold(bellhop: Bellhop) -> None:
    reason = "Threshold Crossed: 1 datapoint [93.25 (23/11/26 02:59:00)] was greater than the threshold (80.0)."
    compared = Compared("CPUUtilization", "Average", 60, 80.0, is_above=True)
    known = replace(alarm("hot", "ALARM"), since=bellhop.clock(), reason=reason, compared=compared)
    bellhop.cloudwatch.add(known)
    bellhop.cloudwatch.add(replace(known, name="math", compared=None))
    type_in(bellhop, "/forcealarm")
    since = moment(bellhop.clock(), SHORT)
    assert seen(bellhop)[0].splitlines()[:2] == [
        f":red_circle: ALARM  `hot` since {since} · 93.25 (threshold 80)",
        f":red_circle: ALARM  `math` since {since} · 93.25",
    ]


@pytest.mark.parametrize("words", ["list", "LS", "status", "all", "show", "alarms"])
def test_words_that_ask_for_the_list_are_one(words: str, bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm {words}")
    assert seen(bellhop)[0].startswith(":red_circle: ALARM  `web-5xx`")


def test_with_a_name_it_shows_what_each_state_would_call(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu")
    (card,) = seen(bellhop)
    assert "*web-high-cpu* is in *OK*" in card
    assert "ALARM: Triggers: notify the topic `bellhop-alarms` (1 queue)." in card
    assert "INSUFFICIENT_DATA: The alarm has no action for INSUFFICIENT_DATA" in card


def test_a_list_too_long_for_slack_ends_with_how_many_there_are_more_and_the_hint(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    for number in range(60):
        bellhop.cloudwatch.add(
            alarm(f"prod-payments-{number:03d}-target-group-unhealthy-hosts-and-latency-p99-too-high")
        )
    type_in(bellhop, "/forcealarm")
    (message,) = slack.messages("C0OPS")
    lines = message["blocks"][0]["text"]["text"].splitlines()
    assert all(line.endswith("`") for line in lines[:-1]), "whole lines only"
    assert lines[-1].startswith(f"… and {62 - len(lines) + 1} more.")
    assert LIST_HINT in str(message["blocks"][-1])


def test_an_alarm_without_a_since_or_reason_is_shown_all_the_same(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(replace(alarm("new"), state="INSUFFICIENT_DATA", reason="", actions_enabled=True))
    type_in(bellhop, "/forcealarm new")
    assert "*new* is in *INSUFFICIENT_DATA*" in seen(bellhop)[0]
