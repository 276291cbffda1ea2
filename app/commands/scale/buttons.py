"""The buttons of /scale: their names, and what they carry; app/commands/scale/__init__.py registers them."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from app.slack.messages.buttons import button

UNDO = "scale_undo"
CONFIRM = "scale_confirm"
APPROVE = "scale_approve"
CANCEL = "scale_cancel"
DO = "scale_do"

UNDO_LABEL, CONFIRM_LABEL, APPROVE_LABEL, CANCEL_LABEL = "Undo", "Confirm", "Approve", "Cancel"
OF_GROUP, TYPED = "the change of {group}", "(/scale {words})"


def undo_button(change_id: str, group: str) -> ButtonElement:
    return button(UNDO_LABEL, UNDO, f"{change_id} {group}", OF_GROUP.format(group=group))


def approval_button(name: str, label: str, pending_id: str, group: str, style: str | None = None) -> ButtonElement:
    """Confirm, Approve or Cancel of a waiting change."""
    return button(label, name, f"{pending_id} {group}", OF_GROUP.format(group=group), style)


def do_button(label: str, mark: str, words: str, position: int = 0, style: str | None = None) -> ButtonElement:
    """Does what `/scale WORDS` would do, once for all buttons with the same `mark`."""
    return button(label, f"{DO}:{position}", f"{mark} {words}", TYPED.format(words=words), style)


def carried(value: str) -> tuple[str, str]:
    """What a button carries: the id, and the group or the words."""
    first, _, rest = value.partition(" ")
    return first, rest
