"""Leases: one holder at a time, a bit of time_limit for the others, and freedom when a holder dies."""

from __future__ import annotations

import threading
import time
from contextvars import Context

import pytest

from app.base.deadline import within
from app.base.errors import Later
from app.store.leases import HELD_SECONDS, Leases
from app.store.table import Document, MemoryTable, Table
from tests.fakes.clock import SetClock


@pytest.fixture
def leases(table: Table, clock: SetClock) -> Leases:
    return Leases(table, clock, sleep=lambda _: None)


def test_a_free_lease_is_held_and_given_back(leases: Leases) -> None:
    for _ in range(2):
        with leases.hold("alarm"):
            pass


def test_what_somebody_holds_comes_back_as_later(leases: Leases) -> None:
    with leases.hold("alarm"), pytest.raises(Later, match="in hand"), leases.hold("alarm"):
        raise AssertionError("two at once")


def test_another_name_is_another_lease(leases: Leases) -> None:
    with leases.hold("alarm-1"), leases.hold("alarm-2"):
        pass


def test_an_error_gives_the_lease_back(leases: Leases) -> None:
    with pytest.raises(ZeroDivisionError), leases.hold("alarm"):
        raise ZeroDivisionError
    with leases.hold("alarm"):
        pass


def test_waiting_a_moment_for_a_neighbour_is_enough(table: Table, clock: SetClock) -> None:
    neighbour = Leases(table, clock).hold("alarm")
    neighbour.__enter__()
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            neighbour.__exit__(None, None, None)

    with Leases(table, clock, sleep).hold("alarm"):
        assert len(pauses) == 3


def test_a_lease_whose_holder_died_is_free_after_a_while(leases: Leases, clock: SetClock) -> None:
    Context().run(leases.hold("alarm").__enter__)
    clock.advance(HELD_SECONDS)
    with leases.hold("alarm"):
        pass


def test_a_holder_that_comes_back_too_late_does_not_end_the_next_ones_lease(leases: Leases, clock: SetClock) -> None:
    slow = leases.hold("alarm")
    Context().run(slow.__enter__)
    clock.advance(HELD_SECONDS)
    with leases.hold("alarm"):
        Context().run(slow.__exit__, None, None, None)
        with pytest.raises(Later), leases.hold("alarm"):
            raise AssertionError("two at once")


def test_of_many_at_once_each_is_alone_with_it(table: Table, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.leases.WAIT_SECONDS", 1000.0)
    inside: list[str] = []
    crowds: list[int] = []

    def work() -> None:
        with Leases(table, clock, sleep=lambda _: time.sleep(0.002)).hold("alarm"):
            inside.append("me")
            time.sleep(0.002)
            crowds.append(len(inside))
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert crowds == [1] * 5


def test_a_lease_is_held_for_as_long_as_its_work_may_take(leases: Leases, clock: SetClock) -> None:
    with leases.hold("work", seconds=90):
        clock.advance(89)
        with pytest.raises(Later), leases.hold("work"):
            raise AssertionError("two at once")


def test_nobody_is_asked_for_anything_under_a_lease_that_is_over(leases: Leases, clock: SetClock) -> None:
    asked: list[str] = []
    with pytest.raises(Later), leases.hold("work", seconds=90):
        within(10, lambda: asked.append("in time"))
        clock.advance(89)
        within(10, lambda: asked.append("too late"))
    assert asked == ["in time"]


def test_a_lease_of_whose_end_no_answer_came_is_given_back_again_and_what_was_done_stays_done(clock: SetClock) -> None:
    class LosingAnswers(MemoryTable):
        lost = 0

        def put(self, document: Document) -> Document:
            self.lost -= 1
            if self.lost >= 0:
                raise Later("no answer", maybe_done=True)
            return super().put(document)

    table = LosingAnswers()
    leases = Leases(table, clock, sleep=lambda _: None)
    for lost in (1, 2):
        with leases.hold(f"work-{lost}"):
            table.lost = lost
    table.lost = 0
    with leases.hold("work-1"):
        pass
    with pytest.raises(Later), leases.hold("work-2"):
        pass
