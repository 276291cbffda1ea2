"""Who looks at their Home tab, and how they want to see it."""

from __future__ import annotations

from dataclasses import replace

from app.home.viewers import LOOKS_FOR, MOST_VIEWERS, Choices, Viewers
from app.store.table import MemoryTable
from tests.fakes.clock import SetClock


def test_who_opened_it_lately_looks_and_the_newest_two_hundred_are_remembered(clock: SetClock) -> None:
    viewers = Viewers(MemoryTable(), clock)
    for number in range(MOST_VIEWERS + 5):
        viewers.open(f"U{number}")
        clock.advance(0.1)
    still = viewers.still(viewers.looking())
    assert len(still) == MOST_VIEWERS
    assert "U0" not in still
    clock.advance(LOOKS_FOR.total_seconds())
    viewers.open("U1")
    assert viewers.still(viewers.looking()) == ("U1",)
    viewers.close("U1")
    assert viewers.still(viewers.looking()) == ()


def test_what_somebody_chose_is_kept_for_them_alone(clock: SetClock) -> None:
    viewers = Viewers(MemoryTable(), clock)
    viewers.choose("U0ANA", lambda known: replace(known, words="web", pages={"alarms": 2}))
    assert viewers.choices_of(["U0ANA", "U0BO"]) == {
        "U0ANA": Choices(words="web", pages={"alarms": 2}),
        "U0BO": Choices(),
    }
