"""`/alarms mute GLOB for 2h because ...`: CloudWatch's own mute rules for many alarms at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.alarms.buttons import CANCEL, CONFIRM, MUTE_ONE, arn_in, what_in
from app.commands.alarms.verbs.verb import Asked, Request, Verb
from app.commands.alarms.words import split_span
from app.listeners.listener import Button

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services
    from app.slack.interactions import ButtonClick, Reply

HELP = ("`/alarms mute web-* for 2h because REASON` mutes their actions, also `until tomorrow 9:00`",)
AWS_ACTIONS = (
    "cloudwatch:DescribeAlarms",
    "cloudwatch:ListAlarmMuteRules",
    "cloudwatch:GetAlarmMuteRule",
    "cloudwatch:PutAlarmMuteRule",
    "cloudwatch:DeleteAlarmMuteRule",
    "cloudwatch:EnableAlarmActions",
    "autoscaling:DescribeAutoScalingInstances",
)


def topic(what: str) -> str:
    """What a mute acts on: the same for all requests about the same words."""
    return f"alarms:{what.casefold()}" if what else ""


def acts_on(request: Request) -> str:
    return topic(split_span(request.words, request.quoted)[0])


def one_acts_on(click: ButtonClick) -> str:
    return topic(arn_in(click.value).partition(":alarm:")[2])


def answer_acts_on(click: ButtonClick) -> str:
    return topic(what_in(click.value))


def run(request: Request, asked: Asked) -> Reply:
    from app.commands.alarms import muting

    return muting.mute(request, asked)


def on_one(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.alarms import muting

    return muting.mute_one(click, services, operation)


def on_confirm(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.alarms import answer

    return answer.confirm(click, services, operation)


def on_cancel(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.alarms import answer

    return answer.cancel(click, services, operation)


VERB = Verb(
    words=("mute", "snooze", "silence"),
    run=run,
    acts_on=acts_on,
    help=HELP,
    buttons=(
        Button(MUTE_ONE, acts_on=one_acts_on, run=on_one),
        Button(CONFIRM, acts_on=answer_acts_on, run=on_confirm, in_turn=False),
        Button(CANCEL, acts_on=answer_acts_on, run=on_cancel, in_turn=False),
    ),
    aws_actions=AWS_ACTIONS,
)
