"""What people do in the Slack stand-in, and what they see there, for tests of whole conversations."""

from __future__ import annotations

from typing import Any

from app.slack.messages.buttons import OPEN_SCALE
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.fakes.bellhop import Bellhop
from tests.menus import press_of


def type_in(bellhop: Bellhop, command: str, user: str = "U0ANA", channel: str = "C0OPS") -> None:
    """Somebody types a command, and it is worked on."""
    answer = bellhop.slack.act(user=user, channel=channel, command=command)
    assert answer["ok"], answer
    bellhop.work()


def press(bellhop: Bellhop, message: dict[str, Any], action_id: str, user: str = "U0ANA") -> dict[str, Any]:
    """Somebody presses a button of a message, or picks it from its menu; it is not worked on yet."""
    how = press_of(message, action_id)
    return bellhop.slack.act(user=user, channel=message["channel"], ts=message["ts"], **how)


def open_form(bellhop: Bellhop, user: str = "U0ANA") -> dict[str, Any]:
    """An alarm on the group `web` rings, and somebody presses its scale button; returns the modal they see."""
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    card = {**cards(bellhop.slack)[-1], "channel": "C0ALARMS"}
    assert press(bellhop, card, f"{OPEN_SCALE}:0", user)["ok"]
    bellhop.work()
    return modal_of(bellhop, user)


def modal_of(bellhop: Bellhop, user: str = "U0ANA") -> dict[str, Any]:
    """The modal on top in front of somebody."""
    view: dict[str, Any] = bellhop.slack.state(user)["views"][-1]
    return view


def submit(bellhop: Bellhop, modal: dict[str, Any], size: str, user: str = "U0ANA") -> dict[str, Any]:
    """Somebody submits the scale modal; it is not worked on yet."""
    return bellhop.slack.act(user=user, view_id=modal["id"], values={"desired": size})


def by_name(text: str) -> str:
    """The text with the names of those it mentions: an edit mentions whom a new message names."""
    for user_id, name in (("U0ANA", "ana"), ("U0BO", "bo")):
        text = text.replace(f"<@{user_id}>", name)
    return text


def seen(bellhop: Bellhop, channel: str = "C0OPS", user: str = "U0ANA") -> list[str]:
    """The texts that this person sees in a channel, oldest first."""
    messages = bellhop.slack.messages(channel)
    return [message["text"] for message in messages if message["ephemeral_to"] in ("", user)]
