"""The button Acknowledge: the card shows who is looking into the alarm; reminders and escalation stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.card_actions.in_hand import acts_beside_mutes
from app.listeners.listener import Button
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.buttons import ACKNOWLEDGE
from app.slack.messages.message import sentence
from app.slack.messages.text import named

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

DONE = ":eyes: Acknowledged. The card shows your name, and reminders and escalation stop."
OTHERS = "{user} acknowledged it {at}. *Join* or *Take over* on the card if you are on it too."


def run(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.alarms.decide.incident import acknowledged_by
    from app.card_actions.in_hand import YOURS, pressed, when

    now = pressed(click.value, click.caller, services, operation, "acknowledge", acknowledged_by)
    holder = now.incident.acknowledged
    assert holder is not None  # at the latest by this one
    if holder.user_id != click.caller.user_id:
        return Reply(sentence(OTHERS.format(user=named(holder.user_id), at=when(holder.at, services.clock()))))
    if now.is_again:
        return Reply.nothing()
    return Reply(sentence(DONE if now.is_done else YOURS))


BUTTON = Button(ACKNOWLEDGE, acts_on=acts_beside_mutes, run=run, in_turn=False)
