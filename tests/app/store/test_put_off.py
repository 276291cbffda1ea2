"""Of what waits for its next try one message is enough, and one there is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.base.errors import Later
from app.store.put_off import PutOff
from app.store.table import Document, MemoryTable
from tests.fakes.clock import SetClock

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


class Crowded(Later):
    eases = 60.0


CROWDED = Crowded("Too many calls.")


class Hanging(MemoryTable):
    def get(self, pk: str, sk: str) -> Document:
        raise Later("DynamoDB did not answer.")


@pytest.fixture
def waiting(clock: SetClock) -> PutOff:
    return PutOff(MemoryTable(), clock)


def test_a_copy_that_would_come_no_sooner_goes(waiting: PutOff, clock: SetClock) -> None:
    assert not waiting.another_waits("show#a", "message-1", clock() + MINUTE, CROWDED)
    assert waiting.another_waits("show#a", "message-2", clock() + MINUTE, CROWDED)


def test_one_that_would_come_sooner_waits_and_the_later_one_goes_at_its_next_try(
    waiting: PutOff, clock: SetClock
) -> None:
    waiting.another_waits("show#a", "message-1", clock() + MINUTE, CROWDED)
    assert not waiting.another_waits("show#a", "message-2", clock() + 5 * SECOND, CROWDED)
    assert waiting.another_waits("show#a", "message-1", clock() + MINUTE, CROWDED)


def test_what_is_about_something_else_waits_too(waiting: PutOff, clock: SetClock) -> None:
    waiting.another_waits("show#a", "message-1", clock() + MINUTE, CROWDED)
    assert not waiting.another_waits("show#b", "message-2", clock() + MINUTE, CROWDED)


def test_the_same_message_once_more_may_be_of_somebody_who_died_before_the_copy_was_sent(
    waiting: PutOff, clock: SetClock
) -> None:
    waiting.another_waits("show#a", "message-1", clock() + MINUTE, CROWDED)
    clock.advance(30)
    assert not waiting.another_waits("show#a", "message-1", clock() + MINUTE, CROWDED)


@pytest.mark.parametrize("passed", [59.5, 60, 3600])
def test_one_whose_time_has_come_is_not_waited_for(passed: float, waiting: PutOff, clock: SetClock) -> None:
    waiting.another_waits("show#a", "message-1", clock() + MINUTE, CROWDED)
    clock.advance(passed)
    assert not waiting.another_waits("show#a", "message-2", clock() + MINUTE, CROWDED)


def test_where_the_table_does_not_answer_it_is_rather_twice_than_never(clock: SetClock) -> None:
    assert not PutOff(Hanging(), clock).another_waits("show#a", "message-1", clock() + MINUTE, CROWDED)


def test_where_waits_grow_by_themselves_nobody_is_asked(clock: SetClock) -> None:
    waiting = PutOff(MemoryTable(), clock)
    for message in ("message-1", "message-2"):
        assert not waiting.another_waits("show#a", message, clock() + MINUTE, Later("AWS is busy."))
