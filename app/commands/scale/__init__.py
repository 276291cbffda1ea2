"""/scale: look at Auto Scaling groups and change how many instances they want; registration only."""

from __future__ import annotations

from app.aws import autoscaling
from app.commands.command import Button, Command, Modal
from app.commands.scale.change import change_by_modal, modal_errors, scale
from app.commands.scale.form import FORM, filled_form, group_of, loading_form
from app.commands.scale.wish import USAGE, Wish
from app.errors import Wrong
from app.interactions import ButtonClick, ModalSubmission, SlashCommand
from app.messages.buttons import OPEN_SCALE


def topic(group: str) -> str:
    return f"scale:{group}"


def acts_on(command: SlashCommand) -> str:
    try:
        wish = Wish.parse(command.text)
    except Wrong:
        return ""
    return topic(wish.group) if wish.size else ""


def click_acts_on(click: ButtonClick) -> str:
    return topic(click.value)


def form_acts_on(submission: ModalSubmission) -> str:
    return topic(group_of(submission))


COMMAND = Command(
    name="/scale",
    usage=USAGE,
    summary="Show Auto Scaling groups, or set how many instances one wants",
    run=scale,
    acts_on=acts_on,
    buttons=(Button(OPEN_SCALE, acts_on=click_acts_on, opens=loading_form, fills=filled_form),),
    modals=(Modal(FORM, acts_on=form_acts_on, run=change_by_modal, check=modal_errors),),
    aws_actions=autoscaling.ACTIONS,
)
