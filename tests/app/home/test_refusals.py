"""A press on the Home tab that rules allow only in channels: it says where to press instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from app.config.configuration import Configuration
from app.config.guards import Guard
from app.slack.messages.buttons import ACKNOWLEDGE, MUTE
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.home.people import open_home, press_home, words_of
from tests.app.people import modal_of, type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock

Guarded = Callable[[Guard], Bellhop]


@pytest.fixture
def guarded(slack: RunningSlack, clock: SetClock) -> Iterator[Guarded]:
    """A Bellhop with that guard, in which an alarm has gone off."""
    with ExitStack() as stack:

        def begin(guard: Guard) -> Bellhop:
            bellhop = Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=(guard,)))
            stack.enter_context(listening(bellhop))
            bellhop.cloudwatch.add(alarm(state="ALARM"))
            ring(bellhop, cloudwatch_says("OK", "ALARM"))
            return bellhop

        yield begin


def link(bellhop: Bellhop) -> str:
    ts = cards(bellhop.slack)[-1]["ts"]
    return f"/archives/C0ALARMS/p{ts.replace('.', '')}|its message>"


def test_a_card_that_may_be_pressed_in_its_channel_is_linked(guarded: Guarded) -> None:
    bellhop = guarded(Guard(alarm="web-*", channels=("#alarms",)))
    open_home(bellhop)
    said = words_of(press_home(bellhop, ACKNOWLEDGE))
    assert "You may do it in <#C0ALARMS>." in said
    assert "The Home tab is in no channel" in said
    assert link(bellhop) in said


def test_a_form_says_it_too(guarded: Guarded) -> None:
    bellhop = guarded(Guard(alarm="web-*", channels=("#alarms",)))
    open_home(bellhop)
    press_home(bellhop, MUTE)
    assert link(bellhop) in str(modal_of(bellhop))


def test_a_card_in_another_channel_is_not(guarded: Guarded) -> None:
    bellhop = guarded(Guard(alarm="web-*", channels=("#ops",)))
    open_home(bellhop)
    said = words_of(press_home(bellhop, ACKNOWLEDGE))
    assert "You may do it in <#C0OPS>." in said
    assert "archives" not in said


def test_who_may_do_it_nowhere_is_told_no_place(guarded: Guarded) -> None:
    bellhop = guarded(Guard(alarm="web-*", users=("U0BO",), channels=("#alarms",)))
    open_home(bellhop)
    said = words_of(press_home(bellhop, ACKNOWLEDGE))
    assert "Ask one of those who may." in said
    assert "archives" not in said
    assert "Home tab is in no channel" not in said


def test_a_question_that_waits_is_linked(guarded: Guarded) -> None:
    bellhop = guarded(Guard(group="web", channels=("#ops",), approvals=1))
    type_in(bellhop, "/scale web 5")
    asked = bellhop.slack.messages("C0OPS")[-1]["ts"]
    open_home(bellhop, "U0BO")
    said = words_of(press_home(bellhop, "scale_cancel", "U0BO"))
    assert f"/archives/C0OPS/p{asked.replace('.', '')}|its message>" in said
