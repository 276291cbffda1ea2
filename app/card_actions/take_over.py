"""The button Take over: somebody else has it in hand from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.card_actions.in_hand import YOURS, acts_beside_mutes, as_it_is
from app.listeners.listener import Button
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.buttons import TAKE_OVER, held
from app.slack.messages.message import sentence
from app.slack.messages.text import named

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

DONE = ":eyes: You took it over from {user}. The card shows your name."
NOT_DONE = "{now} That changed just before you pressed, so *nothing was done*."


def run(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.alarms.decide.in_hand import taken_over_by
    from app.card_actions.in_hand import pressed

    incident_id, before = held(click.value)
    now = pressed(
        incident_id,
        click.caller,
        services,
        operation,
        "take over",
        lambda stored, press: taken_over_by(stored, press, before),
    )
    holder = now.incident.acknowledged
    if now.is_done:
        return Reply(sentence(DONE.format(user=named(before))))
    if holder and holder.user_id == click.caller.user_id:
        return Reply.nothing() if now.is_again else Reply(sentence(YOURS))
    return Reply(sentence(NOT_DONE.format(now=as_it_is(now.incident))))


BUTTON = Button(TAKE_OVER, acts_on=acts_beside_mutes, run=run, in_turn=False)
