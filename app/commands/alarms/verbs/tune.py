"""`/alarms tune ALARM`: what setting would have gone off less, from the alarm's own past, and a button that sets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.alarms.buttons import TUNE, TUNED, topic_in
from app.commands.alarms.verbs.verb import Asked, Request, Verb
from app.listeners.listener import Button

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services
    from app.slack.interactions import ButtonClick, Reply

HELP = ("`/alarms tune ALARM` looks for a setting that goes off less, and loses nothing that somebody acted on",)


def run(request: Request, asked: Asked) -> Reply:
    from app.commands.alarms import tuning

    return tuning.ask(request, asked.services)


def on_tune(click: ButtonClick, services: Services, _: Operation) -> Reply:
    from app.commands.alarms import tuning

    return tuning.ask_pressed(click, services)


def on_tuned(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.alarms import tuning

    return tuning.set_it(click, services, operation)


def acts_on(click: ButtonClick) -> str:
    return topic_in(click.value)


VERB = Verb(
    words=("tune",),
    run=run,
    help=HELP,
    buttons=(Button(TUNE, run=on_tune), Button(TUNED, acts_on=acts_on, run=on_tuned)),
    aws_actions=(
        "cloudwatch:DescribeAlarms",
        "cloudwatch:DescribeAlarmHistory",
        "cloudwatch:GetMetricData",
        "cloudwatch:PutMetricAlarm",
    ),
)
