"""The button Acknowledge: the card shows who is looking into the alarm, and the reminders stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.card_actions.incident import acts_on, checked, guarded_incident_of
from app.listeners.listener import Button
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.buttons import ACKNOWLEDGE
from app.slack.messages.message import sentence
from app.slack.messages.text import moment, named

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

RESPONSE = "Acknowledged by {user}"
YOURS = ":eyes: Acknowledged. The card shows your name, and Bellhop sends no more reminders."
OTHERS = "{user} has acknowledged it already, {at}."
OVER = "The alarm is back to OK, so there is nothing to acknowledge."
NEWER = "This card is over. The alarm has gone off again since, and has a newer card: please acknowledge that one."


def run(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.alarms.decide.incident import Response, acknowledged_by

    pressed = guarded_incident_of(click.value, click.caller, services.processor, services.policy)
    now = checked(pressed, services, "acknowledge")
    known = now.incident
    if known.is_over:
        return Reply(sentence(OVER if now.last.is_over else NEWER))
    user = click.caller.user_id
    response = Response(services.clock(), user, RESPONSE.format(user=named(user)), operation.mark)
    incident = services.processor.amend_incident(known.id, lambda stored: acknowledged_by(stored, response))
    first = incident.acknowledged
    assert first is not None  # at the latest by this one
    if first.user_id == user:
        return Reply(sentence(YOURS))
    return Reply(sentence(OTHERS.format(user=named(first.user_id), at=moment(first.at))))


def acts_beside_mutes(click: ButtonClick) -> str:
    """Acknowledging and muting don't contradict each other, so neither overtakes the other."""
    return f"{acts_on(click)}:in-hand"


BUTTON = Button(ACKNOWLEDGE, acts_on=acts_beside_mutes, run=run, in_turn=False)
