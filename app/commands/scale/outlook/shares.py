"""How many calls to AWS each estimate of a plan may make: together four, whatever a plan is about; of a form five.

What is needed seldom comes first: prices are asked for once a week. What is left out is said, and comes with the next
plan, which finds them in the table.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping

from app.base.deadline import allowing
from app.commands.scale.outlook.catalogue import NEEDS
from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.values import About

MOST, MOST_OF_FORM = 4, 5  # a form has more time, and is the first that somebody sees
USED = "calls"  # among what is known for the same request

logger = logging.getLogger(__name__)


def shares(about: About, parts: Parts, names: Iterable[str]) -> Mapping[str, int]:
    """By the names of the estimators: what some need as far as the table says, and all the rest for the others."""
    left, found = most_of(about) - int(parts.known.get(USED, 0)), dict[str, int]()
    for name in sorted(names, key=lambda each: each not in NEEDS):
        found[name] = min(left, _needs(name, about, parts)) if name in NEEDS else left
        left -= found[name]
    return found


def most_of(about: About) -> int:
    return MOST_OF_FORM if about.after is None else MOST


def _needs(name: str, about: About, parts: Parts) -> int:
    try:
        return NEEDS[name](about, parts)
    except Exception as error:  # noqa: BLE001 - a bug of one estimate is no reason to leave out the others
        logger.warning("nobody knows what an estimate asks", extra={"estimate": name, "why": str(error)})
        return 1  # it fails for the same reason, and says which


def alone(ask: Callable[[About, Parts], int], about: About, parts: Parts) -> int:
    """What is asked before the estimates of the same request, which have what it leaves."""
    with allowing(MOST) as allowance:
        try:
            return ask(about, parts)
        finally:
            parts.known[USED] = allowance.used
