"""Timers: things to do later, as messages on the watch queue; they survive the process that set them.

A timer may fire late, and twice. What is stored decides whether there is still something to do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.base.clock import Clock
from app.base.values import dataclass
from app.queues.queue import Queue


@dataclass(frozen=True)
class Timer:
    """`name` says what to do (app/runtime/timers.py), `key` with what; `attempt` counts earlier tries."""

    name: str
    key: str
    due: datetime
    attempt: int = 0


@dataclass(frozen=True)
class Timekeeper:
    """Sets timers; a due time beyond the queue's longest delay is reached in hops."""

    queue: Queue
    clock: Clock

    def set(self, *timers: Timer) -> None:
        """Raises Later if the queue doesn't accept one of them."""
        now = self.clock()
        self.queue.put_each([(to_text(each), max(0.0, (each.due - now).total_seconds())) for each in timers])


def to_text(timer: Timer) -> str:
    """The timer as one line of JSON."""
    return json.dumps({"timer": {**vars(timer), "due": timer.due.timestamp()}})


def timer_in(message: Mapping[str, Any]) -> Timer | None:
    """The timer in a queue's message; None if it contains something else.

    Fields that another version wrote and this one doesn't know are dropped.
    """
    found = message.get("timer")
    if not isinstance(found, dict):
        return None
    known = {name: found[name] for name in Timer.__dataclass_fields__ if name in found}
    return Timer(**{**known, "due": datetime.fromtimestamp(found["due"], UTC)})
