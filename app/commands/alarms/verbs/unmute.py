"""`/alarms unmute GLOB`: ends Bellhop's mutes of many alarms at once; nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.alarms.buttons import UNMUTE_ONE
from app.commands.alarms.verbs.mute import AWS_ACTIONS, one_acts_on, topic
from app.commands.alarms.verbs.verb import Asked, Request, Verb
from app.listeners.listener import Button

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services
    from app.slack.interactions import ButtonClick, Reply

HELP = ("`/alarms unmute web-*` ends that",)


def acts_on(request: Request) -> str:
    return topic(request.rest)


def run(request: Request, asked: Asked) -> Reply:
    from app.commands.alarms import unmuting

    return unmuting.unmute(request, asked)


def on_one(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.alarms import unmuting

    return unmuting.unmute_one(click, services, operation)


VERB = Verb(
    words=("unmute", "un-mute", "unsnooze"),
    run=run,
    acts_on=acts_on,
    help=HELP,
    buttons=(Button(UNMUTE_ONE, acts_on=one_acts_on, run=on_one),),
    aws_actions=AWS_ACTIONS,
)
