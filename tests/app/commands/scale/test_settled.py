"""In a channel without Bellhop a question keeps its buttons; whoever presses one is told what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.base.errors import Wrong
from app.commands.scale.buttons import CANCEL, CONFIRM
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.test_approve import GUARDED, asked, pressed
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web

PRIVATE = "C0PRIVATE"
SHOWS = "`/scale asks history` shows whether it was done."
GONE_AHEAD = {
    CONFIRM: f"ana has already gone ahead with it. It runs only once. {SHOWS}",
    CANCEL: f"ana has already gone ahead with it, so it can't be cancelled. {SHOWS}",
}


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    made = Bellhop(slack, clock, (web(name="asks"),), configuration=GUARDED)
    with listening(made):
        yield made


def done(bellhop: Bellhop, question: dict[str, Any]) -> None:
    pressed(bellhop, question, CONFIRM)


def failed(bellhop: Bellhop, question: dict[str, Any]) -> None:
    bellhop.scaling.faults.append(Wrong("No, and here is why."))
    pressed(bellhop, question, CONFIRM)


def cancelled(bellhop: Bellhop, question: dict[str, Any]) -> None:
    pressed(bellhop, question, CANCEL)


def run_out(bellhop: Bellhop, question: dict[str, Any]) -> None:
    for _ in range(3):
        bellhop.clock.advance(900)
        bellhop.work()


@pytest.mark.parametrize("button", [CONFIRM, CANCEL])
@pytest.mark.parametrize(
    ("end", "told"),
    [
        (done, GONE_AHEAD),
        (failed, GONE_AHEAD),
        (cancelled, dict.fromkeys(GONE_AHEAD, "ana has already cancelled it. Nothing changed.")),
        (run_out, dict.fromkeys(GONE_AHEAD, "That request is over. Nothing changed. Ask again if you still want it.")),
    ],
)
def test_who_presses_a_question_that_is_settled_is_told_what_became_of_it(
    end: Callable[[Bellhop, dict[str, Any]], None], told: dict[str, str], button: str, bellhop: Bellhop
) -> None:
    type_in(bellhop, "/scale asks 4", channel=PRIVATE)
    question = asked(bellhop, PRIVATE)
    end(bellhop, question)
    before = list(bellhop.scaling.done)
    pressed(bellhop, question, button, user="U0BO")
    assert seen(bellhop, PRIVATE, "U0BO")[-1] == told[button]
    assert bellhop.scaling.done == before
