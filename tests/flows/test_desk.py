"""Whoever reads at #ops for a test: nothing but an answer to what the desk did last is taken for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.flows.desk import OPS, Desk
from tests.flows.in_process import in_process


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with in_process(monkeypatch) as world:
        yield Desk(world)


def test_what_stood_there_before_the_last_act_is_no_answer_to_it(desk: Desk) -> None:
    desk.types("/scale web")
    desk.reads("`web`: desired 2")
    desk.types("/scale worker")
    with pytest.raises(AssertionError, match="without a message with"):
        desk.reads("`web`: desired 2")
    desk.reads("`worker`: desired 1")


def test_a_message_that_says_more_since_the_last_act_is(desk: Desk) -> None:
    desk.types("/scale web 4")
    told = desk.reads("set *web* from 2 to 4", "Done in")
    desk.presses(told, "scale_undo")
    assert desk.reads("set *web* from 2 to 4", "Undone by")["ts"] == told["ts"]


def test_what_several_messages_say_names_none_of_them(desk: Desk) -> None:
    desk.types("/scale web")
    desk.sandbox.act(user="U0ANA", channel=OPS, command="/scale web")
    desk.until(lambda: len(desk.new()) == 2, "both")
    with pytest.raises(AssertionError, match="is said by several messages"):
        desk.reads("`web`: desired 2")
