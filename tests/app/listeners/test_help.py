"""Help for every command: the same words ask for it everywhere, and it fits on a phone."""

from __future__ import annotations

import pytest

from app.commands.catalogue import COMMANDS
from app.listeners.help import asks_for_help, help_of
from app.listeners.listener import Command
from app.slack.interactions import Reply
from app.slack.messages.text import plain
from tests.app.people import seen, type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop

WORDS = ["help", "?", "-h", "--help", "usage", "HELP", "help!", " help "]
PHONE_WIDTH, PHONE_LINES = 44, 20
GUEST = "U0EVE"


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


@pytest.mark.parametrize("words", WORDS)
def test_these_words_ask_for_help(words: str) -> None:
    assert asks_for_help(words)


@pytest.mark.parametrize("words", ["", "web", "help web", "helper", '"help"', "4"])
def test_others_do_not(words: str) -> None:
    assert not asks_for_help(words)


@pytest.mark.parametrize("words", ["help", "?", "-h", "--help", "usage"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_tells_everybody_what_can_be_typed(command: Command, words: str, bellhop: Bellhop) -> None:
    type_in(bellhop, f"{command.name} {words}", user=GUEST)
    (told,) = seen(bellhop, user=GUEST)
    assert told == help_of(command).text
    assert f"`{command.name}" in told


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_help_fits_on_a_phone(command: Command) -> None:
    lines = plain(help_of(command).text).replace("`", "").splitlines()
    assert sum(-(-len(line) // PHONE_WIDTH) for line in lines) <= PHONE_LINES


def test_a_command_without_a_text_of_its_own_has_its_usage_and_summary() -> None:
    """Whoever adds one has written both, for Slack's own hints."""
    command = Command("/alarms", "[NAME]", "Show what is in ALARM & why", run=lambda *_: Reply.nothing())
    assert help_of(command).text == "`/alarms [NAME]`: Show what is in ALARM &amp; why."


def test_a_thing_that_is_called_help_can_be_named_in_quotes(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(alarm("help"))
    type_in(bellhop, '/forcealarm "help"')
    assert "*help* is in *OK*" in seen(bellhop)[0]
