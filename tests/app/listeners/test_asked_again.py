"""The same asked twice: only the newer question is open, and the older one says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.base.errors import Later
from app.commands.forcealarm.buttons import FORCE
from app.commands.scale.buttons import CONFIRM
from app.config.configuration import Configuration, SlackChannel
from app.config.drills import Drill, DrillStep
from app.config.guards import Guard
from app.listeners.asked_again import SINCE
from app.store.table import Document
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.forcealarm.policies import STOPS, with_policies
from tests.app.people import press, seen, type_in
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


def test_one_whose_job_had_to_wait_in_between_does_not_close_the_newer_one(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The jobs of an alarm's short name are in another queue group: one may come again after that of the whole name."""
    put = bellhop.table.put

    def busy_once(document: Document) -> Document:
        if document.pk.startswith("force#"):
            monkeypatch.setattr(bellhop.table, "put", put)
            raise Later("The table is busy.")
        return put(document)

    monkeypatch.setattr(bellhop.table, "put", busy_once)
    type_in(bellhop, f"/forcealarm {NAME.upper()} ALARM")
    assert open_ones(bellhop) == []
    type_in(bellhop, f"/forcealarm {NAME} ALARM")
    (newer,) = open_ones(bellhop)
    bellhop.clock.advance(60)
    bellhop.work()
    assert [each["ts"] for each in open_ones(bellhop)] == [newer["ts"]]
    assert seen(bellhop)[-1] == SINCE
    press(bellhop, newer, FORCE)
    bellhop.work()
    assert bellhop.cloudwatch.changes


def test_nor_does_one_of_scale_that_was_stored_and_had_to_wait(bellhop: Bellhop) -> None:
    bellhop.watch.faults.append(Later("The queue is busy."))
    type_in(bellhop, "/scale we 4")
    assert open_ones(bellhop) == []
    type_in(bellhop, "/scale web 4")
    (newer,) = open_ones(bellhop)
    bellhop.clock.advance(60)
    bellhop.work()
    assert [each["ts"] for each in open_ones(bellhop)] == [newer["ts"]]
    assert seen(bellhop)[-1] == SINCE
    press(bellhop, newer, CONFIRM)
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 4)]
