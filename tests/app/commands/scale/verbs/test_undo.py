"""Undo: back to exactly what was there before, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.aws.scaling import Capacity
from app.base.errors import Refused, Wrong
from app.commands.scale.buttons import APPROVE, CONFIRM
from app.config.guards import Guard
from app.slack.messages.buttons import UNDO
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_approve import GUARDED, asked, done_message, pressed, set_guards, told
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    groups = tuple(web(name=name) for name in ("web", "shop", "two", "asks", "plain"))
    made = Bellhop(slack, clock, groups, configuration=GUARDED)
    with listening(made):
        yield made


def test_an_undo_that_aws_does_not_allow_is_not_done_by_anybody(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 3")
    bellhop.scaling.faults.append(Refused("AWS lets Bellhop not do that."))
    type_in(bellhop, "/scale web undo")
    type_in(bellhop, "/scale web undo", user="U0BO")
    assert bellhop.scaling.changes == [("web", 3), ("web", 2)]


def test_undo_brings_back_bounds_and_size(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale plain min=2 max=12 10")
    pressed(bellhop, done_message(bellhop), UNDO, user="U0BO")
    group = bellhop.scaling.group("plain")
    assert group is not None
    assert group.capacity == Capacity(1, 8, 2)
    assert "undoing the change that ana made" in seen(bellhop)[-1]


def test_undo_takes_the_way_back_of_a_change_for_a_time_off(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale plain 3 for 2h")
    assert len(bellhop.scaling.planned) == 1
    type_in(bellhop, "/scale plain undo")
    assert bellhop.scaling.planned == {}
    assert bellhop.scaling.changes == [("plain", 3), ("plain", 2)]


def test_undo_needs_the_approval_that_the_way_there_would(bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(name="two", desired=2))
    type_in(bellhop, "/scale two 3")
    question = asked(bellhop)
    bellhop.slack.add_member("U0CAT", "cat")
    pressed(bellhop, question, APPROVE, user="U0BO")
    pressed(bellhop, question, APPROVE, user="U0CAT")
    type_in(bellhop, "/scale two undo")
    assert bellhop.scaling.changes == [("two", 3)]
    assert "It needs approval from 2 other people" in asked(bellhop)["text"]


def test_undo_of_nothing_says_so(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale plain undo")
    assert "has no change of `plain` from the last 90 days to undo" in seen(bellhop)[-1]


def test_where_all_changes_are_undone_it_says_that(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale plain 4")
    pressed(bellhop, done_message(bellhop), UNDO)
    type_in(bellhop, "/scale plain undo")
    assert seen(bellhop)[-1] == "All changes of `plain` that could be undone are undone. Nothing changed."
    assert bellhop.scaling.changes == [("plain", 4), ("plain", 2)]


def test_where_aws_refuses_the_undo_another_may_try(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale plain 4")
    message = done_message(bellhop)
    bellhop.scaling.faults.append(Wrong("Not now."))
    pressed(bellhop, message, UNDO)
    assert told(bellhop) == "Not now."
    pressed(bellhop, message, UNDO, user="U0BO")
    assert bellhop.scaling.changes == [("plain", 4), ("plain", 2)]


@pytest.mark.parametrize(
    ("words", "before", "why"),
    [("4", 0, "That leaves no instances."), ("4", 2, "That removes half of its capacity or more.")],
)
def test_a_typed_undo_is_asked_about_as_the_same_size_would_be(
    words: str, before: int, why: str, bellhop: Bellhop
) -> None:
    bellhop.scaling.put(web(name="plain", desired=before, minimum=0))
    type_in(bellhop, f"/scale plain {words}")
    type_in(bellhop, "/scale plain undo", user="U0BO")
    assert bellhop.scaling.changes == [("plain", 4)]
    question = newest(bellhop)
    assert f"bo wants to set *plain* from 4 to {before}, undoing the change that ana made" in seen(bellhop)[-1]
    assert why in question["text"]
    assert f"Set to {before}" in str(question["blocks"])
    pressed(bellhop, question, CONFIRM, user="U0BO")
    assert bellhop.scaling.changes == [("plain", 4), ("plain", before)]


def test_a_press_on_the_message_that_says_what_it_goes_back_to_is_not_asked_about(bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(name="plain", desired=0, minimum=0))
    type_in(bellhop, "/scale plain 4")
    pressed(bellhop, done_message(bellhop), UNDO, user="U0BO")
    assert bellhop.scaling.changes == [("plain", 4), ("plain", 0)]


def test_a_press_is_asked_about_where_a_guard_wants_that(bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(name="plain", desired=6))
    type_in(bellhop, "/scale plain 5")
    set_guards(bellhop, Guard(group="plain", confirm_above=5))
    pressed(bellhop, done_message(bellhop), UNDO, user="U0BO")
    assert bellhop.scaling.changes == [("plain", 5)]
    assert "without confirmation. Go ahead?" in newest(bellhop)["text"]
