"""A group that changes while its plan waits: the new plan needs a yes of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.aws.scaling import Refresh
from app.base.errors import Later
from app.commands.scale.buttons import APPROVE, CANCEL, CONFIRM
from app.config.guards import Guard
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.test_approve import GUARDED, asked, pressed, set_guards, text_of, told
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    slack.add_member("U0CAT", "cat")
    made = Bellhop(slack, clock, tuple(web(name=name) for name in ("two", "asks")), configuration=GUARDED)
    with listening(made):
        yield made


def test_approvals_given_for_the_old_plan_do_not_count_for_the_new_one(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale two 4")
    question = asked(bellhop)
    pressed(bellhop, question, APPROVE, user="U0BO")
    bellhop.scaling.put(web(name="two", desired=3))
    pressed(bellhop, question, APPROVE, user="U0CAT")
    assert "The group has changed since" in text_of(bellhop, question)
    assert "Approved by" not in text_of(bellhop, question)
    pressed(bellhop, question, APPROVE, user="U0CAT")
    assert bellhop.scaling.changes == []
    pressed(bellhop, question, APPROVE, user="U0BO")
    assert bellhop.scaling.changes == [("two", 4)]


def test_the_rules_are_read_again_for_the_new_plan(bellhop: Bellhop) -> None:
    set_guards(bellhop, Guard(group="asks", step=2, confirm_above=1), Guard(group="asks", approvals=1))
    type_in(bellhop, "/scale asks 4")
    question = asked(bellhop)
    assert "Go ahead?" in question["text"]
    bellhop.scaling.put(web(name="asks", desired=1))
    pressed(bellhop, question, CONFIRM)
    assert "approval from one other person within 30 minutes (rule 2 for groups `asks`)" in text_of(bellhop, question)
    pressed(bellhop, question, APPROVE, user="U0BO")
    assert bellhop.scaling.changes == [("asks", 4)]
    assert "approved by <@U0BO>" in text_of(bellhop, question)


def test_a_new_plan_needs_what_the_rules_of_that_moment_say_of_it_and_no_more(bellhop: Bellhop) -> None:
    set_guards(bellhop, Guard(group="asks", step=2), Guard(group="asks", approvals=1))
    type_in(bellhop, "/scale asks 6")
    question = asked(bellhop)
    bellhop.scaling.put(web(name="asks", desired=5))
    pressed(bellhop, question, APPROVE, user="U0BO")
    assert bellhop.scaling.changes == []
    assert "wants to set *asks* from 5 to 6. Go ahead?" in text_of(bellhop, question)
    pressed(bellhop, question, CONFIRM)
    assert bellhop.scaling.changes == [("asks", 6)]


@pytest.mark.parametrize(
    ("group", "button", "user", "size"), [("asks", CONFIRM, "U0ANA", 5), ("two", APPROVE, "U0CAT", 4)]
)
def test_a_press_that_could_not_show_the_new_plan_at_once_is_no_yes_to_it(
    group: str, button: str, user: str, size: int, bellhop: Bellhop, slack: RunningSlack
) -> None:
    set_guards(bellhop, Guard(group="two", approvals=1), Guard(group="asks", confirm_above=3))
    type_in(bellhop, f"/scale {group} {size}")
    question = asked(bellhop)
    bellhop.scaling.put(web(name=group, desired=3))
    slack.fault("chat.update", "ratelimited", count=1, retry_after=30)
    pressed(bellhop, question, button, user=user)
    bellhop.clock.advance(31)
    bellhop.work()
    assert bellhop.scaling.changes == []
    assert "it is at 3 (min 1, max 8) now. Check it and press again." in text_of(bellhop, question)
    assert "Approved by" not in text_of(bellhop, question)
    assert "so nothing was done yet" in told(bellhop, user)


def test_where_bellhop_cannot_edit_the_question_the_new_one_comes_itself(bellhop: Bellhop, slack: RunningSlack) -> None:
    type_in(bellhop, "/scale asks 5", channel="C0PRIVATE")
    bellhop.scaling.put(web(name="asks", desired=3))
    pressed(bellhop, asked(bellhop, "C0PRIVATE"), CONFIRM)
    assert bellhop.scaling.changes == []
    new = asked(bellhop, "C0PRIVATE")
    assert "from 3 to 5" in new["text"]
    assert "it is at 3 (min 1, max 8) now. Check it and press again." in new["text"]
    assert new["ephemeral_to"] == ""
    pressed(bellhop, new, CONFIRM)
    assert bellhop.scaling.changes == [("asks", 5)]


def test_where_bellhop_cannot_edit_the_question_a_cancellation_is_said_all_the_same(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale asks 5", channel="C0PRIVATE")
    pressed(bellhop, asked(bellhop, "C0PRIVATE"), CANCEL, user="U0BO")
    assert "Cancelled by bo. Nothing changed." in seen(bellhop, "C0PRIVATE")[-1]


@pytest.mark.parametrize(("group", "button", "user"), [("asks", CONFIRM, "U0BO"), ("two", APPROVE, "U0BO")])
def test_who_has_lost_the_right_meanwhile_is_not_helped_by_the_yes_of_another(
    group: str, button: str, user: str, bellhop: Bellhop
) -> None:
    set_guards(bellhop, Guard(group="two", approvals=1), Guard(group="asks", confirm_above=3))
    type_in(bellhop, f"/scale {group} 5")
    question = asked(bellhop)
    set_guards(bellhop, Guard(group="*", users=("U0BO",)))
    pressed(bellhop, question, button, user=user)
    assert bellhop.scaling.changes == []
    assert "The rules no longer let <@U0ANA> do that, so nothing was done." in text_of(bellhop, question)


def test_who_has_lost_the_right_may_still_cancel_what_they_asked_for(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale asks 5")
    question = asked(bellhop)
    set_guards(bellhop, Guard(group="*", users=("U0BO",)))
    pressed(bellhop, question, CANCEL)
    assert "Cancelled by <@U0ANA>. Nothing changed." in text_of(bellhop, question)


def test_what_aws_did_not_take_at_first_is_looked_at_again_before_the_next_try(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale asks 5")
    question = asked(bellhop)
    bellhop.scaling.faults.append(Later("AWS is busy.", wait=60))
    pressed(bellhop, question, CONFIRM)
    bellhop.scaling.put(web(name="asks", desired=3))
    bellhop.clock.advance(61)
    bellhop.work()
    assert bellhop.scaling.changes == []
    assert "it is at 3 (min 1, max 8) now. Check it and press again." in text_of(bellhop, question)
    pressed(bellhop, question, CONFIRM)
    assert bellhop.scaling.changes == [("asks", 5)]


@pytest.mark.parametrize(
    ("words", "outside", "said"),
    [
        ("suspend Launch Terminate", {"suspended": ("Launch",)}, "suspend `Terminate` on *asks*"),
        ("suspend Launch", {"suspended": ("Launch",)}, "`Launch` is already suspended on `asks`. Nothing changed."),
        ("4 at 18:00", {"desired": 3}, "*The group has changed since*. Check it"),
        ("4", {"desired": 4}, "`asks` is already at 4 (min 1, max 8). Nothing changed."),
    ],
)
def test_a_plan_of_any_kind_is_looked_at_again(
    words: str, outside: dict[str, Any], said: str, bellhop: Bellhop
) -> None:
    set_guards(bellhop, Guard(group="asks", approvals=1))
    type_in(bellhop, f"/scale asks {words}")
    question = asked(bellhop)
    bellhop.scaling.put(web(name="asks", **outside))
    pressed(bellhop, question, APPROVE, user="U0BO")
    assert bellhop.scaling.done == []
    assert said in text_of(bellhop, question)


@pytest.mark.parametrize("words", ["4 at 03:10", "4 until 03:10", "4 in 10m"])
def test_a_time_that_is_over_when_somebody_says_yes_is_past(words: str, bellhop: Bellhop) -> None:
    set_guards(bellhop, Guard(group="asks", approvals=1))
    type_in(bellhop, f"/scale asks {words}")
    question = asked(bellhop)
    bellhop.clock.advance(11 * 60)
    pressed(bellhop, question, APPROVE, user="U0BO")
    assert bellhop.scaling.done == []
    assert "That time is over now, so nothing was done. Send the command again." in text_of(bellhop, question)


def test_a_refresh_that_somebody_else_started_meanwhile_is_not_started_again(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale asks refresh start")
    question = asked(bellhop)
    bellhop.scaling.refreshed["asks"] = (Refresh("theirs", "InProgress"),)
    pressed(bellhop, question, CONFIRM)
    assert bellhop.scaling.done == []
    assert "Somebody has started an instance refresh of `asks` since. Nothing was done." in text_of(bellhop, question)


def test_an_undo_that_two_asked_for_is_done_once(bellhop: Bellhop) -> None:
    set_guards(bellhop)
    type_in(bellhop, "/scale asks 4")
    set_guards(bellhop, Guard(group="asks", approvals=1))
    questions = []
    for user in ("U0ANA", "U0CAT"):
        type_in(bellhop, "/scale asks undo", user)
        questions.append(asked(bellhop))
    pressed(bellhop, questions[0], APPROVE, user="U0BO")
    pressed(bellhop, questions[1], APPROVE, user="U0BO")
    assert bellhop.scaling.changes == [("asks", 4), ("asks", 2)]
    assert "That change has already been undone." in text_of(bellhop, questions[1])
