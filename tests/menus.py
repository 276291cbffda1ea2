"""What one can press on a message: buttons in a row, and those that a menu stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def elements_of(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What stands in the message's rows and beside its sections."""
    for block in message.get("blocks") or []:
        if block["type"] == "actions":
            yield from block["elements"]
        elif "accessory" in block:
            yield block["accessory"]


def presses_of(message: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """The action of each button, and what to hand to the stand-in's `act` to press it."""
    for element in elements_of(message):
        for option in element.get("options", ()) if element["type"] == "overflow" else ():
            yield option["value"].partition(" ")[0], {"action_id": element["action_id"], "value": option["value"]}
        if element["type"] == "button":
            yield element["action_id"], {"action_id": element["action_id"]}


def value_behind(message: dict[str, Any], how: dict[str, str]) -> str:
    """What the app hears of a press: the option's value, or the button's."""
    named = (each for each in elements_of(message) if each.get("action_id") == how["action_id"])
    return how.get("value") or next((str(each.get("value", "")) for each in named), "")


def press_of(message: dict[str, Any], action: str) -> dict[str, str]:
    """How to press the button of this action, which may be none."""
    return next((how for name, how in presses_of(message) if name == action), {"action_id": action})
