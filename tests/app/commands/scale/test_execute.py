"""A change is made once, whatever happens while it is made."""

from __future__ import annotations

import pytest

from app.base.errors import Later
from tests.app.commands.scale.test_progress import pass_by
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def test_a_job_that_died_in_the_midst_does_not_undo_what_somebody_else_set_since(bellhop: Bellhop) -> None:
    bellhop.scaling.deaths.append(RuntimeError("the process died"))
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.set_desired("web", 6)
    bellhop.clock.advance(10)
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 4), ("web", 6)]
    assert "cannot tell whether this was done. The desired capacity of *web* is 6 now" in seen(bellhop)[0]


def test_a_job_that_died_in_the_midst_does_not_set_again_what_is_set(bellhop: Bellhop) -> None:
    bellhop.scaling.deaths.append(RuntimeError("the process died"))
    type_in(bellhop, "/scale web +2")
    bellhop.clock.advance(10)
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 4)]
    assert seen(bellhop)[0].startswith("ana set *web* from 2 to 4")


def test_a_step_that_aws_refused_for_now_is_taken_from_what_is_then(bellhop: Bellhop) -> None:
    bellhop.scaling.faults.append(Later("AWS is busy."))
    type_in(bellhop, "/scale web +2")
    bellhop.scaling.set_desired("web", 3)
    bellhop.clock.advance(10)
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 3), ("web", 5)]


def test_contention_at_aws_puts_it_off_and_acts_once(bellhop: Bellhop) -> None:
    bellhop.scaling.faults += [Later("pending update"), Later("pending update")]
    type_in(bellhop, "/scale web +2")
    pass_by(bellhop, 60)
    for _ in range(3):
        bellhop.clock.advance(30)
        bellhop.work()
    assert bellhop.scaling.changes == [("web", 4)]
