"""What the tests of an alarm's buttons share: a card, who presses, and what they and everybody see then."""

from __future__ import annotations

import json
from pkgutil import resolve_name
from typing import Any

import pytest

from app.base.errors import Later
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.people import press as press_message
from tests.fakes.bellhop import Bellhop


def card_of(bellhop: Bellhop, name: str = "web-high-cpu") -> dict[str, Any]:
    """The newest card of an alarm."""
    posted = [card for card in cards(bellhop.slack) if f": {name} " in card["text"] and not card["ephemeral_to"]]
    return {**posted[-1], "channel": "C0ALARMS"}


def rung(bellhop: Bellhop, name: str = "web-high-cpu") -> dict[str, Any]:
    """An alarm goes off, and this is its card."""
    ring(bellhop, cloudwatch_says("OK", "ALARM", name=name))
    return card_of(bellhop, name)


def press(bellhop: Bellhop, action_id: str, user: str = "U0ANA", name: str = "web-high-cpu") -> dict[str, Any]:
    """Somebody presses a button of the alarm's card, and it is worked on."""
    answer = press_message(bellhop, card_of(bellhop, name), action_id, user)
    bellhop.work()
    return answer


def whispered(bellhop: Bellhop, user: str = "U0ANA") -> list[str]:
    """What only this person was told in #alarms, oldest first."""
    return [each["text"] for each in bellhop.slack.messages("C0ALARMS") if each["ephemeral_to"] == user]


def blocks(bellhop: Bellhop, name: str = "web-high-cpu") -> str:
    return json.dumps(card_of(bellhop, name)["blocks"], ensure_ascii=False)


def interrupted(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """What the function with this dotted name does is done, and then its caller is stopped, once."""
    real = resolve_name(name)

    def stopped(*args: Any, **more: Any) -> None:
        monkeypatch.setattr(name, real)
        real(*args, **more)
        raise Later("Stopped here.")

    monkeypatch.setattr(name, stopped)
