"""/scale: shows Auto Scaling groups and changes them, now or later, with undo. Registration only.

λ slack imports this to acknowledge: parsing and the form's checks. The worker imports what runs, below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.views import View

from app.base.errors import Wrong
from app.commands.scale import buttons, pick
from app.commands.scale.form import FORM, form_errors, group_of, loading_form
from app.commands.scale.request.first_change import first_change
from app.commands.scale.request.parse import Request, topic
from app.commands.scale.verbs.catalogue import aws_actions, help_text
from app.listeners.listener import Button, Command, Modal
from app.slack.interactions import ButtonClick, ModalSubmission, Reply, SlashCommand
from app.slack.messages.buttons import OPEN_SCALE, UNDO

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

USAGE = "[GROUP [N | +N | x2 | +50% | min=A max=B | undo | history | help]]"


def acts_on(command: SlashCommand) -> str:
    """From the words alone: `web 4 in prod` is not in the order of what is typed about `web` here."""
    request = first_change(command.text)
    if request:
        return topic(request.group)
    if "in " not in command.text.casefold():
        return ""
    from app.listeners.place import without_maybe

    text, place = without_maybe(command.text)
    request = first_change(text) if place else None
    return topic(f"in {place}:{request.group}") if request else ""


def acts_there(command: SlashCommand, services: Services) -> str:
    from app.commands.scale import run

    return run.acts_there(command, services)


def open_acts_on(click: ButtonClick) -> str:
    return topic(buttons.group_in(click.value)[0])


def group_acts_on(click: ButtonClick) -> str:
    """For buttons that carry an id and a group."""
    return topic(buttons.named_in(click.value).group)


def request_acts_on(click: ButtonClick) -> str:
    try:
        return _acts_on(buttons.asked_in(click.value)[1])
    except Wrong:
        return ""


def form_acts_on(submission: ModalSubmission) -> str:
    return topic(group_of(submission))


def _acts_on(request: Request) -> str:
    return topic(request.group) if request.changes else ""


def on_command(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    from app.commands.scale import run

    return run.scale(command, services, operation)


def on_form(submission: ModalSubmission, services: Services, operation: Operation) -> Reply:
    from app.commands.scale import run

    return run.change_by_modal(submission, services, operation)


def on_open(click: ButtonClick, services: Services) -> View:
    from app.commands.scale import run

    return run.fill_form(click, services)


def on_do(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.scale import run

    return run.do(click, services, operation)


def on_page(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.scale import run

    return run.show_page(click, services)


def on_undo(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.scale import run

    return run.undo(click, services, operation)


def on_confirm(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.scale import run

    return run.confirm(click, services, operation)


def on_approve(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.scale import run

    return run.approve(click, services, operation)


def on_cancel(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.commands.scale import run

    return run.cancel(click, services, operation)


COMMAND = Command(
    name="/scale",
    usage=USAGE,
    summary="Show Auto Scaling groups, ECS services and more, and change them, now or later, with undo",
    run=on_command,
    acts_on=acts_on,
    acts_there=acts_there,
    help=help_text,
    buttons=(
        Button(OPEN_SCALE, acts_on=open_acts_on, opens=loading_form, fills=on_open),
        Button(pick.PICK, acts_on=open_acts_on, fills=on_open),
        Button(buttons.DO, acts_on=request_acts_on, run=on_do, asks_when_late=True),
        Button(buttons.PAGE, run=on_page),
        Button(UNDO, acts_on=group_acts_on, run=on_undo, in_turn=False, asks_when_late=True),
        Button(buttons.CONFIRM, acts_on=group_acts_on, run=on_confirm, in_turn=False, asks_when_late=True),
        Button(buttons.APPROVE, acts_on=group_acts_on, run=on_approve, in_turn=False, asks_when_late=True),
        Button(buttons.CANCEL, acts_on=group_acts_on, run=on_cancel, in_turn=False, asks_when_late=True),
    ),
    modals=(Modal(FORM, acts_on=form_acts_on, run=on_form, check=form_errors, asks_when_late=True),),
    shortcuts=(pick.SHORTCUT,),
    aws_actions=aws_actions(),
    asks_when_late=True,
)
