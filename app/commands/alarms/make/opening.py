"""What λ slack shows of the form of an alarm before the worker has looked anything up, and its checks. No IO."""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.models.views import View

from app.commands.alarms.make.buttons import EDIT, FORM, NEW, TAKEN, about_in
from app.commands.alarms.make.draft import NAME, draft_in, input_of, problems
from app.slack.interactions import ButtonClick, ModalSubmission
from app.slack.messages.blocks import section
from app.slack.messages.text import code, shorten

NEW_TITLE, EDIT_TITLE, CLOSE = "New alarm", "Edit an alarm", "Close"
LOADING = ":hourglass_flowing_sand: Loading {name} and its last two weeks…"
LOOKING = ":hourglass_flowing_sand: Loading what this alarm would have done…"
GLANCE = 100


def loading(about: Mapping[str, str]) -> View:
    """It has no input, so nothing can be submitted yet."""
    name = about.get(EDIT) or about.get(NEW, "")
    return _waiting(EDIT in about, LOADING.format(name=code(shorten(name, GLANCE))))


def loading_pressed(click: ButtonClick) -> View:
    return loading(about_in(click.value))


def looking(submission: ModalSubmission) -> View:
    """In the place of a submitted form."""
    return _waiting(EDIT in submission.about, LOOKING)


def form_errors(submission: ModalSubmission) -> Mapping[str, str]:
    """By block id."""
    found = problems(draft_in(submission.values), submission.about.get(TAKEN, ""))
    blocks = {input_of(block): block for block in submission.values}
    return {blocks.get(name, NAME): text for name, text in found.items()}


def _waiting(is_edit: bool, text: str) -> View:
    title = EDIT_TITLE if is_edit else NEW_TITLE
    return View(type="modal", callback_id=FORM, title=title, blocks=[section(text)], close=CLOSE)
