"""What the weekly post reads: the incidents and changes that the table has, and what AWS says of groups now."""

from __future__ import annotations

from typing import Any

import pytest

from app.base.errors import Later, Refused
from app.runtime.weekly import read
from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.card_actions.pressing import press
from tests.app.people import type_in
from tests.app.runtime.weekly.posted import WEEK, posts, wake
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock


def test_it_tells_the_week_s_incidents_answers_and_costs(bellhop: Bellhop, clock: SetClock) -> None:
    bellhop.cloudwatch.set_state("web-high-cpu", "ALARM", "too high")
    ring(bellhop, cloudwatch_says("OK", "ALARM", seconds=120))
    clock.advance(180)
    press(bellhop, "alarm_ack")
    bellhop.cloudwatch.set_state("web-high-cpu", "OK", "fine")
    type_in(bellhop, "/scale web 6 for 2h")
    ring(bellhop, cloudwatch_says("ALARM", "OK", seconds=720))
    ring(bellhop, cloudwatch_says("OK", "ALARM", seconds=240, name="web-5xx"))
    clock.advance(WEEK - 180)
    wake(bellhop)
    (text,) = posts(bellhop)
    lines = text.split("\n")
    assert lines[0] == ":bellhop_bell: *Your week in alarms*: 2 incidents from 2 alarms, 1 still open."
    assert lines[1] == "One was acknowledged, after 2 min; half of those that are over were OK again within 10 min."
    assert lines[2].startswith(":eyes: Nobody did anything about 1 of them: <http")
    assert lines[2].endswith("|web-5xx> (6 d 23 h, still open).")
    assert lines[3] == ":moneybag: Raised for a time this week: once, at most $0.77 at AWS's list prices."


def test_it_says_of_how_many_changes_the_costs_are_if_there_may_be_more(
    bellhop: Bellhop, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "MOST_READ", 1)
    type_in(bellhop, "/scale web 6 for 2h")
    clock.advance(WEEK)
    wake(bellhop)
    assert "this week (of the newest 200 changes): once" in posts(bellhop)[-1]


def left_up(bellhop: Bellhop, clock: SetClock) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    type_in(bellhop, "/scale web 4")
    clock.advance(600)
    ring(bellhop, cloudwatch_says("ALARM", "OK", seconds=660))
    clock.advance(WEEK - 600)


def test_it_tells_what_was_left_up(bellhop: Bellhop, clock: SetClock) -> None:
    left_up(bellhop, clock)
    wake(bellhop)
    assert ":warning: `web` was set from 2 to 4 at" in posts(bellhop)[-1]


@pytest.mark.parametrize("problem", [Refused("AWS does not allow it."), Later("AWS is busy.")])
def test_what_aws_does_not_say_is_left_out_with_a_word(
    bellhop: Bellhop, clock: SetClock, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise problem

    left_up(bellhop, clock)
    monkeypatch.setattr(type(bellhop.scaling), "group", refuse)
    wake(bellhop)
    (text,) = posts(bellhop)
    assert ":warning:" not in text
    assert text.endswith(f" · What is still up after an incident could not be checked: {problem}")


def test_it_says_when_it_reads_fewer_than_there_are(
    bellhop: Bellhop, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "MOST_OF_A_LIST", 1)
    for number in range(20):
        ring(bellhop, cloudwatch_says("OK", "ALARM", seconds=120 + number, name=f"web-{number}"))
    clock.advance(WEEK)
    wake(bellhop)
    assert "There were more incidents than Bellhop reads: these are the last " in posts(bellhop)[-1]


def test_each_incident_is_in_one_week_s_post(bellhop: Bellhop, clock: SetClock) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM", seconds=30))  # half a minute before the first post
    ring(bellhop, cloudwatch_says("OK", "ALARM", seconds=90, name="web-5xx"))  # and after it
    for _ in range(3):
        wake(bellhop)
        clock.advance(WEEK)
    heads = [text.split("\n")[0].partition("*: ")[2] for text in posts(bellhop)]
    assert heads == ["1 incident from 1 alarm, 1 still open."] * 2 + [
        "no alarm went off, and nothing was left up. Enjoy it!"
    ]
