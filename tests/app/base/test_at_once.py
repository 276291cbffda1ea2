"""Several are asked at once, and none holds up the others."""

from __future__ import annotations

import threading

import pytest

from app.base.at_once import MOST_AT_ONCE, at_once, each_at_once
from app.base.deadline import ending, seconds_left
from app.base.errors import Later, Refused


def refuse() -> str:
    raise Refused("No.")


def test_each_answers_in_its_place_and_a_refusal_is_one_of_the_answers() -> None:
    answers, own = at_once([lambda: "a", refuse, lambda: "c"], lambda: "own", 10)
    assert (answers[0], str(answers[1]), answers[2], own) == ("a", "No.", "c", "own")
    assert isinstance(answers[1], Refused)


def test_all_have_begun_before_one_has_to_end() -> None:
    """Else this would never end."""
    together = threading.Barrier(MOST_AT_ONCE + 1)
    answers, _ = at_once([together.wait] * MOST_AT_ONCE, together.wait, 60)
    assert len(set(map(str, answers))) == MOST_AT_ONCE


def test_one_that_does_not_answer_in_time_is_left_alone() -> None:
    over = threading.Event()
    answers, own = at_once([over.wait, lambda: True], lambda: "own", 0.05)
    over.set()
    assert isinstance(answers[0], Later)
    assert (answers[1], own) == (True, "own")


def test_what_they_ask_for_ends_with_their_time() -> None:
    answers, own = at_once([seconds_left], seconds_left, 30)
    assert isinstance(answers[0], float)
    assert 0 < answers[0] <= 30 < own


def test_each_is_asked_beside_the_others_and_answers_in_its_place() -> None:
    """Else this would never end."""
    together = threading.Barrier(MOST_AT_ONCE)

    def ask(thing: int) -> int:
        together.wait(60)
        return thing * 2

    things = list(range(2 * MOST_AT_ONCE))
    assert each_at_once(ask, things) == [thing * 2 for thing in things]


def test_a_refusal_is_raised_and_the_rest_are_not_asked() -> None:
    asked: list[int] = []

    def ask(thing: int) -> None:
        asked.append(thing)
        raise Refused(f"No {thing}.")

    with pytest.raises(Refused, match="No 0"):
        each_at_once(ask, list(range(1000)))
    assert len(asked) < 1000


def test_each_is_asked_with_the_time_that_is_left_here() -> None:
    with ending(lambda: 7.0):
        assert each_at_once(lambda _: seconds_left(), [1, 2]) == [7.0, 7.0]
