"""Suspending and resuming Auto Scaling's processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.commands.scale.buttons import DO
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_approve import pressed
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    made = Bellhop(slack, clock, (web(), web(name="plain", desired=6)))
    with listening(made):
        yield made


def test_what_is_not_suspended_is_not_resumed_and_nobody_is_told_it_was(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web resume Launch")
    assert bellhop.scaling.done == []
    assert seen(bellhop)[-1] == "That is not suspended on `web`. Nothing changed."


def test_the_way_back_of_a_suspension_leaves_what_was_suspended_before(bellhop: Bellhop) -> None:
    bellhop.scaling.suspend("web", ["Launch"])
    type_in(bellhop, "/scale web suspend Launch Terminate")
    pressed(bellhop, newest(bellhop), f"{DO}:0")
    assert bellhop.scaling.done[1:] == ["suspend Terminate of web", "resume Terminate of web"]
