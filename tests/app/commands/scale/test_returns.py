"""Ways back of one moment: the newer one is in place of the older, and nothing is lost if the change is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.base.errors import Wrong
from app.commands.scale.buttons import CONFIRM, DO
from app.commands.scale.returns import return_action, set_return
from app.commands.scale.snapshot import WayBack
from app.commands.scale.verbs import resize
from app.commands.scale.verbs.resize import Resizing
from tests.app.commands.scale.talk import capacity, newest
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import FakeAutoScaling, target, web


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    """`web` is at 4 until 18:00, then back to 2."""
    confirmed(listening_bellhop, "/scale web 4 until 18:00")
    return listening_bellhop


def confirmed(bellhop: Bellhop, words: str) -> None:
    type_in(bellhop, words)
    assert press(bellhop, newest(bellhop), CONFIRM)["ok"]
    bellhop.work()


def goes_back_to(bellhop: Bellhop) -> list[int | None]:
    return [action.desired for action in bellhop.scaling.planned.values()]


def test_another_size_until_the_same_moment_says_what_it_replaces_and_can_keep_it(bellhop: Bellhop) -> None:
    confirmed(bellhop, "/scale web 6 until 18:00")
    assert capacity(bellhop, "web") == web(desired=6).capacity
    assert goes_back_to(bellhop) == [4]
    assert ":warning: The way back to 2 at <!date^" in seen(bellhop)[-1]
    press(bellhop, newest(bellhop), f"{DO}:5")
    bellhop.work()
    assert goes_back_to(bellhop) == [2]


class FullAutoScaling(FakeAutoScaling):
    """It refuses every size."""

    def set_desired(self, name: str, desired: int) -> None:
        raise Wrong("No.")


def test_what_auto_scaling_refuses_leaves_the_way_back_as_it_was(bellhop: Bellhop) -> None:
    scaling, now = FullAutoScaling(web(desired=4)), bellhop.clock()
    known = return_action(WayBack(web().capacity, now + timedelta(hours=1)), "web", "known")
    scaling.schedule(known)
    with pytest.raises(Wrong):
        resize.do(Resizing(web(desired=4).capacity, web(desired=6).capacity, known.at), target(scaling), "mark")
    assert list(scaling.planned.values()) == [known]


def test_only_a_way_back_is_replaced_at_its_moment(bellhop: Bellhop) -> None:
    scaling, now = FakeAutoScaling(web()), bellhop.clock()
    at = now + timedelta(hours=1)
    scaling.schedule(return_action(WayBack(web().capacity, at), "web", "a"))
    scaling.schedule(return_action(WayBack(web().capacity, at + timedelta(hours=1)), "web", "b"))
    set_return(return_action(WayBack(web().capacity, at), "web", "c"), target(scaling))
    assert sorted(name for _, name in scaling.planned) == ["bellhop-back-b", "bellhop-back-c"]


def test_what_somebody_else_planned_for_that_moment_stays(bellhop: Bellhop) -> None:
    scaling = FakeAutoScaling(web())
    back = WayBack(web().capacity, bellhop.clock() + timedelta(hours=1))
    scaling.schedule(replace(return_action(back, "web", "a"), name="night"))
    with pytest.raises(Wrong):
        set_return(return_action(back, "web", "c"), target(scaling))
    assert [name for _, name in scaling.planned] == ["night"]
