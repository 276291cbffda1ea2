"""The buttons of a question of /forcealarm; they carry its id and the alarm's whole name. No IO."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock

from app.slack.messages.buttons import actions, button, carried, carrying

FORCE, CANCEL = "force_confirm", "force_cancel"
FORCE_ALL, CANCEL_ALL = "force_all_confirm", "force_all_cancel"
LABEL, CANCEL_LABEL = "Set {state}: {what}", "Cancel"
LABEL_ALL = "Set {count} to {state}{what}"


def question_buttons(question_id: str, alarm: str, state: str, labels: list[str]) -> ActionsBlock:
    """One that names what will be done, and one that does nothing."""
    value = carrying({"id": question_id, "alarm": alarm})
    label = LABEL.format(state=state, what=", ".join(labels))
    return actions([button(label, FORCE, value, alarm, "danger"), button(CANCEL_LABEL, CANCEL, value, alarm)])


def all_buttons(plan_id: str, glob: str, state: str, count: int, labels: Sequence[str]) -> ActionsBlock:
    """The same for all alarms that a glob matched."""
    value = carrying({"id": plan_id, "alarm": glob})
    label = LABEL_ALL.format(count=count, state=state, what=f": {', '.join(labels)}" if labels else "")
    style = "danger" if labels else "primary"
    return actions([button(label, FORCE_ALL, value, glob, style), button(CANCEL_LABEL, CANCEL_ALL, value, glob)])


def id_in(value: str) -> str:
    return str((carried(value) or {}).get("id", ""))


def alarm_in(value: str) -> str:
    return str((carried(value) or {}).get("alarm", ""))
