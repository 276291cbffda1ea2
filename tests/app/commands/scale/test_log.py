"""The history: who changed what, and how it ended."""

from __future__ import annotations

import pytest

from tests.app.commands.scale.test_progress import pass_by, the_change
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    listening_bellhop.scaling.is_slow = True
    return listening_bellhop


def test_the_history_knows_how_it_ended(bellhop: Bellhop, clock: SetClock) -> None:
    type_in(bellhop, "/scale web 4 because of the sale & more")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 4)
    assert the_change(bellhop).result.value == "done"
    type_in(bellhop, "/scale web history")
    line = "ana set *web* from 2 to 4 because of the sale &amp; more — _done after 3 s_"
    assert line in seen(bellhop)[-1]
    clock.advance(3600)
    type_in(bellhop, "/scale history", user="U0BO")
    assert line in seen(bellhop, user="U0BO")[-1]
