"""The button that undoes a change of an alarm; it carries the change's id and the alarm's whole name. No IO."""

from __future__ import annotations

from slack_sdk.models.blocks import ActionsBlock

from app.slack.messages.buttons import actions, button, carried, carrying

UNDO, UNDO_LABEL = "alarms_undo", "Undo"


def undo_row(change_id: str, alarm: str) -> ActionsBlock:
    return actions([button(UNDO_LABEL, UNDO, carrying({"id": change_id, "alarm": alarm}), alarm)])


def change_in(value: str) -> str:
    """The change's id."""
    return str((carried(value) or {}).get("id", ""))


def alarm_in(value: str) -> str:
    return str((carried(value) or {}).get("alarm", ""))


def topic_in(value: str) -> str:
    """What a press acts on: the alarm, as whatever else changes it."""
    name = alarm_in(value)
    return f"alarm:{name}" if name else ""
