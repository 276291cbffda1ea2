"""How many calls to AWS a block may make: whatever it asks of the doors, what would exceed that is not sent.

Bellhop's own table and the way into another account are not counted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

from app.base.errors import BellhopError

SPENT = "Bellhop has asked AWS as much as it does for one plan. The next one knows more."


class Spent(BellhopError):
    """No call is left."""


class Allowance:
    """Counts for all threads of a block."""

    def __init__(self, most: int) -> None:
        self.most, self.used = most, 0
        self._lock = Lock()

    def take(self) -> None:
        with self._lock:
            if self.used >= self.most:
                raise Spent(SPENT)
            self.used += 1


_allowance: ContextVar[Allowance | None] = ContextVar("allowance", default=None)


@contextmanager
def allowing(most: int) -> Iterator[Allowance]:
    """At most so many calls within, from all threads that run in a copy of its context."""
    allowance = Allowance(most)
    before = _allowance.set(allowance)
    try:
        yield allowance
    finally:
        _allowance.reset(before)


def take_call() -> None:
    """Before each call; raises Spent if none is left."""
    allowance = _allowance.get()
    if allowance:
        allowance.take()


def calls_left() -> float:
    allowance = _allowance.get()
    return allowance.most - allowance.used if allowance else math.inf


def is_counted() -> bool:
    return _allowance.get() is not None
