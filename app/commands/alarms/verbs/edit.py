"""`/alarms edit ALARM`: the form of `/alarms new`, for the threshold and the periods of an alarm that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.alarms.make import opening
from app.commands.alarms.make.buttons import EDIT, topic_of
from app.commands.alarms.verbs.verb import Asked, Request, Verb

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from app.listeners.services import Services
    from app.slack.interactions import Caller, Reply

HELP = ("`/alarms edit ALARM` changes its threshold and periods",)


def about(request: Request) -> dict[str, str]:
    return {EDIT: request.rest}


def acts_on(request: Request) -> str:
    return topic_of(about(request)) if request.rest else ""


def opens(request: Request) -> View | None:
    return opening.loading(about(request)) if request.rest else None


def fills(request: Request, caller: Caller, services: Services) -> View:
    from app.commands.alarms.make import run

    _require_near(request, services)
    return run.fill(about(request), caller, services)


def run(request: Request, asked: Asked) -> Reply:
    from app.commands.alarms.make import run

    _require_near(request, asked.services)
    return run.ask(about(request))


def _require_near(request: Request, services: Services) -> None:
    """Another account's alarm may have the name of one of ours."""
    from app.commands.alarms.targets import require_near

    if request.arn:
        require_near(request.arn, services)


VERB = Verb(
    words=("edit", "change"),
    run=run,
    acts_on=acts_on,
    opens=opens,
    fills=fills,
    help=HELP,
    aws_actions=(
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetMetricData",
        "cloudwatch:PutMetricAlarm",
        "autoscaling:DescribeAutoScalingInstances",
    ),
)
