"""A role of another account that is refused, or busy, at any of a change's calls: done once or not at all, and told so.

The enumerations go over each time that somebody wants in there, from the first look to the last of the progress.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import current_thread

import pytest

from app.base.errors import BellhopError, Later, Refused
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.two_places import TwoPlaces, two_places
from tests.app.people import type_in
from tests.fakes.clock import SetClock
from tests.thorough import every_third

NOT_LET_IN = Refused("Bellhop can't get into prod (210987654321), eu-west-1: AWS doesn't let it.")
BUSY = Later("Bellhop can't get into prod (210987654321), eu-west-1: AWS is busy.", wait=2)
WORDS = "web 4 for 2h in prod"
SET = "ana set *prod/eu-west-1:web* from 3 to 4"
MADE = 13
LOOKS = range(1, MADE + 5)  # it is tidied up after at 14, told at 15, and followed from 16
TRIED = sorted({*every_third(LOOKS), MADE, MADE + 1, MADE + 2})


@pytest.fixture
def world(slack: RunningSlack, clock: SetClock) -> Iterator[TwoPlaces]:
    with two_places(slack, clock) as made:
        yield made


def is_beside() -> bool:
    """Whether a forecast or a price is asked for: its calls go on beside the change, and have no place in the order."""
    return current_thread().name.startswith("outlook")


def closed(problem: BellhopError, first: int, times: int = 1) -> Callable[[], None]:
    """Closed from the first time that somebody wants in, counted from 1, as often as that."""
    counted = 0

    def ask() -> None:
        nonlocal counted
        if is_beside():
            return
        counted += 1
        if first <= counted < first + times:
            raise problem

    return ask


def is_made(world: TwoPlaces) -> bool:
    """Whether the change is made, once; nothing is done at home, and nothing is a bug."""
    assert world.there.changes in ([], [("web", 4)])
    assert (world.here.done, world.bellhop.jobs.dead_letters, world.bellhop.watch.dead_letters) == ([], [], [])
    return bool(world.there.changes)


def test_the_enumeration_covers_the_whole_change(world: TwoPlaces) -> None:
    asked = 0

    def ask() -> None:
        nonlocal asked
        asked += not is_beside()

    world.asked = ask
    world.there.set_desired = lambda *_: made.append(asked)  # type: ignore[method-assign]
    made: list[int] = []
    world.type(WORDS)
    world.pass_by(seconds=4)
    assert (made, asked) == ([MADE], LOOKS[-1])


@pytest.mark.parametrize("look", TRIED)
def test_a_role_that_is_refused_once_is_said_instead_of_the_change_or_after_it(world: TwoPlaces, look: int) -> None:
    world.asked = closed(NOT_LET_IN, look)
    said = world.type(WORDS)
    assert is_made(world) == (look > MADE)
    assert said.startswith(SET) if look > MADE else "can't get into prod" in said
    world.pass_by(minutes=3)
    assert is_made(world) == (look > MADE)
    if look > MADE:
        assert world.said("4 in service")
        assert SET in world.type("prod/eu-west-1:web history")
    else:
        assert world.there.planned == {}


@pytest.mark.parametrize("look", TRIED)
def test_a_role_that_is_taken_away_for_good_leaves_nobody_in_the_dark(world: TwoPlaces, look: int) -> None:
    world.asked = closed(NOT_LET_IN, look, times=1000)
    type_in(world.bellhop, f"/scale {WORDS}")
    world.pass_by(minutes=1 if look == MADE else 0)
    said = world.last()
    world.pass_by(hours=3)
    assert is_made(world) == (look > MADE)
    if look > MADE:
        assert said.startswith(SET)
        assert world.said("can't get into prod")
    elif look == MADE:  # the way back is there, and nobody can take it off
        assert "cannot tell whether this was done" in said
        assert world.there.planned
    else:
        assert "can't get into prod" in said


def test_where_the_role_goes_before_slack_takes_the_message_it_still_says_who_did_what(world: TwoPlaces) -> None:
    world.asked = closed(NOT_LET_IN, LOOKS[-2], times=1000)
    world.bellhop.slack.fault("chat.postMessage", "ratelimited", count=1, retry_after=10)
    type_in(world.bellhop, f"/scale {WORDS}")
    world.pass_by(minutes=3)
    first, *_ = world.texts()
    assert first.startswith(SET)
    assert world.said("can't get into prod")


@pytest.mark.parametrize("look", TRIED)
def test_while_the_role_is_busy_the_change_waits_and_is_made_and_told_once(world: TwoPlaces, look: int) -> None:
    world.asked = closed(BUSY, look, times=4)
    type_in(world.bellhop, f"/scale {WORDS}")
    world.pass_by(minutes=3)
    assert is_made(world)
    assert [each for each in world.texts() if each.startswith(SET)] == world.texts()
    assert "4 in service" in world.last()


def test_an_answer_is_lost_and_the_role_with_it_so_nobody_can_tell(world: TwoPlaces) -> None:
    world.there.faults.append(Later("AWS did not answer.", maybe_done=True))
    real = world.there.set_desired

    def lost(name: str, desired: int) -> None:
        world.closes(NOT_LET_IN)
        real(name, desired)

    world.there.set_desired = lost  # type: ignore[method-assign]
    type_in(world.bellhop, "/scale web 4 in prod")
    world.pass_by(minutes=3)
    assert "cannot tell whether this was done" in world.last()
    assert (world.here.done, world.bellhop.jobs.dead_letters) == ([], [])


def test_an_older_way_back_that_could_not_be_deleted_then_is_deleted_before_its_time(world: TwoPlaces) -> None:
    world.type(WORDS)
    world.pass_by(minutes=1)
    real = world.there.set_desired

    def then_closed(name: str, desired: int) -> None:
        real(name, desired)
        world.asked = closed(NOT_LET_IN, 1)

    world.there.set_desired = then_closed  # type: ignore[method-assign]
    assert "from 4 to 6" in world.type("web 6 in prod")
    world.there.set_desired = real  # type: ignore[method-assign]
    assert len(world.there.planned) == 1
    world.pass_by(hours=3)
    assert (world.there.changes, world.there.planned) == ([("web", 4), ("web", 6)], {})
