"""What the guards let through, ask again, or leave to others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.config.guards import Guard
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.test_approve import GUARDED, asked, set_guards, told
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


@pytest.mark.parametrize(("command", "is_asked"), [("/scale asks 3", False), ("/scale asks 4", True)])
def test_a_guard_says_from_where_on_it_is_asked(command: str, is_asked: bool, bellhop: Bellhop) -> None:
    type_in(bellhop, command)
    assert (bellhop.scaling.changes == []) is is_asked
    if is_asked:
        assert "above what rule 5 for groups `asks` allows without confirmation" in asked(bellhop)["text"]


def test_a_refusal_says_which_guard_and_whom_to_ask(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale shop 3")
    assert "• rule 3 for groups `shop`: <@U0EVE> in <#C0ALARMS>\nAsk one of those who may." in seen(bellhop)[-1]


def test_a_guest_whom_a_guard_names_may_act_where_it_says(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale shop 3", user="U0EVE")
    assert "You may do it in <#C0ALARMS>." in seen(bellhop, user="U0EVE")[-1]
    type_in(bellhop, "/scale shop 3", user="U0EVE", channel="C0ALARMS")
    assert bellhop.scaling.changes == [("shop", 3)]


def test_a_raised_maximum_is_a_size_for_the_guards_too(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale asks max=16")
    assert bellhop.scaling.done == []
    assert "above what rule 5" in asked(bellhop)["text"]


@pytest.mark.parametrize("words", ["min=7", "7", "min=7 at 18:00", "7 every weekday 08:00", "x4 for 2h"])
def test_a_limit_holds_for_whatever_would_pass_it_now_or_later(words: str, bellhop: Bellhop) -> None:
    set_guards(bellhop, Guard(group="plain", max=6))
    type_in(bellhop, f"/scale plain {words}")
    assert "rule 1 for groups `plain` lets you set at most 6" in told(bellhop)
    assert bellhop.scaling.done == []


@pytest.mark.parametrize(
    "words", ["7 every weekday 08:00", "7 at 18:00", "min=7 at 18:00", "max=20 at 18:00", "2 for 2h", "max=8 for 2h"]
)
def test_a_group_above_the_limit_does_not_get_there_again_later(words: str, bellhop: Bellhop) -> None:
    """It is at 8 (max 12) now, and 7 would be fewer: but when the time comes it may be more."""
    set_guards(bellhop, Guard(group="plain", max=6))
    bellhop.scaling.put(web(name="plain", desired=8, maximum=12))
    type_in(bellhop, f"/scale plain {words}")
    assert "rule 1 for groups `plain` lets you set at most 6" in told(bellhop)
    assert bellhop.scaling.done == []


@pytest.mark.parametrize("words", ["7", "5 in 1h", "max=8 8", "max=8 5 in 1h"])
def test_a_group_above_the_limit_may_come_down(words: str, bellhop: Bellhop) -> None:
    set_guards(bellhop, Guard(group="plain", max=6))
    bellhop.scaling.put(web(name="plain", desired=8, maximum=12))
    type_in(bellhop, f"/scale plain {words}")
    assert bellhop.scaling.done


def test_of_a_size_and_a_maximum_the_rule_that_asks_for_more_is_told(bellhop: Bellhop) -> None:
    set_guards(bellhop, Guard(group="plain", max=8), Guard(group="plain", approvals=1))
    type_in(bellhop, "/scale plain max=20 4")
    assert "approval from one other person within 30 minutes (rule 2 for groups `plain`)" in asked(bellhop)["text"]
