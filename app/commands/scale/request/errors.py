"""What is wrong with the words, as sentences that say what to type instead. No IO."""

from __future__ import annotations

from collections.abc import Iterable

from app.base.errors import Wrong
from app.listeners.help import Usage
from app.slack.messages.text import ticked

HELP = "`/scale help`"
MISSING = "Something is missing after `{verb}`. Try `/scale {group} {example}`."
USAGE = Usage("", HELP)


def too_many(word: str, others: Iterable[str] = ()) -> Wrong:
    return USAGE.too_many(word, others)


def missing(verb: str, group: str, example: str) -> Wrong:
    return Wrong(MISSING.format(verb=verb, group=plainly(group), example=example))


def plainly(*words: str) -> str:
    """Words for an example in backticks."""
    return ticked(" ".join(words)).strip("`")
