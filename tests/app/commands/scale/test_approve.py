"""What is asked again before it is done: confirmations, approvals, undo; one press acts, and the others are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.base.errors import Wrong
from app.commands.scale.buttons import APPROVE, CANCEL, CONFIRM
from app.config.configuration import Configuration, SlackChannel
from app.config.guards import Guard
from app.slack.errors import EDIT_REFUSED
from app.slack.followed import TOLD_HERE
from app.slack.messages.buttons import UNDO
from app.slack.posting import post_key
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import thread
from tests.app.commands.scale.test_progress import pass_by
from tests.app.commands.scale.test_told_in import ARCHIVED
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web

GUARDED = Configuration(
    SlackChannel("#alarms"),
    guards=(
        Guard(group="web", max=4),
        Guard(group="web", usergroups=("S0OPS",), approvals=1, confirm_above=6),
        Guard(group="shop", users=("U0EVE",), channels=("#alarms",)),
        Guard(group="two", approvals=2),
        Guard(group="asks", confirm_above=3),
    ),
)


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    groups = tuple(web(name=name) for name in ("web", "shop", "two", "asks", "plain"))
    made = Bellhop(slack, clock, groups, configuration=GUARDED)
    with listening(made):
        yield made


def asked(bellhop: Bellhop, channel: str = "C0OPS") -> dict[str, Any]:
    """The newest message with a question."""
    messages = bellhop.slack.messages(channel)
    found = [message for message in messages if "wants to" in message["text"]][-1]
    return {**found, "channel": channel}


def text_of(bellhop: Bellhop, message: dict[str, Any]) -> str:
    """What a message says now."""
    found = next(each for each in bellhop.slack.messages(message["channel"]) if each["ts"] == message["ts"])
    return str(found["text"])


def pressed(bellhop: Bellhop, message: dict[str, Any], button: str, user: str = "U0ANA") -> None:
    assert press(bellhop, message, button, user)["ok"]
    bellhop.work()


def told(bellhop: Bellhop, user: str = "U0ANA") -> str:
    """The last thing that only this person was told."""
    return str([m["text"] for m in bellhop.slack.messages("C0OPS") if m["ephemeral_to"] == user][-1])


def test_half_or_more_away_is_asked_again_and_done_once_confirmed(bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(name="plain", desired=6))
    type_in(bellhop, "/scale plain 2")
    assert bellhop.scaling.changes == []
    assert text_of(bellhop, asked(bellhop)).endswith("That removes half of its capacity or more. Go ahead?")
    pressed(bellhop, asked(bellhop), CONFIRM)
    assert bellhop.scaling.changes == [("plain", 2)]


def test_the_question_becomes_the_message_that_tells_how_it_goes(bellhop: Bellhop, clock: SetClock) -> None:
    bellhop.scaling.put(web(name="plain", desired=6))
    type_in(bellhop, "/scale plain 2")
    question = asked(bellhop)
    pressed(bellhop, question, CONFIRM, user="U0BO")
    clock.advance(5)
    bellhop.work()
    said = text_of(bellhop, question)
    assert said.startswith("<@U0ANA> set *plain* from 6 to 2 (min 1, max 8), confirmed by <@U0BO>")
    assert "Done in" in said


def test_where_the_world_has_moved_it_says_so_and_asks_again(bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(name="plain", desired=6))
    type_in(bellhop, "/scale plain 2")
    question = asked(bellhop)
    bellhop.scaling.put(web(name="plain", desired=7))
    pressed(bellhop, question, CONFIRM)
    assert bellhop.scaling.changes == []
    assert "The group has changed since*: it is at 7 (min 1, max 8) now" in text_of(bellhop, question)
    assert "so nothing was done yet" in told(bellhop)
    pressed(bellhop, question, CONFIRM)
    assert bellhop.scaling.changes == [("plain", 2)]


def test_cancelled_it_is_not_done_and_cannot_be_confirmed(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale asks 4")
    question = asked(bellhop)
    pressed(bellhop, question, CANCEL, user="U0BO")
    assert "Cancelled by <@U0BO>. Nothing changed." in text_of(bellhop, question)
    bellhop.slack.act(user="U0ANA", channel="C0OPS", ts=question["ts"], action_id=CONFIRM)
    bellhop.work()
    assert bellhop.scaling.changes == []


def test_a_question_that_slack_takes_only_after_its_end_says_that_it_is_over(bellhop: Bellhop) -> None:
    bellhop.slack.fault("chat.postMessage", "status", status=503)
    type_in(bellhop, "/scale plain 1")
    pass_by(bellhop, 2 * 3600)
    bellhop.slack.clear_faults()
    pass_by(bellhop, 1800)
    (told,) = seen(bellhop)
    assert "Not confirmed within 30 minutes" in told
    assert bellhop.watch.next_due() is None


@pytest.mark.parametrize("is_archived", [True, False])
def test_where_the_question_cannot_be_edited_whoever_asked_is_told_that_it_is_over(
    is_archived: bool, bellhop: Bellhop
) -> None:
    type_in(bellhop, "/scale plain 1", channel="C0OPS" if is_archived else "C0PRIVATE")
    bellhop.slack.add_channel(ARCHIVED)
    pass_by(bellhop, 3600)
    (told,) = seen(bellhop, "D0ANA")
    assert told.startswith(TOLD_HERE)
    assert "Not confirmed within 30 minutes" in told


def test_after_half_an_hour_the_question_says_that_it_is_over(bellhop: Bellhop, clock: SetClock) -> None:
    type_in(bellhop, "/scale asks 4")
    question = asked(bellhop)
    for _ in range(3):
        clock.advance(900)
        bellhop.work()
    assert "Not confirmed within 30 minutes. Nothing changed." in text_of(bellhop, question)
    assert bellhop.scaling.changes == []


def forget_its_ts(bellhop: Bellhop, question: dict[str, Any]) -> None:
    """As if the worker had died between Slack's answer and the table's."""
    post = bellhop.table.get(*post_key(question["metadata"]["event_payload"]["key"]))
    bellhop.table.put(replace(post, data={name: value for name, value in post.data.items() if name != "ts"}))


def test_a_question_whose_worker_died_while_asking_still_says_that_it_is_over(
    bellhop: Bellhop, clock: SetClock
) -> None:
    type_in(bellhop, "/scale asks 4")
    question = asked(bellhop)
    forget_its_ts(bellhop, question)
    for _ in range(3):
        clock.advance(900)
        bellhop.work()
    assert "Not confirmed within 30 minutes. Nothing changed." in text_of(bellhop, question)


def test_a_question_whose_worker_died_while_asking_can_be_cancelled(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale asks 4")
    question = asked(bellhop)
    forget_its_ts(bellhop, question)
    pressed(bellhop, question, CANCEL)
    assert "Cancelled by <@U0ANA>. Nothing changed." in text_of(bellhop, question)


def test_a_question_whose_worker_died_while_asking_becomes_the_change(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale asks 4")
    question = asked(bellhop)
    forget_its_ts(bellhop, question)
    pressed(bellhop, question, CONFIRM)
    bellhop.scaling.arrive("asks")
    bellhop.clock.advance(4)
    bellhop.work()
    assert "Done in" in text_of(bellhop, question)


def test_what_aws_refuses_after_the_yes_is_said_on_the_question(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale asks 4")
    question = asked(bellhop)
    bellhop.scaling.faults.append(Wrong("No, and here is why."))
    pressed(bellhop, question, CONFIRM)
    assert "<@U0ANA> went ahead, but it failed: No, and here is why." in text_of(bellhop, question)
    assert told(bellhop) == "No, and here is why."


def test_above_a_limit_another_person_must_approve(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 8")
    question = asked(bellhop)
    assert "It needs approval from one other person within 30 minutes (rule 2 for groups `web`)" in question["text"]
    pressed(bellhop, question, APPROVE)
    assert told(bellhop) == "You can't approve your own request."
    assert bellhop.scaling.changes == []
    pressed(bellhop, question, APPROVE, user="U0BO")
    assert bellhop.scaling.changes == [("web", 8)]
    assert "<@U0ANA> set *web* from 2 to 8 (min 1, max 8), approved by <@U0BO>" in text_of(bellhop, question)


def test_who_may_not_do_it_may_not_approve_it(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 8")
    pressed(bellhop, asked(bellhop), APPROVE, user="U0EVE")
    assert bellhop.scaling.changes == []
    assert "no rule for the group `web` lets you do that here" in told(bellhop, "U0EVE")


def test_two_approvals_are_two_people(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.add_member("U0CAT", "cat")
    type_in(bellhop, "/scale two 3")
    question = asked(bellhop)
    pressed(bellhop, question, APPROVE, user="U0BO")
    assert "Approved by <@U0BO>; 1 more needed." in text_of(bellhop, question)
    pressed(bellhop, question, APPROVE, user="U0BO")
    assert told(bellhop, "U0BO") == "You have already approved it; 1 more needed."
    assert bellhop.scaling.changes == []
    pressed(bellhop, question, APPROVE, user="U0CAT")
    assert bellhop.scaling.changes == [("two", 3)]
    assert "approved by <@U0BO> and <@U0CAT>" in text_of(bellhop, question)


def test_of_two_who_approve_the_first_must_still_be_let_when_the_second_does(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    slack.add_member("U0CAT", "cat")
    slack.set_members("S0OPS", "U0ANA", "U0BO", "U0CAT")
    set_guards(bellhop, Guard(group="two", usergroups=("S0OPS",), approvals=2))
    type_in(bellhop, "/scale two 3")
    question = asked(bellhop)
    pressed(bellhop, question, APPROVE, user="U0BO")
    slack.set_members("S0OPS", "U0ANA", "U0CAT")
    clock.advance(301)  # as long as a user group is cached
    pressed(bellhop, question, APPROVE, user="U0CAT")
    assert bellhop.scaling.changes == []
    assert "Approved by <@U0CAT>; 1 more needed." in text_of(bellhop, question)
    assert "The rules no longer let <@U0BO> approve it, so that does not count." in text_of(bellhop, question)
    slack.set_members("S0OPS", "U0ANA", "U0BO", "U0CAT")
    clock.advance(301)
    pressed(bellhop, question, APPROVE, user="U0BO")
    assert bellhop.scaling.changes == [("two", 3)]


def done_message(bellhop: Bellhop) -> dict[str, Any]:
    return {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}


def set_guards(bellhop: Bellhop, *guards: Guard) -> None:
    """As after another deployment."""
    object.__setattr__(bellhop.parts.authority, "guards", guards)


def at_once(bellhop: Bellhop) -> None:
    """Two workers take the jobs at the same instant; what must wait is done afterwards."""
    bellhop.jobs.deliver_at_once(lambda event: bellhop.worker.take(event, request_id="request-1"))
    for _ in range(3):
        bellhop.clock.advance(20)
        bellhop.work()


@pytest.mark.parametrize("button", [CONFIRM, UNDO, APPROVE])
def test_of_two_who_press_at_the_same_instant_one_acts_and_the_other_is_told(
    button: str, bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.add_member("U0CAT", "cat")
    users = ("U0ANA", "U0BO") if button != APPROVE else ("U0BO", "U0CAT")
    bellhop.scaling.put(replace(web(name="asks"), desired=2))
    if button == APPROVE:
        set_guards(bellhop, Guard(group="asks", approvals=1))
    if button == UNDO:
        set_guards(bellhop)
    type_in(bellhop, "/scale asks 4")
    message = done_message(bellhop) if button == UNDO else asked(bellhop)
    before = len(bellhop.scaling.changes)
    for user in users:
        assert press(bellhop, message, button, user)["ok"]
    at_once(bellhop)
    assert len(bellhop.scaling.changes) == before + 1
    others = [text for user in users for text in seen(bellhop, user=user) if "already" in text]
    assert len(others) == 1, seen(bellhop)


@pytest.mark.parametrize("code", sorted(EDIT_REFUSED))
def test_where_slack_refuses_the_edit_what_became_of_a_question_is_said_below_it(
    code: str, bellhop: Bellhop, slack: RunningSlack
) -> None:
    type_in(bellhop, "/scale two 3")
    slack.fault("chat.update", "error", error=code)
    pressed(bellhop, asked(bellhop), APPROVE, "U0BO")
    bellhop.clock.advance(1900)
    bellhop.work()
    one_more, expired = thread(slack, slack.messages("C0OPS")[0]["ts"], "C0OPS")
    assert "1 more needed" in one_more
    assert "Not approved within 30 minutes" in expired
