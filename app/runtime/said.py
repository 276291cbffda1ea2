"""What somebody said to Bellhop, in a mention or a direct message, becomes the job of the slash command that it names.

Words that begin with no command's name are /scale's; `SAID` carries them out, and says what can be said if they mean
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.commands import scale
from app.commands.catalogue import COMMANDS
from app.listeners.help import asks_for_help
from app.listeners.listener import Command
from app.slack.events import Said
from app.slack.interactions import Reply, SlashCommand
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, escape

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

ME = "@Bellhop"
SAY = "In a mention, or in a direct message, say a command's words. Words without a command are for `scale`:"
EXAMPLE = "`@Bellhop web 4` · `@Bellhop scale web +2 for 2h` · `@Bellhop forcealarm web-high-cpu`"
# Before what somebody says.
GREETINGS = frozenset(("hi", "hello", "hey"))
LINE = "{name}: {summary} (`{first} help` says more)"
NOT_UNDERSTOOD = "Bellhop doesn't know what {words} means."


def named_by(text: str, commands: Iterable[Command]) -> tuple[Command, str]:
    """The command that the words begin with, and the rest; else `SAID` and all of them."""
    while text and text.split(" ", 1)[0].strip("!.,").casefold() in GREETINGS:
        text = text.partition(" ")[2]
    first, _, rest = text.partition(" ")
    word = first.casefold().removeprefix("/")
    for command in commands:
        if word == command.name.removeprefix("/"):
            return command, rest.strip()
    return SAID, text


def as_job(said: Said) -> tuple[str, dict[str, str]]:
    """The listener's name, and its body, for what somebody said."""
    command, text = named_by(said.text, COMMANDS)
    return command.name, said.as_command(command.name, text)


def with_name(command: SlashCommand, services: Services) -> SlashCommand:
    """An event says who said it, and not what they are called."""
    caller = command.caller
    if caller.user_name:
        return command
    return replace(command, caller=replace(caller, user_name=services.slack.names.name_of(caller.user_id)))


def help_text() -> str:
    lines = [LINE.format(name=code(each.name), summary=escape(each.summary), first=each.name) for each in COMMANDS]
    return "\n".join([SAY, EXAMPLE, *lines])


def say(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    """An alarm by its whole name is shown; everything else is for /scale, unless no group is like it."""
    from app.commands.forcealarm.run import card
    from app.commands.scale.request.vocabulary import HEDGES, NOISE
    from app.commands.scale.unclear import NoSuchGroup

    nothing = NOISE | HEDGES  # as after a change: thanks!
    if all(word.strip("!.,").casefold() in nothing for word in command.text.split()):
        return Reply(_help())
    named = () if SAID.acts_on(command) else services.cloudwatch.named([command.text])
    if named:
        return card(named[0], services)
    try:
        return scale.COMMAND.run(command, services, operation)
    except NoSuchGroup:
        return Reply(_help(NOT_UNDERSTOOD.format(words=code(command.text))))
    except Wrong as wrong:
        if SAID.acts_on(command):
            raise
        return Reply(_help(escape(str(wrong))))


def _help(problem: str = "") -> Message:
    return sentence("\n".join(filter(None, (problem, help_text()))))


def _acts_on(command: SlashCommand) -> str:
    return "" if asks_for_help(command.text) else scale.COMMAND.acts_on(command)


# As /scale, which carries the words out, except for its help.
SAID = replace(
    scale.COMMAND, name=ME, summary="", usage="", run=say, acts_on=_acts_on, help=help_text, buttons=(), modals=()
)
