"""The modal of /scale: opened at once, filled when the group is known; it carries its group and limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from slack_sdk.models.views import View

from app.commands.scale.buttons import group_in
from app.commands.scale.request.parse import Request
from app.commands.scale.request.size import Size
from app.commands.scale.request.sizes import Sizes
from app.commands.scale.request.when import NOW, For
from app.commands.scale.verbs.resize import Resize
from app.slack.interactions import ButtonClick, ModalSubmission
from app.slack.messages.blocks import section
from app.slack.messages.text import escape, shorten

FORM = "scale_form"
SIZE_INPUT, SPAN_INPUT, WHY_INPUT = "desired", "span", "why"

TITLE = "Scale a group"
LOADING = ":hourglass_flowing_sand: Loading *{group}*…"
KEEP = "keep"
SPANS = {
    KEEP: "Until somebody changes it",
    "30m": "30 minutes, then back",
    "1h": "1 hour, then back",
    "2h": "2 hours, then back",
    "8h": "8 hours, then back",
}
LENGTHS = {
    "30m": timedelta(minutes=30),
    "1h": timedelta(hours=1),
    "2h": timedelta(hours=2),
    "8h": timedelta(hours=8),
}
NOT_A_NUMBER = "Enter a whole number, such as 4."
OUTSIDE = "{group} is limited to min {minimum}, max {maximum}."
CLOSE = "Close"
TITLE_LIMIT = 24


def loading_form(click: ButtonClick) -> View:
    """The form while the worker reads the group; it has no input, so nothing can be submitted yet."""
    text = LOADING.format(group=escape(group_in(click.value)[0]))
    return view(blocks=[section(text)], close=CLOSE)


def request_in(submission: ModalSubmission) -> Request:
    """What the form asks for, for exactly the group that it was filled for."""
    length = LENGTHS.get(submission.values.get(SPAN_INPUT, KEEP))
    size = Size(Decimal(int(submission.values[SIZE_INPUT])))
    return Request(
        Resize(Sizes(size), For(length) if length else NOW),
        group_of(submission),
        reason=submission.values.get(WHY_INPUT, ""),
        is_exact=True,
        arn=submission.about.get("arn", ""),
    )


def form_errors(submission: ModalSubmission) -> Mapping[str, str]:
    """The form's errors, by the limits that it was filled with; this makes no call to AWS."""
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
    """Smallest and largest size, in instances, when the form was filled."""
    return int(submission.about.get("minimum", "0")), int(submission.about.get("maximum", "0"))


def view(**parts: object) -> View:
    return View(type="modal", callback_id=FORM, title=shorten(TITLE, TITLE_LIMIT), **parts)  # type: ignore[arg-type]
