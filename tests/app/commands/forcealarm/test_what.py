"""The message shortcut "What is this alarm?": on other bots' messages, e-mails, people's words, and in threads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.commands.forcealarm.what import NO_ALARM, SHORTCUT
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop

MESSAGES: dict[str, dict[str, Any]] = {
    "text": {"text": "ALARM: web-5xx again"},
    "blocks": {"text": "!", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*web-5xx* is red"}}]},
    "attachments": {"text": "!", "attachments": [{"title": "web-5xx", "text": "red", "color": "#f00"}]},
    "fields": {"text": "!", "attachments": [{"fields": [{"title": "Alarm", "value": "web-5xx"}]}]},
}


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def ask(bellhop: Bellhop, ts: str, channel: str = "C0OPS") -> dict[str, Any]:
    """What somebody sees who picks the shortcut on that message."""
    before = len(bellhop.slack.messages(channel))
    assert bellhop.slack.act(user="U0ANA", channel=channel, ts=ts, shortcut=SHORTCUT.name)["ok"]
    bellhop.work()
    (told,) = bellhop.slack.messages(channel)[before:]
    return told


@pytest.mark.parametrize("said", MESSAGES)
def test_another_bots_message_that_names_an_alarm_shows_its_card_to_who_asked(said: str, bellhop: Bellhop) -> None:
    ts = bellhop.slack.act(app="Mail", channel="C0OPS", **MESSAGES[said])["response"]["ts"]
    told = ask(bellhop, ts)
    assert "web-5xx" in told["text"] and "is in *ALARM*" in told["text"]
    assert told["ephemeral_to"] == "U0ANA"


def test_an_alarm_of_another_account_or_region_is_not_taken_for_ours_of_that_name(bellhop: Bellhop) -> None:
    ours = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-5xx"
    bellhop.cloudwatch.add(replace(alarm("web-5xx"), arn=ours))
    others = [ours.replace("us-east-1", "eu-west-1"), ours.replace("123456789012", "999999999999")]
    for arn in others:
        ts = bellhop.slack.act(user="U0BO", channel="C0OPS", text=f"web-5xx is red: {arn}")["response"]["ts"]
        assert ask(bellhop, ts)["text"] == NO_ALARM
    ts = bellhop.slack.act(user="U0BO", channel="C0OPS", text=f"{others[0]} and {ours}")["response"]["ts"]
    assert "web-5xx" in ask(bellhop, ts)["text"]


def test_of_many_others_it_says_how_many(bellhop: Bellhop) -> None:
    for number in range(9):
        bellhop.cloudwatch.add(alarm(f"db-{number}"))
    text = " ".join(f"db-{number}" for number in range(9))
    ts = bellhop.slack.act(user="U0BO", channel="C0OPS", text=text)["response"]["ts"]
    assert "also names `db-1`, `db-2`, `db-3`, `db-4`, `db-5` and 3 more." in ask(bellhop, ts)["text"]


def test_in_a_thread_the_answer_is_in_that_thread(bellhop: Bellhop) -> None:
    parent = bellhop.slack.act(user="U0BO", channel="C0OPS", text="look")["response"]["ts"]
    ts = bellhop.slack.act(user="U0BO", channel="C0OPS", text="web-5xx rang", thread_ts=parent)["response"]["ts"]
    assert ask(bellhop, ts)["thread_ts"] == parent


def test_it_works_where_the_bot_is_not_and_on_bellhops_own_card(bellhop: Bellhop) -> None:
    ts = bellhop.slack.act(user="U0BO", channel="C0PRIVATE", text="web-5xx?")["response"]["ts"]
    assert "web-5xx" in ask(bellhop, ts, "C0PRIVATE")["text"]
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    assert "web-high-cpu" in ask(bellhop, cards(bellhop.slack)[-1]["ts"], "C0ALARMS")["text"]


def test_other_alarms_of_the_message_are_named(bellhop: Bellhop) -> None:
    ts = bellhop.slack.act(user="U0BO", channel="C0OPS", text="web-5xx after web-high-cpu")["response"]["ts"]
    told = ask(bellhop, ts)
    assert "also names `web-high-cpu`" in told["text"]
    assert "web-high-cpu" in str(told["blocks"])


def test_a_message_that_names_none_says_so_and_costs_one_look(bellhop: Bellhop) -> None:
    ts = bellhop.slack.act(user="U0BO", channel="C0OPS", text="lunch?")["response"]["ts"]
    assert ask(bellhop, ts)["text"] == NO_ALARM
    assert len(bellhop.cloudwatch.asked) == 1
