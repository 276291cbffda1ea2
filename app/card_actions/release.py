"""The button Release: somebody no longer has it in hand; if nobody else has, reminders and escalation go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.card_actions.in_hand import acts_beside_mutes, as_it_is
from app.listeners.listener import Button
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.buttons import RELEASE
from app.slack.messages.message import sentence
from app.slack.messages.text import moment, named

if TYPE_CHECKING:
    from app.alarms.decide.incident import Incident, Response
    from app.listeners.operation import Operation
    from app.listeners.services import Services

RELEASED = "Released. *Nobody has it now*, so reminders and escalation go on."
RELEASED_MUTED = (
    "Released. *Nobody has it now*. It is muted until {until}, so reminders and escalation go on after that."
)
LEFT = "Released. {user} has it now."
NOT_YOURS = "{now} You don't have it in hand, so there is nothing to release."


def run(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.alarms.decide.incident import silenced_until
    from app.card_actions.in_hand import pressed, released

    def release(stored: Incident, press: Response) -> Incident:
        return released(stored, press, services)

    now = pressed(click.value, click.caller, services, operation, "release", release)
    holder = now.incident.acknowledged
    if now.is_again:
        return Reply.nothing()
    if not now.is_done:
        return Reply(sentence(NOT_YOURS.format(now=as_it_is(now.incident))))
    if holder:
        return Reply(sentence(LEFT.format(user=named(holder.user_id))))
    until = silenced_until(now.incident.latest, now.incident.mute, services.clock())
    return Reply(sentence(RELEASED_MUTED.format(until=moment(until)) if until else RELEASED))


BUTTON = Button(RELEASE, acts_on=acts_beside_mutes, run=run, in_turn=False)
