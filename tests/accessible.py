"""What a screen reader and a phone need of each message and view that Bellhop sends, and what one hears of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.menus import elements_of

MOST_SHOWN = 5
SPOKEN_LIMIT = 75
MARKUP = re.compile(r"<[^>]*>|:[a-z_]+:")  # what stands around dates, links, mentions and emoji is compared
WORD = re.compile(r"[\w.-]*\w")


def problems(content: Any) -> list[str]:
    """Of a message or view as Slack got it."""
    blocks = content.get("blocks") if isinstance(content, dict) else None
    return [problem for block in blocks or [] for problem in _of_block(block)]


def unsaid(message: dict[str, Any]) -> list[str]:
    """The lines of a message's blocks of which the text lacks a word: a screen reader reads the text alone."""
    said = set(_tokens(message["text"]))
    lines = [line for block in message["blocks"] for words in _words(block) for line in words.splitlines()]
    return [line for line in lines if not said.issuperset(_tokens(line))]


def spoken(content: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What a screen reader calls each thing that one can press, with how to press it; no two of them sound the same."""
    buttons = list(_buttons(content))
    found = {each["accessibility_label"]: {"action_id": each["action_id"]} for each in buttons}
    by_name = {(each["accessibility_label"], each["action_id"].partition(":")[0]) for each in buttons}
    assert len(found) == len(by_name), sorted(name for name, _ in by_name)
    for element in elements_of(content):
        for option in element.get("options", ()) if element["type"] == "overflow" else ():
            how = {"action_id": element["action_id"], "value": option["value"]}
            found.setdefault(option["text"]["text"], how)
    return found


def heard(view: dict[str, Any]) -> str:
    """All that a screen reader reads in a view, which has no text of its own: words, labels, and what one can press."""
    said = [words for block in view["blocks"] for words in _words(block)]
    return "\n".join([*said, *spoken(view)])


def _buttons(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (element for element in elements_of(content) if element["type"] == "button")


def _words(block: dict[str, Any]) -> Iterator[str]:
    texts = [block.get(name) for name in ("text", "label", "hint")]
    texts += [*block.get("fields", ()), *(each for each in block.get("elements", ()) if block["type"] == "context")]
    yield from (each["text"] for each in texts if each and isinstance(each.get("text"), str))


def _tokens(text: str) -> list[str]:
    """Its words and numbers, without those of a letter or three."""
    return [word for word in WORD.findall(MARKUP.sub(" ", text).casefold()) if len(word) > 3 or word[0].isdigit()]


def _of_block(block: dict[str, Any]) -> Iterator[str]:
    if block.get("type") == "image" and not block.get("alt_text", "").strip():
        yield f"a screen reader says nothing of a picture: {block}"
    elements = block.get("elements", []) if block.get("type") == "actions" else []
    if len(elements) > MOST_SHOWN:
        yield f"{len(elements)} elements in a row: {elements}"
    for element in [*elements, *filter(None, [block.get("accessory")])]:
        if element["type"] == "button":
            yield from _of_button(element)
        elif element["type"].endswith("select") and not element.get("placeholder", {}).get("text"):
            yield f"a screen reader does not say what is chosen: {element}"


def _of_button(button: dict[str, Any]) -> Iterator[str]:
    spoken, label = button.get("accessibility_label", ""), button["text"]["text"].rstrip("…")
    if not label or not spoken.startswith(label[: SPOKEN_LIMIT - 1]):
        yield f"a screen reader does not say what it does: {button}"
    if spoken.strip() == label.strip() and " " not in label and len(label) < SPOKEN_LIMIT - 1:
        yield f"a screen reader does not say to which alarm or group: {button}"
