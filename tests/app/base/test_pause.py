"""The pause between two tries: it grows, differs from worker to worker, and ends with the time that is left."""

from __future__ import annotations

import pytest

from app.base.deadline import ending
from app.base.pause import FIRST, LONGEST, pause


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    return slept


@pytest.mark.parametrize(("attempt", "most"), [(1, FIRST), (2, 2 * FIRST), (3, 4 * FIRST), (50, LONGEST)])
def test_it_is_up_to_a_time_that_doubles_and_not_the_same_for_all(
    attempt: int, most: float, paused: list[float]
) -> None:
    for _ in range(100):
        pause(attempt)
    assert most / 2 < max(paused) <= most
    assert len(set(paused)) == 100


def test_nobody_waits_beyond_the_time_that_is_left(paused: list[float]) -> None:
    with ending(lambda: -1.0):
        pause(5)
    assert paused == [0.0]
