"""The modal of /scale: opened at once, filled when the group is known; it carries its group and bounds with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from slack_sdk.models.blocks import (
    InputBlock,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from app.access.policy import Attempt
from app.aws.scaling import Group
from app.base.errors import Wrong
from app.commands.scale.deeds import Look
from app.commands.scale.plan_words import unit_words
from app.commands.scale.wish import Wish
from app.listeners.services import Services
from app.slack.interactions import ButtonClick, ModalSubmission
from app.slack.messages.blocks import section
from app.slack.messages.text import code, escape, shorten

FORM = "scale_form"
SIZE_INPUT, SPAN_INPUT, WHY_INPUT = "desired", "span", "why"

TITLE = "Scale a group"
LOADING = ":hourglass_flowing_sand: Looking at *{group}*…"
NOW = "*{group}* wants *{desired}* {unit}, {in_service} in service. It may have {minimum} to {maximum}."
LABEL = "How many instances should it want?"
HINT = "{minimum} to {maximum}"
SPAN_LABEL = "For how long?"
KEEP = "keep"
SPANS = {
    KEEP: "Until somebody changes it",
    "30m": "30 minutes, then back",
    "1h": "1 hour, then back",
    "2h": "2 hours, then back",
    "8h": "8 hours, then back",
}
WHY_LABEL = "Why?"
WHY_LIMIT = 300
NOT_A_NUMBER = "Type a whole number, such as 4."
OUTSIDE = "{group} may have {minimum} to {maximum} instances."
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
    """The form with the group's bounds; they travel in private_metadata, so a submit is checked without AWS.

    Raises Forbidden where no guard lets this person change the group, whatever the size.
    """
    group = services.scaling.group(click.value)
    if group is None:
        raise Wrong(GONE.format(group=code(click.value)))
    services.policy.require(click.caller, Attempt("group", group.name, click.caller.channel_id))
    about = {
        "group": group.name,
        "minimum": str(group.minimum),
        "maximum": str(group.maximum),
        "channel": click.caller.channel_id,
    }
    return _view(
        blocks=[section(_now(group)), _input(group), _span(), _why()],
        private_metadata=json.dumps(about),
        submit=SUBMIT,
        close=CANCEL,
    )


def wish_in(submission: ModalSubmission) -> Wish:
    """What the form asks for, as the words would say it."""
    group = str(Wish(Look(), group_of(submission)))
    span = submission.values.get(SPAN_INPUT, KEEP)
    words = f"{group} {submission.values[SIZE_INPUT]}" + (f" for {span}" if span in SPANS and span != KEEP else "")
    return replace(Wish.parse(words), reason=submission.values.get(WHY_INPUT, ""))


def form_errors(submission: ModalSubmission) -> Mapping[str, str]:
    """The form's errors, by the bounds that it was filled with; AWS is not asked, so this takes no time."""
    text = submission.values.get(SIZE_INPUT, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return {SIZE_INPUT: NOT_A_NUMBER}
    minimum, maximum = bounds_of(submission)
    if not minimum <= int(text) <= maximum:
        return {SIZE_INPUT: OUTSIDE.format(group=group_of(submission), minimum=minimum, maximum=maximum)}
    return {}


def group_of(submission: ModalSubmission) -> str:
    return submission.about.get("group", "")


def bounds_of(submission: ModalSubmission) -> tuple[int, int]:
    """Smallest and largest size, in instances, as they were when the form was filled."""
    return int(submission.about.get("minimum", "0")), int(submission.about.get("maximum", "0"))


def _input(group: Group) -> InputBlock:
    hint = HINT.format(minimum=group.minimum, maximum=group.maximum)
    element = NumberInputElement(action_id=SIZE_INPUT, is_decimal_allowed=False, initial_value=str(group.desired))
    return InputBlock(block_id=SIZE_INPUT, label=LABEL, hint=PlainTextObject(text=hint), element=element)


def _span() -> InputBlock:
    options = [Option(text=label, value=span) for span, label in SPANS.items()]
    element = StaticSelectElement(action_id=SPAN_INPUT, options=options, initial_option=options[0])
    return InputBlock(block_id=SPAN_INPUT, label=SPAN_LABEL, element=element)


def _why() -> InputBlock:
    element = PlainTextInputElement(action_id=WHY_INPUT, max_length=WHY_LIMIT)
    return InputBlock(block_id=WHY_INPUT, label=WHY_LABEL, element=element, optional=True)


def _now(group: Group) -> str:
    return NOW.format(
        group=escape(group.name),
        desired=group.desired,
        unit=unit_words(group),
        in_service=group.in_service,
        minimum=group.minimum,
        maximum=group.maximum,
    )


def _view(**parts: object) -> View:
    return View(type="modal", callback_id=FORM, title=shorten(TITLE, TITLE_LIMIT), **parts)  # type: ignore[arg-type]
