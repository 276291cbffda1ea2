"""Waiting for the world: poll until something is so, and say what was waited for when it never is."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from tests.patience import NO_TIMEOUT

T = TypeVar("T")


def until(look: Callable[[], T], what: str, seconds: float = NO_TIMEOUT) -> T:
    """The first truthy answer of `look`; give `seconds` only where they are what is tested."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:.0f} s for {what}; the last look gave {found!r}")
        time.sleep(0.05)
