"""What a message says, checked at the door: text, blocks and attachments as Slack would take them."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.slack import limits
from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.pings import pings


@dataclass(frozen=True)
class Content:
    """`blocks` and `attachments` are None where the sender left them out, which differs from empty."""

    text: str
    blocks: list[Any] | None
    attachments: list[Any] | None

    @property
    def pings(self) -> list[str]:
        return pings(self.text, self.blocks, self.attachments)


def read_content(values: Mapping[str, Any]) -> Content:
    """The content among the arguments of chat.postMessage, a response_url or a command's answer; else a SlackError."""
    arguments = Arguments(dict(values))
    text = arguments.text("text")
    blocks = arguments.structure("blocks", "invalid_blocks_format")
    attachments = arguments.structure("attachments", "invalid_attachments_format")
    if blocks is not None and not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if not _is_list_of_objects(attachments):
        raise SlackError("invalid_attachments_format")
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    limits.check_message({"text": text, "blocks": blocks, "attachments": attachments})
    for named in (blocks, *(attachment.get("blocks") for attachment in attachments or [])):
        name_what_has_no_id(named or [])
    return Content(text, blocks, attachments)


def _is_list_of_objects(attachments: Any) -> bool:
    return attachments is None or (isinstance(attachments, list) and all(isinstance(one, dict) for one in attachments))


def name_what_has_no_id(blocks: list[Json]) -> None:
    """Gives each block, and each element that can be used, the id that Slack makes up where the app gave none."""
    for block in blocks:
        block.setdefault("block_id", secrets.token_hex(3))
        for element in elements(block):
            if element.get("type") not in ("image", "mrkdwn", "plain_text"):
                element.setdefault("action_id", secrets.token_hex(3))


def elements(block: Json) -> Iterator[Json]:
    """The elements of an actions, section, input or context block."""
    if block.get("type") in ("actions", "context"):
        yield from block.get("elements", [])
    for place in ("accessory", "element"):
        if place in block:
            yield block[place]
