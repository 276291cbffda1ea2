"""A button that works once works again if the question it led to ended without a change; else it stays used up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.base.errors import Later, Wrong
from app.commands.scale.buttons import APPROVE, CANCEL, DO, named_in
from app.config.guards import Guard
from app.listeners.claims import Claim, Claims
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_approve import asked, pressed, set_guards, told
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import FakeAutoScaling, web

pytestmark = pytest.mark.slow

BUTTON = f"{DO}:0"
USED_UP = "already pressed this button. It works only once."
APPROVED = Guard(group="*", approvals=1)

SHOWN_BY = {
    "Resume": "/scale web suspend AlarmNotification",
    "Suspend again": "/scale web resume AZRebalance",
    "Delete": "/scale web 4 in 2h",
    "Raise max": "/scale web 9",
    "Do it": "/scale dry-run web 6",
    "a choice of groups": "/scale we 6",
}


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    made = Bellhop(slack, clock, (web(suspended=("AZRebalance",)), web(name="web-v2")))
    with listening(made):
        yield made


def shown(bellhop: Bellhop, name: str) -> dict[str, Any]:
    """The message with this button, from when no guard asks for anything."""
    type_in(bellhop, SHOWN_BY[name])
    bellhop.scaling.done.clear()
    set_guards(bellhop, APPROVED)
    return newest(bellhop)


def now(bellhop: Bellhop, message: dict[str, Any]) -> dict[str, Any]:
    """The message as it is now."""
    return next(each for each in bellhop.slack.messages("C0OPS") if each["ts"] == message["ts"])


def cancelled(bellhop: Bellhop) -> None:
    pressed(bellhop, asked(bellhop), CANCEL)


def run_out(bellhop: Bellhop) -> None:
    for _ in range(3):
        bellhop.clock.advance(900)
        bellhop.work()
    assert "Not approved within 30 minutes" in asked(bellhop)["text"]


def void(bellhop: Bellhop) -> None:
    set_guards(bellhop, Guard(group="*", users=("U0BO",)))
    pressed(bellhop, asked(bellhop), APPROVE, user="U0BO")
    assert "The rules no longer let <@U0ANA> do that" in asked(bellhop)["text"]


def refused(bellhop: Bellhop) -> None:
    bellhop.scaling.faults.append(Wrong("No, and here is why."))
    pressed(bellhop, asked(bellhop), APPROVE, user="U0BO")
    assert "it failed: No, and here is why." in asked(bellhop)["text"]


@pytest.mark.parametrize("end", [cancelled, run_out, void, refused])
@pytest.mark.parametrize("name", SHOWN_BY)
def test_a_button_works_again_once_its_question_ended_without_a_change(
    name: str, end: Callable[[Bellhop], None], bellhop: Bellhop
) -> None:
    message = shown(bellhop, name)
    pressed(bellhop, message, BUTTON)
    end(bellhop)
    assert bellhop.scaling.done == []
    set_guards(bellhop)
    pressed(bellhop, message, BUTTON)
    assert len(bellhop.scaling.done) == 1, seen(bellhop)


@pytest.mark.parametrize("name", SHOWN_BY)
def test_a_button_works_again_once_the_question_of_a_late_press_ran_out(name: str, bellhop: Bellhop) -> None:
    message = shown(bellhop, name)
    set_guards(bellhop)
    assert press(bellhop, message, BUTTON)["ok"]
    for _ in range(4):
        bellhop.clock.advance(1000)
        bellhop.work()
    assert "Not confirmed within 30 minutes" in asked(bellhop)["text"]
    pressed(bellhop, message, BUTTON)
    assert len(bellhop.scaling.done) == 1, seen(bellhop)


def test_while_its_question_waits_and_once_that_is_carried_out_a_button_is_used_up(bellhop: Bellhop) -> None:
    message = shown(bellhop, "Resume")
    pressed(bellhop, message, BUTTON)
    pressed(bellhop, message, BUTTON, user="U0BO")
    assert told(bellhop, "U0BO") == f"ana has {USED_UP}"
    pressed(bellhop, asked(bellhop), APPROVE, user="U0BO")
    assert bellhop.scaling.done == ["resume AlarmNotification of web"]
    assert BUTTON not in str(now(bellhop, message)["blocks"]), "and then it is gone"


def test_a_change_that_was_made_before_something_failed_takes_the_button_away(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied_afterwards(fake: FakeAutoScaling, group: str, processes: list[str]) -> None:
        resume(fake, group, processes)
        fake.unread.append(Wrong("You may not look."))

    resume = FakeAutoScaling.resume
    message = shown(bellhop, "Resume")
    pressed(bellhop, message, BUTTON)
    monkeypatch.setattr(FakeAutoScaling, "resume", denied_afterwards)
    pressed(bellhop, asked(bellhop), APPROVE, user="U0BO")
    assert told(bellhop, "U0BO") == "You may not look."
    assert BUTTON not in str(now(bellhop, message)["blocks"])


def test_a_question_that_is_open_again_keeps_the_button(bellhop: Bellhop) -> None:
    message = shown(bellhop, "Resume")
    pressed(bellhop, message, BUTTON)
    bellhop.scaling.faults.append(Later("AWS did not answer.", wait=1000, maybe_done=True))
    pressed(bellhop, asked(bellhop), APPROVE, user="U0BO")
    bellhop.clock.advance(1001)
    bellhop.work()
    assert "so nothing was done" in told(bellhop, "U0BO")
    pressed(bellhop, message, BUTTON, user="U0BO")
    assert told(bellhop, "U0BO") == f"ana has {USED_UP}"
    pressed(bellhop, asked(bellhop), APPROVE, user="U0BO")
    assert bellhop.scaling.done == ["resume AlarmNotification of web"]


def test_the_end_of_one_question_gives_back_nothing_that_the_next_has(bellhop: Bellhop) -> None:
    message = shown(bellhop, "Resume")
    pressed(bellhop, message, BUTTON)
    cancelled(bellhop)
    bellhop.clock.advance(900)
    pressed(bellhop, message, BUTTON, user="U0BO")
    bellhop.clock.advance(899)
    bellhop.work()
    bellhop.clock.advance(100)
    bellhop.work()
    pressed(bellhop, message, BUTTON)
    assert told(bellhop) == f"bo has {USED_UP}"


def test_what_was_interrupted_as_it_ended_is_given_back_when_the_question_would_have_run_out(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = shown(bellhop, "Resume")
    pressed(bellhop, message, BUTTON)
    with monkeypatch.context() as broken:
        broken.setattr(Claims, "release", lambda *_: None)  # as if the worker had died there
        void(bellhop)
    for _ in range(3):
        bellhop.clock.advance(900)
        bellhop.work()
    set_guards(bellhop)
    pressed(bellhop, message, BUTTON)
    assert bellhop.scaling.done == ["resume AlarmNotification of web"]


def test_a_choice_whose_undo_another_press_has_is_given_back(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(bellhop, "/scale web 3")
    change = named_in(newest(bellhop)["blocks"][-1]["elements"][0]["value"]).id
    type_in(bellhop, "/scale we undo")
    choice = newest(bellhop)
    claims = Claims(bellhop.table, bellhop.clock)
    claims.first(f"undo-{change}", Claim("another press", "U0BO"))
    with monkeypatch.context() as at_once:
        at_once.setattr(Claims, "find", lambda *_: None)  # as if that press came between the plan and the claim
        pressed(bellhop, choice, BUTTON)
    assert told(bellhop).startswith("bo has already undone it")
    claims.release(f"undo-{change}", "another press")
    pressed(bellhop, choice, BUTTON)
    assert bellhop.scaling.done[-1] == "set web to 2"
