"""What one can wish of /scale, read from the words after the command; no IO."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.errors import Wrong
from app.messages.text import code

USAGE = "[GROUP [N | +N | -N]]"

NOT_A_SIZE = (
    "{word} is not a size. Type a number, such as `/scale {group} 4`, or a step, such as `/scale {group} +2` "
    "or `/scale {group} -1`."
)
TOO_MANY_WORDS = "That is one word too many: {word}. Type `/scale {group} {size}`, or `/scale {group}` to look at it."
TOO_LARGE = "{word} is more than Auto Scaling can count. Type a smaller number."

SIZE = re.compile(r"(?P<sign>[+\-\u2212\u2013]?)(?P<number>[0-9]+)")
DIGITS_LIMIT = 9


@dataclass(frozen=True)
class Size:
    """A wanted size: so many (`relative` False), or so many more or fewer than now."""

    number: int
    relative: bool = False

    def from_now(self, desired: int) -> int:
        """The desired capacity that this asks for where `desired` is wanted now."""
        return desired + self.number if self.relative else self.number

    def __str__(self) -> str:
        return f"{self.number:+d}" if self.relative else str(self.number)


@dataclass(frozen=True)
class Wish:
    """`group` empty: list all; `size` None: look at one."""

    group: str = ""
    size: Size | None = None

    @staticmethod
    def parse(words: str) -> Wish:
        """Read the words; raises Wrong with what to type instead."""
        group, *rest = words.split() or [""]
        if not rest:
            return Wish(group)
        size = _size(group, rest[0])
        if len(rest) > 1:
            raise Wrong(TOO_MANY_WORDS.format(word=code(rest[1]), group=code(group).strip("`"), size=size))
        return Wish(group, size)

    def __str__(self) -> str:
        return f"{self.group} {self.size or ''}".strip()


def _size(group: str, word: str) -> Size:
    found = SIZE.fullmatch(word)
    if not found:
        raise Wrong(NOT_A_SIZE.format(word=code(word), group=code(group).strip("`")))
    if len(found["number"]) > DIGITS_LIMIT:
        raise Wrong(TOO_LARGE.format(word=code(word)))
    number = int(found["number"])
    # Phones type a typographic minus or dash for "-".
    return Size(number if found["sign"] in ("", "+") else -number, relative=bool(found["sign"]))
