"""`min=A max=B N` in any order, or `max` alone, as people type it. No IO."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.scale.request.errors import too_many
from app.commands.scale.request.size import DIGITS_LIMIT, TO_BOUNDS, Size, Unit
from app.commands.scale.request.when import WHEN_WORDS, begins_when
from app.slack.messages.text import ticked

TWICE = "{word} is given twice. Give it once."
NOT_A_NUMBER = "{word} is not a whole number. Use `{name}=2`."

BOUND = re.compile(r"(?P<name>min|max)(?:=(?P<value>.*))?", re.IGNORECASE)


@dataclass(frozen=True)
class Sizes:
    """The sizes that are asked for; None leaves one as it is."""

    size: Size | None = None
    minimum: int | None = None
    maximum: int | None = None

    def __str__(self) -> str:
        bounds = [
            f"{name}={value}" for name, value in (("min", self.minimum), ("max", self.maximum)) if value is not None
        ]
        return " ".join([*bounds, *([str(self.size)] if self.size else [])])


def read_sizes(words: list[str], group: str, verbs: tuple[str, ...]) -> tuple[Sizes, list[str]]:
    """The sizes, and the words from the first one that says when; raises Wrong.

    `group` is as it can be typed, and `verbs` are what a mistyped word may have meant.
    """
    sizes, left = Sizes(), list(words)
    while left and not begins_when(left[0]):
        sizes = _with(sizes, left.pop(0), group, verbs)
    return sizes, left


def _with(sizes: Sizes, word: str, group: str, verbs: tuple[str, ...]) -> Sizes:
    """The sizes with one more word; each may be given once."""
    if word.casefold() in TO_BOUNDS and sizes == Sizes():
        return Sizes(Size(Decimal(), Unit(word.casefold())))
    bound = BOUND.fullmatch(word)
    name = {"min": "minimum", "max": "maximum"}[bound["name"].casefold()] if bound else "size"
    if sizes.size and sizes.size.unit in TO_BOUNDS:  # `max 12`
        raise Wrong(NOT_A_NUMBER.format(word=ticked(str(sizes.size)), name=sizes.size))
    if getattr(sizes, name) is not None:
        raise Wrong(TWICE.format(word=ticked(word))) if bound else too_many(word, [*WHEN_WORDS, "because"])
    if bound:
        value: int | Size = _bound(word, bound["name"].casefold(), bound["value"] or "")
    else:
        value = Size.parse(word, group, verbs)
    return replace(sizes, **{name: value})  # type: ignore[arg-type]  # a bound is a number, a size a Size


def _bound(word: str, name: str, value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) <= DIGITS_LIMIT):
        raise Wrong(NOT_A_NUMBER.format(word=ticked(word), name=name))
    return int(value)
