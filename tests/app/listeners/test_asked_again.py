"""The same asked twice: only the newer question is open, and the older one says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.config.configuration import Configuration, SlackChannel
from app.config.drills import Drill, DrillStep
from app.config.guards import Guard
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.forcealarm.policies import STOPS, with_policies
from tests.app.people import press, type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web

NAME = "web-scales"
QUESTIONS = {
    "/alarms mute web-* for 2h": "mute 5 alarms",
    "/alarms unmute web-*": "unmute 5 alarms",
    f"/forcealarm {NAME} ALARM": f"set `{NAME}` to ALARM",
    f"/forcealarm test {NAME}": f"test `{NAME}`",
    "/forcealarm web-* ALARM": "set 4 alarms (`web-*`) to ALARM",
    "/forcealarm drill game": "start the drill `game`",
    "/scale web 4": "",
}


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    drills = (Drill("game", alarms=(DrillStep("web-1"),)),)
    configuration = Configuration(SlackChannel("#alarms"), guards=(Guard(group="web", confirm_above=3),), drills=drills)
    made = Bellhop(slack, clock, (web(), web(name="shop", desired=6)), configuration=configuration)
    with listening(made):
        yield with_policies(made, replace(STOPS, name=NAME), alarm("web-1"), alarm("web-2"))


def messages(bellhop: Bellhop) -> list[dict[str, Any]]:
    return [{**each, "channel": "C0OPS"} for each in bellhop.slack.messages("C0OPS") if not each["ephemeral_to"]]


def open_ones(bellhop: Bellhop) -> list[dict[str, Any]]:
    return [each for each in messages(bellhop) if "'Cancel'" in str(each["blocks"])]


def ask(bellhop: Bellhop, words: str, user: str = "U0ANA") -> None:
    if "unmute" in words and not bellhop.cloudwatch.rules:
        type_in(bellhop, "/alarms mute web-*")
        press(bellhop, open_ones(bellhop)[-1], "alarms_confirm")
        bellhop.work()
    type_in(bellhop, words, user)


@pytest.mark.parametrize("words", QUESTIONS)
def test_the_older_question_is_closed_and_says_why(words: str, bellhop: Bellhop) -> None:
    ask(bellhop, words)
    (first,) = open_ones(bellhop)
    ask(bellhop, words)
    (second,) = open_ones(bellhop)
    assert second["ts"] > first["ts"]
    closed = next(each for each in messages(bellhop) if each["ts"] == first["ts"])
    assert "sked again below. Nothing changed." in closed["text"]
    assert QUESTIONS[words] in closed["text"]


@pytest.mark.parametrize("words", QUESTIONS)
def test_what_somebody_else_asks_is_another_question(words: str, bellhop: Bellhop) -> None:
    ask(bellhop, words)
    ask(bellhop, words, "U0BO")
    assert len(open_ones(bellhop)) == 2


def test_one_that_is_answered_stays_as_it_is(bellhop: Bellhop) -> None:
    ask(bellhop, "/alarms mute web-* for 2h")
    press(bellhop, open_ones(bellhop)[0], "alarms_cancel")
    bellhop.work()
    ask(bellhop, "/alarms mute web-* for 2h")
    assert "Cancelled by" in messages(bellhop)[0]["text"]


def test_of_two_groups_both_questions_are_open(bellhop: Bellhop) -> None:
    ask(bellhop, "/scale web 4")
    ask(bellhop, "/scale shop 2")
    ask(bellhop, "/scale web 5")
    assert len(open_ones(bellhop)) == 3
