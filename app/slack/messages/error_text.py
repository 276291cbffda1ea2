"""An error in a message: its plain text escaped, or its form that mentions people."""

from __future__ import annotations

from typing import TypeVar

from app.base.errors import BellhopError
from app.slack.messages.text import escape, plain

E = TypeVar("E", bound=BellhopError)


def error_text(error: BellhopError) -> str:
    return error.mrkdwn or escape(str(error))


def mentioning(kind: type[E], mrkdwn: str) -> E:
    """An error that mentions people or channels in Slack (`mrkdwn`, escaped), and names them elsewhere."""
    return kind(plain(mrkdwn), mrkdwn=mrkdwn)
