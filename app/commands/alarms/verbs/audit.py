"""`/alarms audit`: what is wrong with the alarms themselves, and what fixes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.alarms.audit.buttons import FIX, PAGE
from app.commands.alarms.buttons import UNDO, topic_in
from app.commands.alarms.verbs.verb import Asked, Request, Verb
from app.listeners.listener import Button

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services
    from app.slack.interactions import ButtonClick, Reply

HELP = ("`/alarms audit` finds alarms that notify nobody, cannot go off or are of no use, and fixes them",)


def run(request: Request, asked: Asked) -> Reply:
    from app.commands.alarms.audit import run as audit

    return audit.begin(asked.caller, asked.services, asked.operation)


def on_page(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.alarms.audit import run as audit

    return audit.turn(click, services, operation)


def on_fix(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.alarms.audit import fix

    return fix.fix(click, services, operation)


def on_undo(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.alarms import change_flow

    return change_flow.undo(click, services, operation)


def acts_on(click: ButtonClick) -> str:
    return topic_in(click.value)


VERB = Verb(
    words=("audit", "check"),
    run=run,
    help=HELP,
    buttons=(
        Button(PAGE, run=on_page),
        Button(FIX, acts_on=acts_on, run=on_fix),
        Button(UNDO, acts_on=acts_on, run=on_undo),
    ),
    aws_actions=(
        "autoscaling:DescribeAutoScalingGroups",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:DescribeAlarmHistory",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListAlarmMuteRules",
        "cloudwatch:GetAlarmMuteRule",
        "cloudwatch:ListTagsForResource",
        "cloudwatch:TagResource",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:PutCompositeAlarm",
        "cloudwatch:EnableAlarmActions",
        "cloudwatch:DisableAlarmActions",
        "cloudwatch:DeleteAlarms",
        "ec2:DescribeInstances",
        "sns:ListSubscriptionsByTopic",
    ),
)
