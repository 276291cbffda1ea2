"""The help of a slash command, and the words that ask for it; the same for every command of the catalogue. No IO."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, escape

if TYPE_CHECKING:
    from app.listeners.listener import Command

HELP_WORDS = frozenset(("help", "?", "-h", "--help", "-help", "-?", "usage"))
USAGE = "{command}: {summary}."


def asks_for_help(text: str) -> bool:
    """Whether the words after a command ask what can be typed there. Quotes keep a thing that is called like that."""
    return (text.strip().rstrip("!.") or text).casefold() in HELP_WORDS


def help_of(command: Command) -> Message:
    """What can be typed: the command's own text, else its usage and summary."""
    own = command.help()
    usage = code(f"{command.name} {command.usage}".strip())
    return sentence(own or USAGE.format(command=usage, summary=escape(command.summary)))
