"""Which of many names somebody means by a word: one way for groups, alarms, and whatever else has a name. No IO."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.slack.interactions import as_typed
from app.slack.messages.buttons import BUTTON_TEXT_LIMIT
from app.slack.messages.text import code, escape, middle

MOST_CHOICES = 5
LEAST_PART = 3
ALPHANUMERIC = r"[^\W_]"
ONE_OF_THESE = "Did you mean one of these?"
MORE = " These are the first {shown}: type more of it."


def matches(word: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names that are meant: one is found, several to choose from, or none.

    An exact name wins over one that differs in case, that over names that start with the word, and those over names
    that contain it.
    """
    folded = word.casefold()
    if not folded:
        return ()
    tries = (
        list(whole(word, names)),
        [name for name in names if name.casefold().startswith(folded)],
        [name for name in names if folded in name.casefold()],
    )
    return tuple(next((found for found in tries if found), []))


def is_sure(word: str, names: Sequence[str]) -> bool:
    """Whether a word is enough to change what it names: its whole name, or what no other name has in it.

    A name must begin with it, or have it as whole words of three letters or more: anything else may be a typo.
    """
    found = all_with(word, names)
    if len(found) != 1:
        return False
    name, part = found[0].casefold(), re.escape(word.casefold())
    is_whole_words = (
        len(word) >= LEAST_PART and re.search(f"(?<!{ALPHANUMERIC}){part}(?!{ALPHANUMERIC})", name) is not None
    )
    return name.startswith(word.casefold()) or is_whole_words


def all_with(word: str, names: Sequence[str]) -> tuple[str, ...]:
    """Those that are the whole word; else all that have it in them, first those that begin with it."""
    folded = word.casefold()
    having = [name for name in names if folded and folded in name.casefold()]
    return whole(word, names) or tuple(sorted(having, key=lambda name: not name.casefold().startswith(folded)))


def whole(word: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names that are the whole word: exactly that, else those that differ in case only."""
    exact = next((each for each in spellings(word) if each in names), "")
    return (exact,) if exact else tuple(name for name in names if name.casefold() == word.casefold())


def spellings(name: str) -> tuple[str, ...]:
    """A name, the text that Slack sends for it, and what that text stands for: something may have either name."""
    return tuple(dict.fromkeys((name, escape(name), as_typed(name))))


def more_than_shown(count: int) -> str:
    """What to do for the names that have no button, with a space before it; '' where each has one."""
    return MORE.format(shown=MOST_CHOICES) if count > MOST_CHOICES else ""


def labels(choices: Sequence[str], text: str) -> tuple[tuple[str, ...], str]:
    """What the buttons say, and lines with the whole choices: '' where each fits its button, or is in the text."""
    if all(len(each) <= BUTTON_TEXT_LIMIT for each in choices):
        return tuple(choices), ""
    if len(choices) == 1:
        return (middle(choices[0], BUTTON_TEXT_LIMIT),), "" if choices[0] in text else f"\n{code(choices[0])}"
    numbered = [middle(f"{number}. {each}", BUTTON_TEXT_LIMIT) for number, each in enumerate(choices, 1)]
    lines = [f"\n{number}. {code(each)}" for number, each in enumerate(choices, 1)]
    return tuple(numbered), "".join(lines)
