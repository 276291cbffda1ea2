"""A message for Slack: blocks to look at, and text for notifications and screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import cached_property
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.base.values import dataclass
from app.slack.messages.blocks import context, section
from app.slack.messages.text import SECTION_LIMIT, within

MOST_LINES = 40
TITLE, CLOSE = "Bellhop", "Close"


@dataclass(frozen=True)
class Message:
    """Text (mrkdwn, already escaped) and typed blocks that say the same."""

    text: str
    blocks: Sequence[Block] = field(default_factory=tuple)

    def block_dicts(self) -> list[dict[str, Any]]:
        """The blocks as chat.postMessage takes them, in JSON."""
        return list(self._dicts)

    @cached_property
    def _dicts(self) -> list[dict[str, Any]]:
        """Made once: who is named in it, whether it is news, and its post ask for the same."""
        return [block.to_dict() for block in self.blocks]


def sentence(text: str) -> Message:
    """A message with one section; `text` is mrkdwn, already escaped."""
    return Message(text=text, blocks=(section(text),))


def notice_view(text: str) -> View:
    """A modal that only says something; `text` is mrkdwn, already escaped."""
    return View(type="modal", title=TITLE, close=CLOSE, blocks=list(sentence(text).blocks))


def listing(lines: Sequence[str], more: str, hint: str) -> Message:
    """As many whole lines as fit a section, how many `more` (`{count}`) there are, and the hint."""
    shown = within(lines, MOST_LINES, SECTION_LIMIT - len(more.format(count=len(lines))) - 1)
    left = len(lines) - len(shown)
    text = "\n".join([*shown, more.format(count=left)] if left else shown)
    return Message(f"{text}\n{hint}", (section(text), context(hint)))
