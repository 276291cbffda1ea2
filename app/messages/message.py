"""A message as it goes to Slack: blocks to look at, and text for notifications and screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.models.blocks import Block, MarkdownTextObject, SectionBlock

from app.messages.text import SECTION_LIMIT, cut


@dataclass(frozen=True)
class Message:
    """Text (mrkdwn, already escaped) and typed blocks that say the same."""

    text: str
    blocks: Sequence[Block] = field(default_factory=tuple)

    def block_dicts(self) -> list[dict[str, Any]]:
        """The blocks in the JSON shape of chat.postMessage."""
        return [block.to_dict() for block in self.blocks]


def sentence(text: str) -> Message:
    """A message of one section; `text` is mrkdwn, already escaped."""
    # Verbatim, or Slack would make a mention of a plain @channel in foreign text.
    shown = MarkdownTextObject(text=cut(text, SECTION_LIMIT), verbatim=True)
    return Message(text=text, blocks=(SectionBlock(text=shown),))
