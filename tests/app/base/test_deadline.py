"""The time that is left: whose end comes first, and that nobody waits beyond it."""

from __future__ import annotations

import math
import threading
import time
from contextvars import copy_context
from threading import Thread

import pytest

from app.base.deadline import (
    Spent,
    allowing,
    calls_left,
    check_time,
    earlier,
    ending,
    is_counted,
    no_deadline,
    seconds_from_now,
    seconds_left,
    sooner,
    take_call,
    within,
)
from app.base.errors import Later
from tests.patience import NO_TIMEOUT, PATIENCE


def test_without_an_end_there_is_all_the_time() -> None:
    assert seconds_left() == math.inf
    check_time()


def test_of_several_ends_the_first_counts_until_its_block_is_over() -> None:
    with ending(no_deadline), ending(lambda: 5.0):
        with ending(lambda: 3.0), ending(lambda: 9.0):
            assert seconds_left() == 3.0
        assert seconds_left() == 5.0


def test_a_block_may_end_sooner_than_what_it_is_in() -> None:
    with ending(lambda: 10.0):
        left = sooner(4)
        with ending(left):
            assert seconds_left() == 6.0
            assert sooner(1)() == 5.0
        assert earlier(lambda: 3.0, 1)() == 2.0


def test_when_the_time_is_over_nothing_is_begun() -> None:
    begun: list[str] = []
    with ending(lambda: 0.0), pytest.raises(Later) as later:
        within(10, lambda: begun.append("begun"))
    assert begun == []
    assert not later.value.maybe_done


def test_a_call_that_takes_too_long_is_waited_for_no_longer() -> None:
    never = threading.Event()
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        within(0.05, never.wait)
    with ending(seconds_from_now(0.05)), pytest.raises(TimeoutError):
        within(NO_TIMEOUT, never.wait)
    assert time.monotonic() - began < PATIENCE
    never.set()


def test_a_call_gives_its_result_or_its_error() -> None:
    assert within(60, lambda: "result") == "result"
    with pytest.raises(ZeroDivisionError):
        within(60, lambda: 1 // 0)
    with pytest.raises(KeyboardInterrupt):
        within(math.inf, _interrupted)


def _interrupted() -> None:
    raise KeyboardInterrupt


def test_what_would_exceed_it_is_not_made() -> None:
    with allowing(2) as allowance:
        take_call()
        assert calls_left() == 1
        take_call()
        with pytest.raises(Spent):
            take_call()
        assert (allowance.used, calls_left()) == (2, 0)


def test_outside_of_such_a_block_nothing_is_counted() -> None:
    for _ in range(9):
        take_call()
    assert not is_counted()
    with allowing(0):
        assert is_counted()
    take_call()


def test_threads_of_the_block_share_it() -> None:
    made: list[bool] = []

    def call() -> None:
        try:
            take_call()
        except Spent:
            made.append(False)
        else:
            made.append(True)

    with allowing(3):
        threads = [Thread(target=copy_context().run, args=(call,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(made) == [False] * 5 + [True] * 3
