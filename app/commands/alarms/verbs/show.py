"""`/alarms`: what is not OK, or one alarm's card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.alarms.buttons import PAGE, SHOW
from app.commands.alarms.verbs.verb import Asked, Request, Verb
from app.listeners.listener import Button

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services
    from app.slack.interactions import ButtonClick, Reply

HELP = (
    "`/alarms` lists what is not OK, worst first",
    "`/alarms ALARM` shows one: its name, or a part of it",
    "`/alarms web-* alarm mine` filters: name, state, yours; so do `muted`, `group:web` and `tag:team=shop`",
)


def run(request: Request, asked: Asked) -> Reply:
    from app.commands.alarms import run

    return run.show(request, asked)


def on_page(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.alarms import run

    return run.show_page(click, services, operation)


def on_show(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.alarms import run

    return run.show_one(click, services, operation)


VERB = Verb(
    words=("",),
    run=run,
    help=HELP,
    buttons=(Button(PAGE, run=on_page), Button(SHOW, run=on_show)),
    aws_actions=(
        "cloudwatch:DescribeAlarms",
        "cloudwatch:DescribeAlarmHistory",
        "cloudwatch:GetAlarmMuteRule",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListAlarmMuteRules",
        "cloudwatch:ListTagsForResource",
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribePolicies",
        "sns:ListSubscriptionsByTopic",
    ),
)
