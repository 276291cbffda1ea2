"""However long what Slack sends is, and whatever it is made of: it is read in time that grows with it."""

from __future__ import annotations

import pytest

from app.slack.interactions import read_click, read_command, read_submission
from app.slack.messages.text import cut, plain, preformatted
from tests.app.growth import assert_linear

UNITS = ["<", ">", "<@", "<a|", "&lt;", "&amp;", ":a", ":", "|", " (", "[", '{"a":', '"', "```", "\\", " ", "`"]


@pytest.mark.parametrize("unit", UNITS)
def test_what_people_and_messages_say_may_be_long(unit: str) -> None:
    def read(size: int) -> None:
        text = unit * (size // len(unit))
        action = {"action_id": text, "value": text, "text": {"text": text}}
        blocks = [
            {"type": "actions", "elements": [{"action_id": str(n), "value": text[:99]} for n in range(size // 99)]}
        ]
        read_click({"actions": [action], "message": {"text": text, "blocks": blocks}})
        read_command({"command": "/scale", "text": text})
        read_submission({"view": {"private_metadata": text, "state": {"values": {"b": {"a": {"value": text}}}}}})

    assert_linear(read, unit)


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_said_may_be_long(unit: str) -> None:
    def say(size: int) -> None:
        text = unit * (size // len(unit))
        plain(text)
        cut(text, 3000)
        preformatted(text)

    assert_linear(say, unit)
