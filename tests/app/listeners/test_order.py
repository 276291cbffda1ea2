"""Turns: who came when, and whether somebody who came later has been served already."""

from __future__ import annotations

import pytest

from app.listeners.order import Turns
from app.store.table import Table
from tests.fakes.clock import SetClock


@pytest.fixture
def turns(table: Table, clock: SetClock) -> Turns:
    return Turns(table, clock)


def test_places_are_given_in_the_order_of_arrival(turns: Turns) -> None:
    assert [turns.arrive("web"), turns.arrive("web"), turns.arrive("worker")] == [1, 2, 1]


def test_who_came_later_and_was_served_has_overtaken_those_before(turns: Turns) -> None:
    first, second, third = (turns.arrive("web") for _ in range(3))
    turns.serve("web", second)
    assert [turns.is_overtaken("web", place) for place in (first, second, third)] == [True, False, False]


def test_who_has_only_arrived_overtakes_nobody(turns: Turns) -> None:
    first = turns.arrive("web")
    turns.arrive("web")
    assert not turns.is_overtaken("web", first)


def test_who_is_served_late_does_not_hide_a_later_one(turns: Turns) -> None:
    first, second, third = (turns.arrive("web") for _ in range(3))
    turns.serve("web", third)
    turns.serve("web", first)
    assert turns.is_overtaken("web", second)


def test_it_is_remembered_for_longer_than_a_job_can_wait(turns: Turns, table: Table, clock: SetClock) -> None:
    turns.arrive("web")
    assert table.get("topic#web", "turns").expires_at == int(clock.epoch()) + 15 * 86400
