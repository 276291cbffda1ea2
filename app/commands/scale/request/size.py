"""A size as people write it: N, +N, -N, xF, +P%, -P%, P%; exact. No IO."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from math import ceil, floor

from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.scale.request.errors import plainly
from app.slack.messages.text import near, ticked

NOT_A_SIZE = "{word} is not a size.{near} Try `/scale {group} 4`, `+2`, `x2` or `+50%`."
TOO_LARGE = "{word} is more than AWS supports. Use a smaller number."

SIZE = re.compile(
    r"(?P<sign>[+\-\u2212\u2013\u2014]?)(?P<number>[0-9]+)(?P<percent>%?)|[xX*\u00d7](?P<factor>[0-9]+(?:[.,][0-9]+)?)"
)
DIGITS_LIMIT = 9
AUTO_SCALING_LIMIT = 10**DIGITS_LIMIT  # the API has 32 bits; nobody has that many instances


class Unit(StrEnum):
    """What a size counts in, and from where."""

    INSTANCES = "instances"
    STEP = "step"
    FACTOR = "factor"
    PERCENT = "percent"
    PERCENT_STEP = "percent step"
    TO_MINIMUM = "min"
    TO_MAXIMUM = "max"


TO_BOUNDS = (Unit.TO_MINIMUM, Unit.TO_MAXIMUM)


@dataclass(frozen=True)
class Size:
    """`number` in `unit`; steps are negative downwards. To a bound it has none."""

    number: Decimal
    unit: Unit = Unit.INSTANCES

    @staticmethod
    def parse(word: str, group: str, others: Iterable[str] = ()) -> Size:
        """Parse a word; raises Wrong with what to type instead: `group` in the example, `others` for near ones."""
        found = SIZE.fullmatch(word)
        if not found:
            words = {"near": near(word, others), "group": plainly(group)}
            raise Wrong(NOT_A_SIZE.format(word=ticked(word), **words))
        digits = found["number"] or found["factor"]
        if len(digits) > DIGITS_LIMIT:
            raise Wrong(TOO_LARGE.format(word=ticked(word)))
        if found["factor"]:
            return Size(Decimal(digits.replace(",", ".")), Unit.FACTOR)
        # Phones type a typographic minus or dash for "-".
        number = Decimal(int(digits) if found["sign"] in ("", "+") else -int(digits))
        if found["percent"]:
            return Size(number, Unit.PERCENT_STEP if found["sign"] else Unit.PERCENT)
        return Size(number, Unit.STEP if found["sign"] else Unit.INSTANCES)

    @property
    def is_relative(self) -> bool:
        """Whether it depends on the group as it is then."""
        return self.unit is not Unit.INSTANCES

    @property
    def is_share(self) -> bool:
        """`50%` or `x0.5`: a part of the desired capacity, and perhaps a typo for growing by that."""
        return (self.unit is Unit.PERCENT and self.number < 100) or (self.unit is Unit.FACTOR and self.number < 1)

    def is_below_one(self, desired: int) -> bool:
        """Whether it comes to less than one instance, but not to none."""
        return 0 < self._exact(desired) < 1

    def from_now(self, desired: int) -> int:
        """The desired capacity that this asks for if it is `desired` now: rounded away from that, but never to none."""
        exact = self._exact(desired)
        wanted: int = ceil(exact) if exact > desired or 0 < exact < 1 else floor(exact)
        return int(min(wanted, AUTO_SCALING_LIMIT))

    def sum_words(self, desired: int) -> str:
        """`2 - 3`, `2 x 5`, `50% of 2`: how it counts from there; '' if it doesn't."""
        if not self.is_relative or self.unit in TO_BOUNDS:
            return ""
        if self.unit is Unit.PERCENT:
            return f"{self} of {desired}"
        text = str(self)
        return f"{desired} {text[0]} {text[1:]}"

    def _exact(self, desired: int) -> Decimal:
        if self.unit is Unit.INSTANCES:
            return self.number
        if self.unit in TO_BOUNDS:
            return Decimal(desired)
        if self.unit is Unit.STEP:
            return desired + self.number
        if self.unit is Unit.FACTOR:
            return desired * self.number
        share = desired * self.number / 100
        return share if self.unit is Unit.PERCENT else desired + share

    def __str__(self) -> str:
        if self.unit is Unit.FACTOR:
            return f"x{_decimal(self.number)}"
        if self.unit in TO_BOUNDS:
            return self.unit.value
        signed = self.unit in (Unit.STEP, Unit.PERCENT_STEP)
        text = f"{int(self.number):+d}" if signed else str(int(self.number))
        return text + ("%" if self.unit in (Unit.PERCENT, Unit.PERCENT_STEP) else "")


def _decimal(number: Decimal) -> str:
    """A factor as typed: at most eight decimals, so this is exact."""
    return f"{float(number):.8f}".rstrip("0").rstrip(".")
