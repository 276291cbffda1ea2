"""Finds who a message would ping: `<!channel>`, `<@U…>` and the like, in text and in blocks."""

import re
from collections.abc import Iterator
from typing import Any

_PING = re.compile(r"<(!channel|!here|!everyone|!subteam\^[A-Z0-9]+|@[UW][A-Z0-9]+)(?:\|[^<>]*)?>")
# What a confirmation dialog says is read by the one who presses the button; it notifies nobody.
_SILENT = {"confirm"}


def pings(text: str, blocks: list[Any] | None = None, attachments: list[Any] | None = None) -> list[str]:
    """The pings in order of appearance, each once and without its label, as `<!channel>` or `<@U0ANA>`."""
    found = [*_in_text(text), *_in_value(blocks), *_in_attachments(attachments)]
    return list(dict.fromkeys(found))


def _in_text(text: object) -> Iterator[str]:
    if isinstance(text, str):
        yield from (f"<{match.group(1)}>" for match in _PING.finditer(text))


def _in_value(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _in_value(item)
    if isinstance(value, dict):
        yield from _in_object(value)


def _in_object(value: dict[str, Any]) -> Iterator[str]:
    match value.get("type"):
        case "mrkdwn" | "markdown":
            yield from _in_text(value.get("text"))
        case "user":
            yield f"<@{value.get('user_id')}>"
        case "usergroup":
            yield f"<!subteam^{value.get('usergroup_id')}>"
        case "broadcast":
            yield f"<!{value.get('range')}>"
    for key, inner in value.items():
        if key not in _SILENT:
            yield from _in_value(inner)


def _in_attachments(attachments: list[Any] | None) -> Iterator[str]:
    for attachment in attachments or []:
        if isinstance(attachment, dict):
            for key in ("pretext", "text"):
                yield from _in_text(attachment.get(key))
            for row in attachment.get("fields") or []:
                yield from _in_text(row.get("value") if isinstance(row, dict) else None)
            yield from _in_value(attachment.get("blocks"))
