"""The buttons of a question of /forcealarm; they carry its id and the alarm's whole name. No IO."""

from __future__ import annotations

from slack_sdk.models.blocks import ActionsBlock

from app.slack.messages.buttons import actions, button, carried, carrying

FORCE, CANCEL = "force_confirm", "force_cancel"
LABEL, CANCEL_LABEL = "Set {state}: {what}", "Cancel"


def question_buttons(question_id: str, alarm: str, state: str, labels: list[str]) -> ActionsBlock:
    """One that names what will be done, and one that does nothing."""
    value = carrying({"id": question_id, "alarm": alarm})
    label = LABEL.format(state=state, what=", ".join(labels))
    return actions([button(label, FORCE, value, alarm, "danger"), button(CANCEL_LABEL, CANCEL, value, alarm)])


def id_in(value: str) -> str:
    return str((carried(value) or {}).get("id", ""))


def alarm_in(value: str) -> str:
    return str((carried(value) or {}).get("alarm", ""))
