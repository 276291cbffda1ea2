"""The button Release mine of a digest: the alarms that somebody has in hand there, they have no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.card_actions.digest_alarms import acts_on, counted
from app.listeners.listener import Button
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.buttons import RELEASE_ALL
from app.slack.messages.message import sentence

if TYPE_CHECKING:
    from app.alarms.decide.incident import Incident
    from app.listeners.operation import Operation
    from app.listeners.services import Services

DONE = "You have released {alarms}. Reminders and escalation of what nobody has in hand go on."
NONE = "You have none of these alarms in hand."


def run(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.alarms.decide.in_hand import in_hand_of
    from app.alarms.decide.incident import Response
    from app.card_actions.digest_alarms import going_on
    from app.card_actions.in_hand import has_just, released

    allowed = going_on(click.value, click.caller, services, "release")
    user = click.caller.user_id
    name = services.slack.names.name_of(user)
    press = Response(services.clock(), user, "", operation.mark, name=name)
    # What an earlier try released counts too: its answer was lost.
    mine = [each.id for each in allowed.incidents if user in in_hand_of(each) or each.knows(press.id)]

    def release(stored: Incident) -> Incident:
        return stored if stored.is_over else released(stored, press, services)

    if not mine and any(has_just(each, user, press.at) for each in allowed.incidents):
        return Reply.nothing()
    if not mine:
        return Reply(sentence(NONE))
    services.processor.amend_many(mine, release)
    return Reply(sentence(" ".join(filter(None, (DONE.format(alarms=counted(len(mine))), allowed.left_out)))))


BUTTON = Button(RELEASE_ALL, acts_on=lambda click: f"{acts_on(click)}:in-hand", run=run, in_turn=False)
