"""The button Acknowledge: somebody has the alarm in hand, the card says who, and nobody is reminded any more."""

from __future__ import annotations

from app.alarms.decide.incident import Deed, acknowledged_by
from app.card_actions.incident import acts_on, guarded_incident_of
from app.listeners.listener import Button
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.buttons import ACKNOWLEDGE
from app.slack.messages.message import sentence
from app.slack.messages.text import mention, moment

DEED = "{user} has it in hand"
YOURS = ":eyes: It is yours: the card says so, and nobody is reminded of it any more."
OTHERS = "{user} has had it in hand since {at}."
OVER = "It is over already, so there is nothing to take in hand."


def run(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    known = guarded_incident_of(click.value, click.caller, services)
    if known.is_over:
        return Reply(sentence(OVER))
    user = click.caller.user_id
    deed = Deed(services.clock(), user, DEED.format(user=mention(user)), operation.mark)
    incident = services.desk.amend_incident(known.id, lambda stored: acknowledged_by(stored, deed))
    first = incident.acknowledged
    assert first is not None  # it is now, by this one at the latest
    if first.user_id == user:
        return Reply(sentence(YOURS))
    return Reply(sentence(OTHERS.format(user=mention(first.user_id), at=moment(first.at))))


def in_a_line_of_its_own(click: ButtonClick) -> str:
    """Who takes it in hand contradicts nobody who mutes it: neither overtakes the other where one has to wait."""
    return f"{acts_on(click)}:in-hand"


BUTTON = Button(ACKNOWLEDGE, acts_on=in_a_line_of_its_own, run=run, in_turn=False)
