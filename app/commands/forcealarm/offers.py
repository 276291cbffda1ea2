"""What /forcealarm offers where it can't be sure: buttons that carry a whole request, and work once. No IO."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement

from app.base.errors import Wrong
from app.commands.forcealarm.request import STATES, Request
from app.slack.interactions import ButtonClick
from app.slack.messages.buttons import button, carried, carrying

OFFER = "forcealarm_do"
OLDER = "This button is from another version of Bellhop, so nothing was done. `/forcealarm` lists the alarms."
TYPED = "(/forcealarm {request})"
VALUE_LIMIT = 2000  # Slack refuses the whole message beyond that


def offer_buttons(requests: Sequence[Request], mark: str) -> list[ButtonElement]:
    """One for each request, which does exactly that; of all with the same `mark` only one works."""
    return [_button(request, mark, position) for position, request in enumerate(requests)]


def request_in(click: ButtonClick) -> tuple[str, Request]:
    """The mark and the request of a button; raises Wrong if they can't be told."""
    data = carried(click.value) or {}
    alarm, state = str(data.get("alarm", "")), str(data.get("state", ""))
    if not alarm or state not in ("", *STATES):
        raise Wrong(OLDER)
    return str(data.get("once", "")), Request(alarm, state, str(data.get("because", "")))


def _button(request: Request, mark: str, position: int) -> ButtonElement:
    label = f"{request.alarm} {request.state}".strip()
    value = {"once": mark, "alarm": request.alarm, "state": request.state}
    whole = carrying({**value, "because": request.reason})
    kept = whole if len(whole) <= VALUE_LIMIT else carrying(value)  # one that is too long loses its reason
    return button(label, f"{OFFER}:{position}", kept, TYPED.format(request=request))
