"""Resizing: what may come of it is said before; a refused one leaves no return behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.base.errors import BellhopError, Later, Refused, Wrong
from app.commands.scale.buttons import CONFIRM, DO
from app.commands.scale.request.parse import Request
from app.commands.scale.sizes import BY_HALF, TO_ZERO
from app.commands.scale.verbs import resize
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_plan import NOW, plan, resizing, snapshot
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import FakeAutoScaling, target, web


def test_for_a_time_it_goes_back_then() -> None:
    assert resizing("web 4 for 2h").until == NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("words", "desired", "asked"),
    [
        ("web 50%", 2, " 50% of 2 is 1; +50% would be 3."),
        ("web 75%", 4, " 75% of 4 is 3; +75% would be 7."),
        ("web x0.5", 4, " x0.5 of 4 is 2."),
        ("web 25%", 2, " 25% of 2 is 1; +25% would be 3."),
        ("web 0%", 2, " 0% of 2 is 0; +0% would be 2."),
        ("web -50%", 4, BY_HALF),
        ("web 2", 4, BY_HALF),
        ("web 1", 2, BY_HALF),
        ("web 0", 2, TO_ZERO),
        ("web 3", 4, ""),
        ("web -25%", 4, ""),
        ("web 150%", 4, ""),
        ("web +50%", 4, ""),
    ],
)
def test_it_asks_before_half_or_more_goes_and_before_any_share(words: str, desired: int, asked: str) -> None:
    made = plan(words, snapshot(web(minimum=0, desired=desired)))
    assert made.risk == asked.format(many="instances")


def test_a_share_is_still_asked_about_where_the_group_has_moved() -> None:
    made = plan("web 75%", snapshot(web(desired=8)))
    moved = made.kind.moved(made.instruction, snapshot(web(desired=7)))
    assert made.kind.risk(moved, "web") == " It was asked as 75%."


def test_a_share_that_would_round_to_none_of_one_instance_changes_nothing_and_says_why() -> None:
    made = plan("web 50%", snapshot(web(minimum=0, desired=1)))
    said = made.kind.nothing(Request.parse("web 50%").intent, made.instruction, "web")
    assert said.startswith("50% of 1 is less than one instance, and Bellhop never rounds to none, so nothing changed.")


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("web 1", "Set to 1"),
        ("web max=4", "Set min 1, max 4"),
        ("web 1 for 2h", "Set to 1"),
        ("web 1 in 2h", "Schedule 1"),
    ],
)
def test_the_button_that_confirms_it_names_it(words: str, label: str) -> None:
    made = plan(words)
    assert made.kind.label(made.instruction) == label


class Unwilling(FakeAutoScaling):
    """Takes scheduled actions, but no sizes."""

    def __init__(self, error: BellhopError) -> None:
        super().__init__(web())
        self.error = error

    def set_desired(self, name: str, desired: int) -> None:
        raise self.error


def returns_left(error: BellhopError) -> int:
    """How many scheduled returns are left after an error."""
    scaling = Unwilling(error)
    with pytest.raises(type(error)):
        resize.do(resizing("web 4 for 2h"), target(scaling), "mark")
    return len(scaling.planned)


@pytest.mark.parametrize("error", [Wrong("No."), Refused("AccessDenied."), Later("Throttled.")])
def test_where_it_was_not_done_no_return_is_left(error: BellhopError) -> None:
    assert returns_left(error) == 0


def test_where_it_may_be_done_the_return_stays() -> None:
    assert returns_left(Later("No answer.", maybe_done=True)) == 1


def test_the_button_that_moves_a_limit_says_that_it_sets_the_size_too(listening_bellhop: Bellhop) -> None:
    bellhop = listening_bellhop
    type_in(bellhop, "/scale web 9")
    assert "Set to 9 and raise max" in str(newest(bellhop)["blocks"])
    press(bellhop, newest(bellhop), f"{DO}:0")
    bellhop.work()
    assert "set *web* from 2 to 9" in seen(bellhop)[-1]


@pytest.mark.parametrize("words", ["99", "max=99", "max=99 4"])
def test_a_maximum_more_than_twice_as_high_is_asked_about(words: str, listening_bellhop: Bellhop) -> None:
    bellhop = listening_bellhop
    type_in(bellhop, f"/scale web {words}")
    if words == "99":
        press(bellhop, newest(bellhop), f"{DO}:0")
        bellhop.work()
    assert "That is more than twice its max, which is 8. Go ahead?" in seen(bellhop)[-1]
    assert bellhop.scaling.done == []


def test_a_yes_that_comes_when_little_time_is_left_says_how_little(listening_bellhop: Bellhop) -> None:
    bellhop = listening_bellhop
    type_in(bellhop, "/scale web 1 for 30m")
    question = newest(bellhop)
    bellhop.clock.advance(29 * 60)
    press(bellhop, question, CONFIRM)
    bellhop.work()
    assert bellhop.scaling.done == []
    assert "It would go back in 1 min, at <!date^" in "".join(seen(bellhop))
