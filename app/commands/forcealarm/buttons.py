"""The buttons of a question of /forcealarm; they carry its id and the alarm's whole name. No IO."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock

from app.slack.messages.buttons import actions, button, carried, carrying

FORCE, CANCEL = "force_confirm", "force_cancel"
FORCE_ALL, CANCEL_ALL = "force_all_confirm", "force_all_cancel"
START_DRILL, CANCEL_DRILL, STOP_DRILL, PICK_DRILL = "drill_start", "drill_cancel", "drill_stop", "drill_pick"
START_LABEL, STOP_LABEL = "Start the drill{what}", "Stop the drill"
OF_DRILL, ASKS_FOR_IT = "the drill {name}", "– asks for this drill"
LABEL, CANCEL_LABEL = "Set {state}: {what}", "Cancel"
LABEL_ALL = "Set {count} to {state}{what}"


def question_buttons(question_id: str, alarm: str, state: str, labels: list[str], version: int = 0) -> ActionsBlock:
    """One that names what will be done, and one that does nothing; of which `version` of the question, as below."""
    value = _about(question_id, alarm, version)
    label = LABEL.format(state=state, what=", ".join(labels))
    return actions([button(label, FORCE, value, alarm, "danger"), button(CANCEL_LABEL, CANCEL, value, alarm)])


def all_buttons(
    plan_id: str, glob: str, state: str, count: int, labels: Sequence[str], version: int = 0
) -> ActionsBlock:
    """The same for all alarms that a glob matched."""
    value = _about(plan_id, glob, version)
    label = LABEL_ALL.format(count=count, state=state, what=f": {', '.join(labels)}" if labels else "")
    style = "danger" if labels else "primary"
    return actions([button(label, FORCE_ALL, value, glob, style), button(CANCEL_LABEL, CANCEL_ALL, value, glob)])


def drill_buttons(plan_id: str, name: str, labels: Sequence[str], version: int = 0) -> ActionsBlock:
    """Start what was shown, or leave it."""
    value, whole = _about(plan_id, name, version), OF_DRILL.format(name=name)
    label = START_LABEL.format(what=f": {', '.join(labels)}" if labels else "")
    style = "danger" if labels else "primary"
    return actions([button(label, START_DRILL, value, name, style), button(CANCEL_LABEL, CANCEL_DRILL, value, whole)])


def stop_button(drill_id: str, name: str) -> ActionsBlock:
    value = carrying({"id": drill_id, "alarm": name})
    return actions([button(STOP_LABEL, STOP_DRILL, value, name)])


def pick_buttons(names: Sequence[str]) -> ActionsBlock:
    """Each asks for a drill as its name does when it is typed."""
    return actions(
        [
            button(name, f"{PICK_DRILL}:{position}", carrying({"alarm": name}), ASKS_FOR_IT)
            for position, name in enumerate(names)
        ]
    )


def _about(question_id: str, alarm: str, version: int) -> str:
    return carrying({"id": question_id, "alarm": alarm, "plan": version})


def version_in(value: str) -> int:
    """Of the question that was shown; an older Bellhop wrote none."""
    version = (carried(value) or {}).get("plan")
    return version if isinstance(version, int) else 0


def id_in(value: str) -> str:
    return str((carried(value) or {}).get("id", ""))


def alarm_in(value: str) -> str:
    return str((carried(value) or {}).get("alarm", ""))
