"""Turns: who came when, and whether somebody who came later has been served already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.listeners.operation import Operation
from app.listeners.order import Turn
from app.slack.interactions import Reply
from app.slack.messages.message import sentence
from app.store.table import Table
from tests.fakes.clock import SetClock

DONE = Reply(sentence("Done."))

Arrive = Callable[..., Turn]


@pytest.fixture
def arrive(table: Table, clock: SetClock) -> Arrive:
    """A new job that acts on the group, or one that comes again."""
    jobs = iter(range(100))

    def arrive(group: str = "web", job: str = "", ago: float = 0.0) -> Turn:
        asked_at = clock() - timedelta(seconds=ago)
        turn = Turn(Operation(job or f"job-{next(jobs)}", table, clock), group, table, clock, asked_at)
        turn.arrive()
        return turn

    return arrive


def serve(turn: Turn) -> None:
    turn.read_again()
    turn.finish(DONE)


def is_overtaken(turn: Turn) -> bool:
    turn.read_again()
    return turn.is_overtaken


def test_places_are_given_in_the_order_of_arrival(arrive: Arrive) -> None:
    turns = arrive("web"), arrive("web"), arrive("worker")
    assert [turn.operation.place for turn in turns] == [1, 2, 1]


def test_who_comes_again_keeps_the_place_of_the_first_time(arrive: Arrive) -> None:
    first = arrive("web", job="ana")
    arrive("web", job="bo")
    assert arrive("web", job="ana").operation.place == first.operation.place == 1
    assert arrive("web").operation.place == 3


def test_two_workers_with_the_same_job_give_it_one_place(table: Table, clock: SetClock) -> None:
    both = [Turn(Operation("ana", table, clock), "web", table, clock, clock()) for _ in range(2)]
    assert [turn.arrive() for turn in both] == [1, 1]
    assert table.get("topic#web", "turns").data["arrived"] == 1


def test_who_came_later_and_was_served_has_overtaken_those_before(arrive: Arrive) -> None:
    first, second, third = (arrive() for _ in range(3))
    serve(second)
    assert [is_overtaken(turn) for turn in (first, second, third)] == [True, False, False]


def test_who_has_only_arrived_overtakes_nobody(arrive: Arrive) -> None:
    first = arrive()
    arrive()
    assert not is_overtaken(first)


@pytest.mark.parametrize(("ago", "is_so"), [(0.0, False), (1.0, False), (3.0, True)])
def test_who_asked_earlier_and_could_arrive_only_later_is_overtaken(ago: float, is_so: bool, arrive: Arrive) -> None:
    """Machines' clocks differ, so that of the same moment nobody knows which was first."""
    serve(arrive())
    serve(arrive(ago=60.0))
    assert is_overtaken(arrive(ago=ago)) is is_so


def test_a_clock_that_was_ahead_for_a_while_overtakes_nobody_who_comes_later(arrive: Arrive) -> None:
    """Else whoever presses *Do it now* is asked to press it again, until that time has come."""
    serve(arrive(ago=-3600.0))
    assert not is_overtaken(arrive())
    serve(arrive())
    assert is_overtaken(arrive(ago=3.0))


def test_who_is_served_late_does_not_hide_a_later_one(arrive: Arrive) -> None:
    first, second, third = (arrive() for _ in range(3))
    serve(third)
    serve(first)
    assert is_overtaken(second)


def test_who_arrives_while_another_is_served_is_not_forgotten(arrive: Arrive) -> None:
    first = arrive()
    first.read_again()
    second = arrive()
    first.finish(DONE)
    assert arrive().operation.place == 3
    serve(second)
    assert is_overtaken(first)


def test_with_the_turn_the_reply_is_stored(arrive: Arrive, table: Table, clock: SetClock) -> None:
    serve(arrive(job="ana"))
    found = Operation("ana", table, clock).reply()
    assert found
    assert found.message.text == "Done."


def test_it_is_remembered_for_longer_than_a_job_can_wait(arrive: Arrive, table: Table, clock: SetClock) -> None:
    arrive()
    assert table.get("topic#web", "turns").expires_at == int(clock.epoch()) + 30 * 86400
