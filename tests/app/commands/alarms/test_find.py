"""Which alarm somebody means by a word, typed and read in Slack."""

from __future__ import annotations

from typing import Any

import pytest

from app.commands.alarms.find import whole_name
from app.listeners.alarm_search import MOST_PAGES
from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.commands.alarms.world import metric_alarm
from tests.app.growth import assert_linear
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop

ELSEWHERE = "arn:aws:cloudwatch:eu-west-1:210987654321:alarm:web-5xx"


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    for name in ("web-high-cpu", "web-5xx", "ok", "CPU is high"):
        listening_bellhop.cloudwatch.add(metric_alarm(name))
    return listening_bellhop


def answer_to(bellhop: Bellhop, words: str) -> dict[str, Any]:
    type_in(bellhop, f"/alarms {words}")
    return {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("web-5xx", "web-5xx"),
        ("WEB-5", "web-5xx"),
        ("5xx", "web-5xx"),
        ("ok", "ok"),
        ("CPU is high", "CPU is high"),
        ('"web-5xx"', "web-5xx"),
        ("arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-5xx", "web-5xx"),
    ],
)
def test_a_name_or_a_part_of_it_brings_the_card(bellhop: Bellhop, words: str, name: str) -> None:
    assert answer_to(bellhop, words)["text"].startswith(f":red_circle: ALARM: {name} (")


@pytest.mark.parametrize(("words", "first"), [("web", "web-5xx"), ("web-high-cup", "web-high-cpu")])
def test_what_may_be_meant_becomes_buttons(bellhop: Bellhop, words: str, first: str) -> None:
    message = answer_to(bellhop, words)
    labels = [each["text"]["text"] for each in message["blocks"][-1]["elements"]]
    assert first in labels
    press(bellhop, message, f"alarms_show:{labels.index(first)}")
    bellhop.work()
    assert seen(bellhop)[-1].startswith(f":red_circle: ALARM: {first} (")


def test_a_name_of_none_says_so_and_how_far_it_looked(bellhop: Bellhop) -> None:
    assert answer_to(bellhop, "zzz")["text"] == "There is no alarm `zzz`. `/alarms` lists what is not OK."
    for number in range(1001):
        bellhop.cloudwatch.add(metric_alarm(f"A-{number:04}", "OK"))
    bellhop.cloudwatch.pages.clear()
    assert "only in the first 1,000 alarms: type how its name begins" in answer_to(bellhop, "zzz")["text"]
    assert len(bellhop.cloudwatch.pages) == 1 + MOST_PAGES


def test_an_alarm_of_another_account_is_shown_without_what_acts_there(bellhop: Bellhop) -> None:
    assert "Bellhop runs in account 123456789012, us-east-1, and has no access" in answer_to(bellhop, ELSEWHERE)["text"]
    there = {**cloudwatch_says("OK", "ALARM", name="web-5xx"), "AlarmArn": ELSEWHERE, "AWSAccountId": "210987654321"}
    ring(bellhop, {**there, "Region": "EU (Ireland)"})
    message = answer_to(bellhop, ELSEWHERE)
    assert message["text"].startswith(":red_circle: ALARM: web-5xx (")
    buttons = [each for block in message["blocks"] if block["type"] == "actions" for each in block["elements"]]
    assert [each["action_id"] for each in buttons] == ["alarm_ack", "link:runbook", "link:cloudwatch"]


def test_however_many_words_add_nothing_few_names_are_looked_for(bellhop: Bellhop) -> None:
    def look(size: int) -> None:
        typed = ["the"] * (size // 8) + ["web"] + ["now"] * (size // 8)
        assert whole_name(typed, "web", bellhop.cloudwatch) == "web"

    assert_linear(look)
