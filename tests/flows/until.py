"""Waiting for the world: poll until something is so, and say what was waited for when it never is."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from tests.patience import NO_TIMEOUT

T = TypeVar("T")
# The longer it has taken, the less often one looks: looking takes the time that others would need to make it so.
PAUSE, LONGEST_PAUSE, OF_THE_WAIT = 0.05, 0.25, 0.1


def until(look: Callable[[], T], what: str, seconds: float = NO_TIMEOUT) -> T:
    """The first truthy answer of `look`; give `seconds` only where they are what is tested."""
    began = time.monotonic()
    while True:
        found = look()
        if found:
            return found
        waited = time.monotonic() - began
        if waited > seconds:
            raise AssertionError(f"waited {seconds:.0f} s for {what}; the last look gave {found!r}")
        time.sleep(min(max(PAUSE, waited * OF_THE_WAIT), LONGEST_PAUSE))
