"""`/alarms new GROUP`: a form that makes an alarm, and shows first how often it would have gone off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands.alarms.make import opening
from app.commands.alarms.make.buttons import BACK, CHANGED, EDIT, FORM, NEW, OPEN, PUT, about_in, kept, topic_of
from app.commands.alarms.make.draft import NAME
from app.commands.alarms.verbs.verb import Asked, Request, Verb
from app.listeners.listener import Button, Modal

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from app.listeners.operation import Operation
    from app.listeners.services import Services
    from app.slack.interactions import ButtonClick, Caller, ModalSubmission, Reply

HELP = ("`/alarms new GROUP` makes an alarm on a group, or on a queue, function or target group",)


# `/alarms new on web`, `new alarm for web`.
BEFORE_THE_NAME = frozenset(("a", "an", "alarm", "on", "for"))


def about(request: Request) -> dict[str, str]:
    words = list(request.words)
    while len(words) > 1 and not request.quoted and words[0].casefold() in BEFORE_THE_NAME:
        words.pop(0)
    return {NEW: request.quoted or " ".join(words)}


def acts_on(request: Request) -> str:
    return topic_of(about(request)) if request.rest else ""


def opens(request: Request) -> View | None:
    return opening.loading(about(request)) if request.rest else None


def fills(request: Request, caller: Caller, services: Services) -> View:
    from app.commands.alarms.make import run

    return run.fill(about(request), caller, services)


def run(request: Request, _: Asked) -> Reply:
    from app.commands.alarms.make import run

    return run.ask(about(request))


def open_acts_on(click: ButtonClick) -> str:
    return topic_of(about_in(click.value))


def form_acts_on(submission: ModalSubmission) -> str:
    return topic_of(kept(submission.about))


def put_acts_on(submission: ModalSubmission) -> str:
    return topic_of({EDIT: submission.about.get(EDIT) or submission.about.get(NAME, "")})


def on_open(click: ButtonClick, services: Services) -> View:
    from app.commands.alarms.make import run

    return run.fill_pressed(click, services)


def on_changed(click: ButtonClick, services: Services) -> View:
    from app.commands.alarms.make import run

    return run.refill(click, services)


def on_back(click: ButtonClick, services: Services) -> View:
    from app.commands.alarms.make import run

    return run.back(click, services)


def on_form(submission: ModalSubmission, services: Services) -> View:
    from app.commands.alarms.make import run

    return run.show(submission, services)


def on_put(submission: ModalSubmission, services: Services, operation: Operation) -> Reply:
    from app.commands.alarms.make import run

    return run.carry_out(submission, services, operation)


VERB = Verb(
    words=("new", "create"),
    run=run,
    acts_on=acts_on,
    opens=opens,
    fills=fills,
    help=HELP,
    buttons=(
        Button(OPEN, acts_on=open_acts_on, opens=opening.loading_pressed, fills=on_open),
        Button(CHANGED, fills=on_changed),
        Button(BACK, fills=on_back),
    ),
    modals=(
        Modal(FORM, acts_on=form_acts_on, check=opening.form_errors, opens=opening.looking, fills=on_form),
        Modal(PUT, acts_on=put_acts_on, run=on_put),
    ),
    aws_actions=(
        "autoscaling:DescribeAutoScalingGroups",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListMetrics",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
    ),
)
