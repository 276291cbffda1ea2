"""The help of a slash command, the words that ask for it, and what an error says to type instead. No IO."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.base.values import dataclass
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, escape, near, ticked

if TYPE_CHECKING:
    from app.listeners.listener import Command

HELP_WORDS = frozenset(("help", "?", "-h", "--help", "-help", "-?", "usage"))
USAGE = "{command}: {summary}."
TOO_MANY_WORDS = "{word} does not belong there.{near} Try {help}."


@dataclass(frozen=True)
class Usage:
    """What to type instead of words that mean nothing, as the words of a command that take times need it.

    `example` and `help` are words of the command in backticks; no place is called as one of its other `words`.
    """

    example: str
    help: str
    words: frozenset[str] = frozenset()

    def too_many(self, word: str, others: Iterable[str] = ()) -> Wrong:
        """For a word too many; `others` are words that it may be a slip of."""
        return Wrong(TOO_MANY_WORDS.format(word=ticked(word), near=near(word, others), help=self.help))


def asks_for_help(text: str) -> bool:
    """Whether the words after a command ask what can be typed there. Quotes keep a thing that is called like that."""
    return (text.strip().rstrip("!.") or text).casefold() in HELP_WORDS


def help_of(command: Command) -> Message:
    """What can be typed: the command's own text, else its usage and summary."""
    own = command.help()
    usage = code(f"{command.name} {command.usage}".strip())
    return sentence(own or USAGE.format(command=usage, summary=escape(command.summary)))
