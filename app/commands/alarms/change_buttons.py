"""The buttons that change an alarm, or take a change back; each carries the alarm's whole name. No IO."""

from __future__ import annotations

from slack_sdk.models.blocks import ActionsBlock

from app.slack.messages.buttons import actions, button, carried, carrying

UNDO, UNDO_LABEL = "alarms_undo", "Undo"
TUNE, TUNED = "alarms_tune", "alarms_tuned"
TUNE_LABEL, TUNED_LABEL = "Tune…", "Set this"


def undo_row(change_id: str, alarm: str) -> ActionsBlock:
    return actions([button(UNDO_LABEL, UNDO, carrying({"id": change_id, "alarm": alarm}), alarm)])


def tune_value(alarm: str) -> str:
    """Of the button that looks how an alarm would be tuned."""
    return carrying({"alarm": alarm})


def change_in(value: str) -> str:
    """The change's id."""
    return str((carried(value) or {}).get("id", ""))


def alarm_in(value: str) -> str:
    return str((carried(value) or {}).get("alarm", ""))


def topic_in(value: str) -> str:
    """What a press acts on: the alarm, as whatever else changes it."""
    name = alarm_in(value)
    return f"alarm:{name}" if name else ""
