"""Fills the modal of /scale: the group's sizes and limits, and the inputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import (
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from app.access.authority import Authority
from app.access.guards import Attempt
from app.aws.scaling import Group
from app.commands.scale.buttons import group_in
from app.commands.scale.form import SIZE_INPUT, SPAN_INPUT, SPANS, WHY_INPUT, view
from app.commands.scale.group import exactly
from app.commands.scale.request.parse import REASON_LIMIT
from app.commands.scale.words import group_line, outlook_block
from app.scaling.targets import Targets
from app.slack.interactions import CHANNEL_INPUT, ButtonClick, about_form
from app.slack.messages.blocks import section
from app.slack.messages.buttons import naming

if TYPE_CHECKING:
    from app.commands.scale.outlook.ask import Coming

LABEL = "Desired capacity"
HINT = "{minimum} to {maximum}"
NO_LIMIT_HINT = "0 or more"
SPAN_LABEL = "For how long?"
WHY_LABEL = "Reason"
WHERE_LABEL = "Tell it in"
ON_ITS_WAY = ":hourglass_flowing_sand: Forecast and price are on their way."
SUBMIT = "Scale"
CANCEL = "Cancel"


def filled_form(
    click: ButtonClick,
    targets: Targets,
    authority: Authority,
    look_ahead: Callable[[Group], Coming],
    show: Callable[[View], None],
) -> View:
    """The form with the group's limits, which are kept in private_metadata, so that a submit is checked without AWS.

    Where its forecast and price take long, it is shown without them first: what is typed into it meanwhile stays.
    Raises Wrong if the group is gone, and Forbidden if no guard lets this person change it, whatever the size.
    """
    group = exactly(*group_in(click.value), targets)
    if click.caller.channel_id:  # else it is not known yet where; the submitted form is checked all the same
        authority.require(click.caller, Attempt("group", group.name, click.caller.channel_id))
    coming = look_ahead(group)
    if not coming.is_here():
        show(_form(click, group, (ON_ITS_WAY,)))
    return _form(click, group, coming.wait().lines)


def _form(click: ButtonClick, group: Group, outlook: tuple[str, ...]) -> View:
    about = {**naming(group.name, group.arn), "minimum": str(group.minimum), "maximum": str(group.maximum)}
    return view(
        blocks=[
            section(group_line(group)),
            *outlook_block(outlook),
            _input(group),
            _span(),
            _why(),
            *_where(click),
        ],
        private_metadata=about_form(replace(click.caller, card_ts=click.message_ts), **about),
        submit=SUBMIT,
        close=CANCEL,
    )


def _input(group: Group) -> InputBlock:
    limits = HINT.format(minimum=group.minimum, maximum=group.maximum)
    hint = limits if group.capacity.has_bounds else NO_LIMIT_HINT
    element = NumberInputElement(action_id=SIZE_INPUT, is_decimal_allowed=False, initial_value=str(group.desired))
    return InputBlock(block_id=SIZE_INPUT, label=LABEL, hint=PlainTextObject(text=hint), element=element)


def _span() -> InputBlock:
    options = [Option(text=label, value=span) for span, label in SPANS.items()]
    element = StaticSelectElement(action_id=SPAN_INPUT, options=options, initial_option=options[0])
    return InputBlock(block_id=SPAN_INPUT, label=SPAN_LABEL, element=element)


def _where(click: ButtonClick) -> list[InputBlock]:
    """Of what was opened in no channel; only those that the person is in can be chosen."""
    if click.caller.channel_id:
        return []
    channels = ConversationFilter(include=["public", "private"])
    element = ConversationSelectElement(action_id=CHANNEL_INPUT, default_to_current_conversation=True, filter=channels)
    return [InputBlock(block_id=CHANNEL_INPUT, label=WHERE_LABEL, element=element)]


def _why() -> InputBlock:
    element = PlainTextInputElement(action_id=WHY_INPUT, max_length=REASON_LIMIT)
    return InputBlock(block_id=WHY_INPUT, label=WHY_LABEL, element=element, optional=True)
