"""Asks several at once, a bounded number of them: one that is slow or refuses doesn't hold up the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import TypeVar

from app.base.deadline import NO_TIME, ending, seconds_from_now
from app.base.errors import BellhopError, Later

T = TypeVar("T")
U = TypeVar("U")

MOST_AT_ONCE = 10  # as many connections as a client of AWS's SDK keeps


def each_at_once(ask: Callable[[T], U], things: Sequence[T]) -> list[U]:
    """What `ask` answers for each, in their order; raises what the first raises that fails, and asks no more then."""
    if len(things) < 2:
        return [ask(each) for each in things]
    pool = ThreadPoolExecutor(min(MOST_AT_ONCE, len(things)))
    try:
        # Each with what is true of here: which account and region is asked, and until when.
        asked = [pool.submit(copy_context().run, ask, each) for each in things]
        return [each.result() for each in asked]
    finally:
        pool.shutdown(cancel_futures=True)


def at_once(
    asks: Sequence[Callable[[], T]], meanwhile: Callable[[], U], seconds: float
) -> tuple[list[T | BellhopError], U]:
    """What each answers, or why it doesn't, in their order; and what `meanwhile` does, which may take longer."""
    seconds_left = seconds_from_now(seconds)

    def answer(ask: Callable[[], T]) -> T | BellhopError:
        try:
            with ending(seconds_left):
                return ask()
        except BellhopError as problem:
            return problem

    pool = ThreadPoolExecutor(min(MOST_AT_ONCE, len(asks)))
    try:
        asked = [pool.submit(copy_context().run, answer, ask) for ask in asks]
        own = meanwhile()
        done, _ = wait(asked, max(seconds_left(), 0.0))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return [each.result() if each in done else Later(NO_TIME) for each in asked], own
