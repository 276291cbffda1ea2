"""How long a Lambda function still has, so that it ends a batch in order instead of being stopped in its midst.

What is stopped comes back whole, after its visibility time and with one receive used up: with a Slack that hangs, a
long batch would be stopped again and again, and its end would reach the dead letters without ever being tried.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

SecondsLeft = Callable[[], float]

# For one more: a call to Slack that hangs (10 s), a neighbour's lease (4 s), and the way back to the queue.
ENOUGH_SECONDS = 20.0
NO_TIME = "The function has no time left for it."


def no_deadline() -> float:
    return math.inf


def of_lambda(context: Any) -> SecondsLeft:
    """From the context that Lambda hands to a function."""
    return lambda: float(context.get_remaining_time_in_millis()) / 1000
