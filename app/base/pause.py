"""A short wait before the same is tried again at once: longer each time, and never as long as others wait."""

from __future__ import annotations

import random
import time

from app.base.deadline import seconds_left

FIRST, LONGEST = 0.05, 1.0  # seconds


def pause(attempt: int) -> None:
    """Wait after try number `attempt` (from 1), for a random part of a time that doubles.

    Those who met at one thing would meet there again if all waited for the same time.
    """
    time.sleep(max(0.0, min(random.uniform(0, _most(attempt)), seconds_left())))


def _most(attempt: int) -> float:
    return float(min(LONGEST, FIRST * 2 ** min(attempt - 1, 10)))
