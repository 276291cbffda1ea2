"""The time that is left: whose end comes first, and that nobody waits beyond it."""

from __future__ import annotations

import math
import threading
import time

import pytest

from app.base.deadline import check_time, earlier, ending, no_deadline, seconds_from_now, seconds_left, sooner, within
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
