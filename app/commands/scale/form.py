"""The modal of /scale: opened at once, filled when the group is known; it carries its group and bounds with it."""

from __future__ import annotations

import json

from slack_sdk.models.blocks import InputBlock, NumberInputElement, PlainTextObject
from slack_sdk.models.views import View

from app.aws.scaling import Group
from app.errors import Wrong
from app.interactions import ButtonClick, ModalSubmission
from app.messages.blocks import section
from app.messages.text import code, escape, shorten
from app.services import Services

FORM = "scale_form"
SIZE_INPUT = "desired"

TITLE = "Scale a group"
LOADING = ":hourglass_flowing_sand: Looking at *{group}*…"
NOW = "*{group}* wants *{desired}* instances, {in_service} in service. It may have {minimum} to {maximum}."
LABEL = "How many instances should it want?"
HINT = "{minimum} to {maximum}"
SUBMIT = "Scale"
CANCEL = "Cancel"
CLOSE = "Close"
GONE = "There is no Auto Scaling group {group} any more."
TITLE_LIMIT = 24


def loading_form(click: ButtonClick) -> View:
    """What stands there while the worker looks; without an input, so nothing can be submitted yet."""
    text = LOADING.format(group=escape(click.value))
    return _view(blocks=[section(text)], close=CLOSE)


def filled_form(click: ButtonClick, services: Services) -> View:
    """The form with the group's bounds; they travel in private_metadata, so a submit is checked without AWS."""
    group = services.scaling.group(click.value)
    if group is None:
        raise Wrong(GONE.format(group=code(click.value)))
    about = {
        "group": group.name,
        "minimum": str(group.minimum),
        "maximum": str(group.maximum),
        "channel": click.caller.channel_id,
    }
    return _view(
        blocks=[section(_now(group)), _input(group)],
        private_metadata=json.dumps(about),
        submit=SUBMIT,
        close=CANCEL,
    )


def group_of(submission: ModalSubmission) -> str:
    return submission.about.get("group", "")


def bounds_of(submission: ModalSubmission) -> tuple[int, int]:
    """Smallest and largest size, in instances, as they were when the form was filled."""
    return int(submission.about.get("minimum", "0")), int(submission.about.get("maximum", "0"))


def _input(group: Group) -> InputBlock:
    hint = HINT.format(minimum=group.minimum, maximum=group.maximum)
    element = NumberInputElement(action_id=SIZE_INPUT, is_decimal_allowed=False, initial_value=str(group.desired))
    return InputBlock(block_id=SIZE_INPUT, label=LABEL, hint=PlainTextObject(text=hint), element=element)


def _now(group: Group) -> str:
    return NOW.format(
        group=escape(group.name),
        desired=group.desired,
        in_service=group.in_service,
        minimum=group.minimum,
        maximum=group.maximum,
    )


def _view(**parts: object) -> View:
    return View(type="modal", callback_id=FORM, title=shorten(TITLE, TITLE_LIMIT), **parts)  # type: ignore[arg-type]
