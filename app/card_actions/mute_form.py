"""The modal of Mute: for how long, or until when, and why. It opens at once, without a call to AWS."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from slack_sdk.models.blocks import (
    DateTimePickerElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from app.base.clock import now, whole_minute
from app.slack.interactions import ButtonClick, ModalSubmission, about_form
from app.slack.messages.blocks import section

FORM, FORM_FOR_ALL = "mute_form", "mute_all_form"
SPAN, UNTIL, WHY = "span", "until", "why"

TITLE = "Mute an alarm"
EXPLAINED = (
    "While an alarm is muted, none of its actions run: no messages, no scaling. "
    "If it is still in ALARM when the mute ends, CloudWatch runs its actions."
)
TITLE_FOR_ALL = "Mute all alarms"
EXPLAINED_FOR_ALL = (
    "This mutes each alarm of the storm that is in ALARM now, also those that the message does not show. "
    + EXPLAINED
    + " *Unmute all* on the message ends it sooner."
)
SPAN_LABEL = "For how long?"
SPANS = {"30": "30 minutes", "60": "1 hour", "240": "4 hours", "720": "12 hours", "1440": "1 day", "4320": "3 days"}
FIRST_SPAN = "60"
UNTIL_LABEL = "Or until"
UNTIL_HINT = "In your time zone, 15 days from now at most."
WHY_LABEL = "Why?"
SUBMIT, CANCEL = "Mute", "Cancel"
IN_THE_PAST = "This time has passed."
TOO_LONG = "CloudWatch mutes an alarm for 15 days at most."

LONGEST = timedelta(days=15)  # CloudWatch's API reference, Schedule.Duration
WHY_LIMIT = 300


def form(click: ButtonClick) -> View:
    return _form(FORM, TITLE, EXPLAINED, about_form(click.caller, incident=click.value))


def form_for_all(click: ButtonClick) -> View:
    """The same for the alarms of a digest that are in ALARM."""
    return _form(FORM_FOR_ALL, TITLE_FOR_ALL, EXPLAINED_FOR_ALL, about_form(click.caller, digest=click.value))


def _form(callback_id: str, title: str, explained: str, about: str) -> View:
    options = [Option(text=label, value=minutes) for minutes, label in SPANS.items()]
    first = next(option for option in options if option.value == FIRST_SPAN)
    span = StaticSelectElement(action_id=SPAN, options=options, initial_option=first)
    until = DateTimePickerElement(action_id=UNTIL)
    why = PlainTextInputElement(action_id=WHY, max_length=WHY_LIMIT)
    hint = PlainTextObject(text=UNTIL_HINT)
    return View(
        type="modal",
        callback_id=callback_id,
        title=title,
        submit=SUBMIT,
        close=CANCEL,
        private_metadata=about,
        blocks=[
            section(explained),
            InputBlock(block_id=SPAN, label=SPAN_LABEL, element=span),
            InputBlock(block_id=UNTIL, label=UNTIL_LABEL, hint=hint, element=until, optional=True),
            InputBlock(block_id=WHY, label=WHY_LABEL, element=why, optional=True),
        ],
    )


def errors(submission: ModalSubmission) -> Mapping[str, str]:
    """By block id, shown in the modal at once."""
    until = chosen_time(submission)
    if until is None:
        return {}
    if until <= now():
        return {UNTIL: IN_THE_PAST}
    return {UNTIL: TOO_LONG} if until > now() + LONGEST else {}


def incident_id(submission: ModalSubmission) -> str:
    return submission.about.get("incident", "")


def digest_id(submission: ModalSubmission) -> str:
    return submission.about.get("digest", "")


def end_of(submission: ModalSubmission, start: datetime) -> datetime:
    """When it ends: a chosen time wins over a duration."""
    span = submission.values.get(SPAN, "")
    minutes = int(span) if span in SPANS else int(FIRST_SPAN)
    return chosen_time(submission) or whole_minute(start + timedelta(minutes=minutes))


def chosen_time(submission: ModalSubmission) -> datetime | None:
    given = submission.values.get(UNTIL, "")
    return datetime.fromtimestamp(int(given), UTC) if given.isdecimal() else None
