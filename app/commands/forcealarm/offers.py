"""What /forcealarm offers where it can't be sure: buttons that carry a whole request, and work once. No IO."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import ButtonElement

from app.base.errors import Wrong
from app.commands.forcealarm.request import STATES, Request
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.blocks import section
from app.slack.messages.buttons import FORCE_ALARM, actions, button, carried, carrying
from app.slack.messages.error_text import error_text
from app.slack.messages.message import Message

if TYPE_CHECKING:
    from app.commands.forcealarm.find import Unclear
    from app.listeners.services import Services

OFFER = FORCE_ALARM
OLDER = "This button is from another version of Bellhop, so nothing was done. `/forcealarm` lists the alarms."
TYPED = "(/forcealarm {request})"
VALUE_LIMIT = 2000  # Slack refuses the whole message beyond that


def offer(unclear: Unclear, mark: str, services: Services | None = None) -> Reply:
    """A button for each request, which does exactly that; of all with the same `mark` only one works."""
    from app.listeners.elsewhere import arn_there
    from app.listeners.names import labels  # λ slack only reads what a button carries

    shown, lines = labels([f"{request.alarm} {request.state}".strip() for request in unclear.requests], str(unclear))
    text = error_text(unclear) + lines
    chosen = zip(shown, unclear.requests, strict=True)
    buttons = [
        _button(label, request, mark, position, arn_there(request.alarm, services) if services else "")
        for position, (label, request) in enumerate(chosen)
    ]
    return Reply(Message(text, (section(text), actions(buttons))), asks=True)


def request_in(click: ButtonClick) -> tuple[str, Request, str]:
    """The mark and the request of a button, and the alarm's ARN if it is not at home; raises Wrong without."""
    data = carried(click.value) or {}
    alarm, state = str(data.get("alarm", "")), str(data.get("state", ""))
    if not alarm or state not in ("", *STATES):
        raise Wrong(OLDER)
    request = Request(alarm, state, str(data.get("because", "")))
    return str(data.get("once", "")), request, str(data.get("arn", ""))


def _button(label: str, request: Request, mark: str, position: int, arn: str) -> ButtonElement:
    value = {"once": mark, "alarm": request.alarm, "state": request.state} | ({"arn": arn} if arn else {})
    whole = carrying({**value, "because": request.reason})
    kept = whole if len(whole) <= VALUE_LIMIT else carrying(value)  # one that is too long loses its reason
    return button(label, f"{OFFER}:{position}", kept, TYPED.format(request=request))
