"""How the time of a function grows with what it is given: four times as much may not take many times four."""

from __future__ import annotations

import time
from collections.abc import Callable

# At this size anything that is linear is done within this time on any machine, and needs no second look.
SIZE, SOON = 25_000, 0.25
# What grows with the square takes sixteen times as long for four times as much.
MOST_GROWTH = 9.0
TRIES = 4


def assert_linear(work: Callable[[int], object], of: str = "") -> None:
    """`work` does the thing with input of so many characters; a busy machine is measured again."""
    growths = []
    for _ in range(TRIES):
        once = _seconds(work, SIZE)
        if once < SOON:
            return
        growths.append(_seconds(work, 4 * SIZE) / once)
        if growths[-1] < MOST_GROWTH:
            return
    raise AssertionError(f"four times as much of {of!r} takes {min(growths):.0f} times as long")


def _seconds(work: Callable[[int], object], size: int) -> float:
    begun = time.thread_time()
    work(size)
    return time.thread_time() - begun
