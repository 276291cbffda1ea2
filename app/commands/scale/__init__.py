"""/scale: look at Auto Scaling groups and change them, now or later, with a way back; registration only."""

from __future__ import annotations

from app.aws import autoscaling
from app.base.errors import Wrong
from app.commands.scale import buttons, pending, undo
from app.commands.scale.change import change_by_modal, do, scale
from app.commands.scale.form import FORM, filled_form, form_errors, group_of, loading_form
from app.commands.scale.group import topic
from app.commands.scale.wish import USAGE, Wish
from app.listeners.listener import Button, Command, Modal
from app.slack.interactions import ButtonClick, ModalSubmission, SlashCommand
from app.slack.messages.buttons import OPEN_SCALE


def acts_on(command: SlashCommand) -> str:
    return words_act_on(command.text)


def words_act_on(words: str) -> str:
    try:
        wish = Wish.parse(words)
    except Wrong:
        return ""
    return topic(wish.group) if wish.changes else ""


def open_acts_on(click: ButtonClick) -> str:
    return topic(click.value)


def group_acts_on(click: ButtonClick) -> str:
    """For buttons that carry an id and a group."""
    return topic(buttons.carried(click.value)[1])


def words_button_acts_on(click: ButtonClick) -> str:
    return words_act_on(buttons.carried(click.value)[1])


def form_acts_on(submission: ModalSubmission) -> str:
    return topic(group_of(submission))


COMMAND = Command(
    name="/scale",
    usage=USAGE,
    summary="Look at Auto Scaling groups and change them, now or later, with a way back",
    run=scale,
    acts_on=acts_on,
    buttons=(
        Button(OPEN_SCALE, acts_on=open_acts_on, opens=loading_form, fills=filled_form),
        Button(buttons.DO, acts_on=words_button_acts_on, run=do),
        Button(buttons.UNDO, acts_on=group_acts_on, run=undo.press, in_turn=False),
        Button(buttons.CONFIRM, acts_on=group_acts_on, run=pending.confirm, in_turn=False),
        Button(buttons.APPROVE, acts_on=group_acts_on, run=pending.approve, in_turn=False),
        Button(buttons.CANCEL, acts_on=group_acts_on, run=pending.cancel, in_turn=False),
    ),
    modals=(Modal(FORM, acts_on=form_acts_on, run=change_by_modal, check=form_errors),),
    aws_actions=autoscaling.ACTIONS,
)
