"""What a press on a question that is settled already is told; where Bellhop can't edit it, its buttons stay."""

from __future__ import annotations

from app.base.errors import Wrong
from app.commands.scale.approval_store import Approval, Resolution
from app.commands.scale.request.parse import quoted
from app.slack.messages.error_text import mentioning
from app.slack.messages.text import code, who_has

SETTLED = {
    Resolution.TAKEN: "{who} already gone ahead with it. It runs only once. {history} shows whether it was done.",
    Resolution.CANCELLED: "{who} already cancelled it. Nothing changed.",
    Resolution.EXPIRED: "That request is over. Nothing changed. Ask again if you still want it.",
}
TOO_LATE = "{who} already gone ahead with it, so it can't be cancelled. {history} shows whether it was done."


def require_mine(approval: Approval, mark: str, user_id: str, cancels: bool = False) -> None:
    """Raises Wrong unless the operation with this mark, of a press of this person, has settled it."""
    if approval.mark != mark:
        history = code(f"/scale {quoted(approval.group)} history")
        text = TOO_LATE if cancels and approval.resolution is Resolution.TAKEN else SETTLED[approval.resolution]
        told = text.format(who=who_has(approval.settled_by, user_id), history=history)
        raise mentioning(Wrong, told)
