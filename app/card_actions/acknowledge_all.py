"""The button Acknowledge all of a digest: each alarm's own record says who is on it, and its reminders stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.card_actions.digest_alarms import acts_on, counted
from app.card_actions.in_hand import ACKNOWLEDGED
from app.listeners.listener import Button
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.buttons import ACKNOWLEDGE_ALL
from app.slack.messages.message import sentence
from app.slack.messages.text import named

if TYPE_CHECKING:
    from app.alarms.decide.incident import Incident
    from app.listeners.operation import Operation
    from app.listeners.services import Services

DONE = ":eyes: You have acknowledged {alarms}. The digest shows it, and Bellhop sends no reminders of them."
NONE = "Somebody else has acknowledged all of them already."
OTHERS = "{alarms} had been acknowledged by others before."


def run(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.alarms.decide.incident import Response, acknowledged_by
    from app.card_actions.digest_alarms import going_on
    from app.card_actions.in_hand import has_just

    allowed = going_on(click.value, click.caller, services, "acknowledge")
    user = click.caller.user_id
    words, name = ACKNOWLEDGED.format(user=named(user)), services.slack.names.name_of(user)
    response = Response(services.clock(), user, words, operation.mark, name=name)

    def acknowledged(stored: Incident) -> Incident:
        return stored if stored.is_over else acknowledged_by(stored, response)

    found = services.processor.amend_many([each.id for each in allowed.incidents], acknowledged)
    taken = [each.acknowledged.user_id for each in found if each.acknowledged]
    is_done = any(each.knows(response.id) for each in found)
    if not is_done and any(has_just(each, user, response.at) for each in found):
        return Reply.nothing()
    mine, others = taken.count(user), len(taken) - taken.count(user)
    told = [
        DONE.format(alarms=counted(mine)) if mine else NONE,
        OTHERS.format(alarms=counted(others)) if mine and others else "",
        allowed.left_out,
    ]
    return Reply(sentence(" ".join(filter(None, told))))


BUTTON = Button(ACKNOWLEDGE_ALL, acts_on=lambda click: f"{acts_on(click)}:in-hand", run=run, in_turn=False)
