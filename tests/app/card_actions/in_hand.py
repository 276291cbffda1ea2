"""Passing an alarm on by its card, as people do it."""

from __future__ import annotations

from typing import Any

from tests.app.card_actions.pressing import card_of, press, rung
from tests.app.people import press as press_message
from tests.fakes.bellhop import Bellhop


def acknowledged(bellhop: Bellhop, user: str = "U0ANA") -> dict[str, Any]:
    """An alarm that somebody acknowledged: its card."""
    rung(bellhop)
    press(bellhop, "alarm_ack", user)
    return card_of(bellhop)


def hand_over(bellhop: Bellhop, to: str, user: str = "U0ANA") -> None:
    press(bellhop, "alarm_hand_over", user)
    submit(bellhop, to, user)


def submit(bellhop: Bellhop, to: str, user: str = "U0ANA") -> None:
    view = bellhop.slack.state(user)["views"][-1]
    answer = bellhop.slack.act(user=user, view_id=view["id"], values={"to": to})
    assert answer["ok"], answer
    bellhop.work()


def pings(bellhop: Bellhop) -> list[str]:
    """Whom the newest message in #alarms that everybody sees has notified."""
    posted = [each for each in bellhop.slack.messages("C0ALARMS") if not each["ephemeral_to"]]
    return list(posted[-1]["pings"])


def at_once(bellhop: Bellhop, action_id: str, *users: str) -> None:
    """They all see the same card when they press."""
    card = card_of(bellhop)
    for user in users:
        assert press_message(bellhop, card, action_id, user)["ok"]
    bellhop.work()


def labels(bellhop: Bellhop) -> list[str]:
    """The card's buttons, those in the menu too."""
    rows = [block["elements"] for block in card_of(bellhop)["blocks"] if block["type"] == "actions"]
    shown = [each for row in rows for each in row]
    return [one["text"]["text"] for each in shown for one in each.get("options", [each])]
