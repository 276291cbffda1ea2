"""Buttons, graphs and mutes through the deployed zip: pressed in Slack, done in CloudWatch, shown on the card."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.flows.pressing import press
from tests.flows.test_alarms import ALARMS, new_messages, own_alarm, set_state
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.slow  # begins first


@dataclass(frozen=True)
class Card:
    """The card of an alarm that has just gone off; called, it is the message as it is now."""

    sandbox: SandboxProcess
    name: str
    ts: str

    def __call__(self) -> dict[str, Any]:
        return next(message for message in self.sandbox.messages(ALARMS) if message["ts"] == self.ts)


@pytest.fixture(autouse=True)
def failing(sandbox: SandboxProcess) -> None:
    """Slack takes some of the next calls not at all, some without an answer."""
    for kind in ("status", "drop_after_work"):
        sandbox.control("faults", {"method": "chat.postMessage", "kind": kind, "count": 1})
    for kind in ("status", "ratelimited", "drop_after_work"):
        sandbox.control("faults", {"method": "chat.update", "kind": kind, "retry_after": 1, "count": 1})


@pytest.fixture
def card(sandbox: SandboxProcess) -> Iterator[Card]:
    come, name = new_messages(sandbox), own_alarm(sandbox, "pressed")
    set_state(sandbox, name, "ALARM")
    found = until(lambda: [m for m in come() if f"ALARM: {name}" in m["text"]], "the card")[0]
    yield Card(sandbox, name, found["ts"])
    sandbox.client("cloudwatch").delete_alarms(AlarmNames=[name])


def rules(sandbox: SandboxProcess, card: Card) -> list[Any]:
    """CloudWatch's mute rules of the card's alarm."""
    found: list[Any] = sandbox.client("cloudwatch").list_alarm_mute_rules(AlarmName=card.name)["AlarmMuteRuleSummaries"]
    return found


def blocks(card: Card) -> str:
    return json.dumps(card()["blocks"])


def mute(sandbox: SandboxProcess, card: Card, **values: str) -> None:
    press(sandbox, card(), "alarm_mute")
    view = sandbox.state()["views"][-1]
    sandbox.act(user="U0ANA", view_id=view["id"], values=values)
    until(lambda: "Muted by <@U0ANA>" in blocks(card), "the card to say so")


def whispers(sandbox: SandboxProcess, words: str) -> list[dict[str, Any]]:
    return [m for m in sandbox.messages(ALARMS) if m.get("ephemeral") and words in m["text"]]


def test_the_graph_comes_after_the_text(sandbox: SandboxProcess, card: Card) -> None:
    """The alarm's metric has no values, of which Slack could draw a chart."""
    until(lambda: '"image"' in blocks(card), "the graph on the card")
    file = next(block["slack_file"]["id"] for block in card()["blocks"] if block["type"] == "image")
    picture = sandbox.fetch(f"ui/files/{file}")
    assert picture.startswith(b"\x89PNG")


def test_who_acknowledges_is_on_the_card(sandbox: SandboxProcess, card: Card) -> None:
    press(sandbox, card(), "alarm_ack", user="U0BO")
    until(lambda: "Acknowledged by <@U0BO>" in blocks(card), "the card to say so")
    assert "alarm_ack" not in blocks(card)


def test_whom_it_is_handed_to_is_on_the_card_and_mentioned(sandbox: SandboxProcess, card: Card) -> None:
    press(sandbox, card(), "alarm_ack")
    until(lambda: "Acknowledged by <@U0ANA>" in blocks(card), "the acknowledgement")
    press(sandbox, card(), "alarm_hand_over")
    view = until(lambda: sandbox.state()["views"], "the form")[-1]
    sandbox.act(user="U0ANA", view_id=view["id"], values={"to": "U0BO"})
    until(lambda: "Handed over to <@U0BO> by <@U0ANA>" in blocks(card), "the card to say so")
    lines = until(lambda: [each["text"] for each in card()["replies"] if "<@U0BO>" in each["text"]], "the line")
    assert lines == ["ana handed it over to <@U0BO>"]


def test_the_history_is_told_to_who_asks(sandbox: SandboxProcess, card: Card) -> None:
    press(sandbox, card(), "alarm_details")
    told = until(lambda: whispers(sandbox, f"*History of `{card.name}`*"), "the history")
    assert "Alarm updated from OK to ALARM" in told[-1]["text"]
    assert "CloudWatch says *ALARM* since" in told[-1]["text"]


def test_what_no_notification_told_is_on_the_card_once_a_button_is_pressed(sandbox: SandboxProcess, card: Card) -> None:
    sandbox.client("cloudwatch").disable_alarm_actions(AlarmNames=[card.name])
    set_state(sandbox, card.name, "OK")
    press(sandbox, card(), "alarm_ack")
    until(lambda: "*OK*" in blocks(card), "the card to say so")
    assert "No notification of this change arrived" in blocks(card)


def test_a_deleted_alarm_closes_its_card_once_a_button_is_pressed(sandbox: SandboxProcess, card: Card) -> None:
    sandbox.client("cloudwatch").delete_alarms(AlarmNames=[card.name])
    press(sandbox, card(), "alarm_ack", user="U0BO")
    until(lambda: "*DELETED*" in blocks(card), "the card to say so")
    assert "alarm_ack" not in blocks(card)


def test_a_muted_alarm_is_heard_again_when_the_window_ends(sandbox: SandboxProcess, card: Card) -> None:
    mute(sandbox, card, span="60")
    sandbox.control("cloudwatch", {"advance_seconds": 3700})
    try:
        until(lambda: "The mute window ended while it was" in blocks(card), "the actions to be carried out")
    finally:
        sandbox.control("cloudwatch", {"advance_seconds": -3700})


def test_unmute_deletes_the_rule(sandbox: SandboxProcess, card: Card) -> None:
    mute(sandbox, card, span="240")
    assert rules(sandbox, card)
    press(sandbox, card(), "alarm_unmute")
    until(lambda: "Muted by" not in blocks(card), "the card to say so")
    assert not rules(sandbox, card)


def test_where_rules_are_refused_the_actions_are_disabled(sandbox: SandboxProcess, card: Card) -> None:
    sandbox.control("cloudwatch", {"mute_rules": "refuse"})
    mute(sandbox, card, span="60")
    (alarm,) = sandbox.client("cloudwatch").describe_alarms(AlarmNames=[card.name])["MetricAlarms"]
    assert alarm["ActionsEnabled"] is False
    press(sandbox, card(), "alarm_unmute")
    until(lambda: "Muted by" not in blocks(card), "the card to say so")
    (alarm,) = sandbox.client("cloudwatch").describe_alarms(AlarmNames=[card.name])["MetricAlarms"]
    assert alarm["ActionsEnabled"] is True


def test_a_graph_that_fails_costs_only_itself(sandbox: SandboxProcess) -> None:
    sandbox.control("cloudwatch", {"graphs": "fail"})
    come = new_messages(sandbox)
    name = own_alarm(sandbox, "not-drawn")
    set_state(sandbox, name, "ALARM")
    until(lambda: [m for m in come() if f"ALARM: {name}" in m["text"]], "the card")
