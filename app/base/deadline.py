"""How much time there is, and how many calls: what others are asked for ends in time, and so does whoever asks.

An invocation of a function ends, and so does a lease. Both bound every call to AWS and Slack that is made meanwhile.
What nobody waits for may have only so many calls to AWS as well; what would exceed them is not sent.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import Any, TypeVar

from app.base.errors import BellhopError, Later

T = TypeVar("T")

# How many seconds there are left.
SecondsLeft = Callable[[], float]

NO_TIME = "Bellhop has no time left for it now."
SPENT = "It needs more calls to AWS than one plan makes. Ask again, and Bellhop knows more."
NO_ANSWER = "no answer within {seconds:.1f} s"

_ends: ContextVar[tuple[SecondsLeft, ...]] = ContextVar("ends", default=())


def no_deadline() -> float:
    return math.inf


def deadline_of(context: Any) -> SecondsLeft:
    """From the context that Lambda passes to a function."""
    return lambda: float(context.get_remaining_time_in_millis()) / 1000


def earlier(seconds_left: SecondsLeft, seconds: float) -> SecondsLeft:
    """As `seconds_left`, but so much before: for what has to be done afterwards."""
    return lambda: seconds_left() - seconds


def seconds_from_now(seconds: float) -> SecondsLeft:
    end = time.monotonic() + seconds
    return lambda: end - time.monotonic()


@contextmanager
def ending(seconds_left: SecondsLeft) -> Iterator[None]:
    """Nobody is asked for anything within once this time is over. Nested ones: the first to end counts."""
    before = _ends.get()
    _ends.set((*before, seconds_left))
    try:
        yield
    finally:
        _ends.set(before)


def seconds_left() -> float:
    """Until the first of the ends that hold here."""
    return sooner(0)()


def sooner(seconds: float) -> SecondsLeft:
    """So much before the first of the ends that hold here: for a block after which something has to be done yet."""
    ends = _ends.get()
    return lambda: min((left() for left in ends), default=math.inf) - seconds


def check_time() -> None:
    """Raises Later if the time is over: what would be done now might come after what others do."""
    if seconds_left() <= 0:
        raise Later(NO_TIME)


def within(seconds: float, call: Callable[[], T]) -> T:
    """The call's result; raises TimeoutError once `seconds` or the time left are over, Later if none is left.

    A socket's own timeout is for each read, and begins again with every byte. So the call runs on a thread, and is left
    alone there when its time is over: it may still do what was asked.
    """
    check_time()
    most = min(seconds, seconds_left())
    results: list[T] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:  # noqa: BLE001 - raised again where somebody waits for it
            errors.append(error)
        finally:
            done.set()

    threading.Thread(target=copy_context().run, args=(run,), daemon=True).start()
    if not done.wait(None if math.isinf(most) else most):
        raise TimeoutError(NO_ANSWER.format(seconds=most))
    if errors:
        raise errors[0]
    return results[0]


class Spent(BellhopError):
    """No call is left."""


class Allowance:
    """Counts for all threads of a block."""

    def __init__(self, most: int) -> None:
        self.most, self.used = most, 0
        self._lock = threading.Lock()

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
