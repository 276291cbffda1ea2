"""The button Join: the card shows that somebody else is on it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.card_actions.in_hand import NOBODY, YOURS, acts_beside_mutes
from app.listeners.listener import Button
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.buttons import JOIN
from app.slack.messages.message import sentence
from app.slack.messages.text import named

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

JOINED = ":eyes: You joined {user}. The card shows both of you."


def run(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.alarms.decide.in_hand import joined_by
    from app.card_actions.in_hand import pressed

    now = pressed(click.value, click.caller, services, operation, "join", joined_by)
    holder = now.incident.acknowledged
    if holder is None:
        return Reply(sentence(NOBODY))
    if now.is_again:
        return Reply.nothing()
    return Reply(sentence(JOINED.format(user=named(holder.user_id)) if now.is_done else YOURS))


BUTTON = Button(JOIN, acts_on=acts_beside_mutes, run=run, in_turn=False)
