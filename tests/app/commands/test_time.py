"""A command that is longer than anything that people type is refused, before anybody looks at its words."""

from __future__ import annotations

import pytest

from app.commands.catalogue import COMMANDS
from app.listeners.listener import Command
from app.slack.interactions import LONGEST_COMMAND, read_command
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop


def typed(command: Command, text: str) -> dict[str, str]:
    return {"command": command.name, "text": text, "user_id": "U0ANA"}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_what_is_too_long_acts_on_nothing_and_opens_nothing(command: Command) -> None:
    for words in ("web 4 because ", "edit web-high-cpu ", "web-high-cpu ALARM "):
        request = read_command(typed(command, words + "x" * LONGEST_COMMAND))
        assert request.text == ""
        assert command.acts_on(request) == ""
        assert command.opens is None or command.opens(request) is None


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_who_typed_it_is_told_how_long_it_may_be(command: Command, listening_bellhop: Bellhop) -> None:
    type_in(listening_bellhop, f"{command.name} web 4 {'x' * LONGEST_COMMAND}")
    (told,) = seen(listening_bellhop)
    assert told == "Nothing was done: a command has up to 4,000 characters, and this one has 4,006."


def test_the_longest_is_read_as_it_was_typed() -> None:
    text = "web " + "&amp;" * (LONGEST_COMMAND - 4)
    assert read_command(typed(COMMANDS[0], text)).text == "web " + "&" * (LONGEST_COMMAND - 4)
