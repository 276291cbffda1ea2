"""The buttons of /alarms: their names, and what they carry, as JSON. No IO.

An alarm is named by its ARN; on what changes one, or takes a change back, by its whole name.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from app.slack.messages.buttons import actions, button, carried, carrying

PAGE, SHOW, MUTE_ONE, UNMUTE_ONE = "alarms_page", "alarms_show", "alarms_mute_one", "alarms_unmute_one"
SHOW_LABEL = "Show"
CONFIRM, CANCEL, CANCEL_LABEL = "alarms_confirm", "alarms_cancel", "Cancel"
MUTE_LABEL, UNMUTE_LABEL = "Mute for 1 hour", "Unmute"
UNDO, UNDO_LABEL = "alarms_undo", "Undo"
TUNE, TUNED = "alarms_tune", "alarms_tuned"
TUNE_LABEL, TUNED_LABEL = "Tune…", "Set this"
OF_LIST = "of the alarms"
SHOWS = "– shows this alarm"  # what a screen reader adds to a label that is only a name
VALUE_LIMIT = 2000  # Slack refuses the whole message beyond that


def show_button(arn: str, name: str, position: int, label: str = SHOW_LABEL) -> ButtonElement:
    """Shows the card of exactly this alarm."""
    about = name if label == SHOW_LABEL else SHOWS
    return button(label, f"{SHOW}:{position}", carrying({"arn": arn}), about)


def page_button(label: str, position: str, words: str, start: int) -> ButtonElement | None:
    """Shows the list again from another row on, as it is then; None if the words are too long for a button."""
    value = carrying({"for": words, "from": start})
    return button(label, f"{PAGE}:{position}", value, OF_LIST) if len(value) <= VALUE_LIMIT else None


def arn_in(value: str) -> str:
    return str((carried(value) or {}).get("arn", ""))


def page_in(value: str) -> tuple[str, int]:
    """The filters as they were typed, and the first row."""
    data = carried(value) or {}
    start = data.get("from")
    return str(data.get("for", "")), start if isinstance(start, int) and start > 0 else 0


def mute_button(arn: str, name: str) -> ButtonElement:
    """Mutes exactly this alarm for an hour."""
    return button(MUTE_LABEL, MUTE_ONE, carrying({"arn": arn}), name)


def unmute_button(arn: str, name: str, page: tuple[str, int] | None = None, position: int = 0) -> ButtonElement:
    """Ends our own mutes of exactly this alarm; on a `page` of a list (its words and first row), at a `position`."""
    if page is None:
        return button(UNMUTE_LABEL, UNMUTE_ONE, carrying({"arn": arn}), name)
    value = carrying({"arn": arn, "for": page[0], "from": page[1]})
    kept = value if len(value) <= VALUE_LIMIT else carrying({"arn": arn})
    return button(UNMUTE_LABEL, f"{UNMUTE_ONE}:{position}", kept, name)


def is_of_page(value: str) -> bool:
    """Whether it stands on a page of a list, which `page_in` names."""
    return "for" in (carried(value) or {})


def plan_buttons(plan_id: str, what: str, label: str) -> ActionsBlock:
    """One that says what will be done, and one that does nothing."""
    value = carrying({"id": plan_id, "what": what})
    return actions([button(label, CONFIRM, value, what, "danger"), button(CANCEL_LABEL, CANCEL, value, what)])


def choice_buttons(choices: Sequence[tuple[str, str, str]]) -> ActionsBlock:
    """Yes to one of several plans: what each button says, its plan's id, and the alarm's name."""
    return actions(
        [
            button(label, f"{CONFIRM}:{at}", carrying({"id": plan_id, "what": what}), what)
            for at, (label, plan_id, what) in enumerate(choices)
        ]
    )


def undo_row(change_id: str, alarm: str) -> ActionsBlock:
    return actions([button(UNDO_LABEL, UNDO, carrying({"id": change_id, "alarm": alarm}), alarm)])


def tune_value(alarm: str) -> str:
    """Of the button that looks how an alarm would be tuned."""
    return carrying({"alarm": alarm})


def id_in(value: str) -> str:
    """Of a plan, or of a change."""
    return str((carried(value) or {}).get("id", ""))


def what_in(value: str) -> str:
    return str((carried(value) or {}).get("what", ""))


def alarm_in(value: str) -> str:
    return str((carried(value) or {}).get("alarm", ""))


def topic_in(value: str) -> str:
    """What a press acts on: the alarm, as whatever else changes it."""
    name = alarm_in(value)
    return f"alarm:{name}" if name else ""
