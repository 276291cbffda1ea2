"""What a screen reader and a phone need of each message that Bellhop sends: the rules that its buttons keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MOST_SHOWN = 5
SPOKEN_LIMIT = 75


def problems(content: Any) -> list[str]:
    """Of a message or view as Slack got it."""
    blocks = content.get("blocks") if isinstance(content, dict) else None
    return [problem for block in blocks or [] if block.get("type") == "actions" for problem in _of_row(block)]


def _of_row(block: dict[str, Any]) -> Iterator[str]:
    elements = block["elements"]
    if len(elements) > MOST_SHOWN:
        yield f"{len(elements)} elements in a row: {elements}"
    for element in elements:
        if element["type"] == "button":
            yield from _of_button(element)


def _of_button(button: dict[str, Any]) -> Iterator[str]:
    spoken, label = button.get("accessibility_label", ""), button["text"]["text"].rstrip("…")
    if not label or not spoken.startswith(label[: SPOKEN_LIMIT - 1]):
        yield f"a screen reader does not say what it does: {button}"
    if spoken.strip() == label.strip() and " " not in label and len(label) < SPOKEN_LIMIT - 1:
        yield f"a screen reader does not say to which alarm or group: {button}"
