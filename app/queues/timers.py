"""Timers: what Bellhop is to look at later, as messages on the watch queue; they survive whoever set them.

A timer may ring late, and twice; what rings decides by what is stored whether there is still something to do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.base.clock import Clock
from app.queues.queue import Queue


@dataclass(frozen=True)
class Timer:
    """`name` says what is to be done (app/runtime/timers.py), `key` on what; `attempt` counts the tries before."""

    name: str
    key: str
    due: datetime
    attempt: int = 0


@dataclass(frozen=True)
class Timekeeper:
    """Sets timers; a due time beyond the queue's longest delay is reached in hops."""

    queue: Queue
    clock: Clock

    def set(self, timer: Timer) -> None:
        """Raises Later when the queue does not take it."""
        delay = max(0.0, (timer.due - self.clock()).total_seconds())
        self.queue.put(to_text(timer), delay=delay)


def to_text(timer: Timer) -> str:
    """The timer as one line of JSON."""
    return json.dumps({"timer": {**vars(timer), "due": timer.due.timestamp()}})


def timer_in(message: Mapping[str, Any]) -> Timer | None:
    """The timer that a queue's message holds, None where it holds something else.

    What another version wrote into it and this one does not know is dropped.
    """
    found = message.get("timer")
    if not isinstance(found, dict):
        return None
    known = {name: found[name] for name in Timer.__dataclass_fields__ if name in found}
    return Timer(**{**known, "due": datetime.fromtimestamp(found["due"], UTC)})
