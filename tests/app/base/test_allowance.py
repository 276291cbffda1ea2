"""A block makes so many calls and no more, counted over all its threads."""

from __future__ import annotations

from contextvars import copy_context
from threading import Thread

import pytest

from app.base.allowance import Spent, allowing, calls_left, is_counted, take_call


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
