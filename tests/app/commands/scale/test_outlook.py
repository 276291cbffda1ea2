"""What other sizes come to is said wherever a plan is told; it is information, on which nobody's yes depends."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from app.base.errors import Later
from app.commands.scale.buttons import CONFIRM, DO
from app.commands.scale.outlook import ask, catalogue
from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.values import About, Estimate
from app.slack.messages.buttons import UNDO
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_approve import asked, pressed, text_of
from tests.app.people import open_form, seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web
from tests.patience import NO_TIMEOUT

SAID = ":mag: From {before} to {after} it is warmer."


class Weather:
    """An estimator; `asked` has what it was asked about, `fault` is raised; it says nothing before `may_say`."""

    def __init__(self) -> None:
        self.asked: list[About] = []
        self.fault: Exception | None = None
        self.line = SAID
        self.may_say = threading.Event()
        self.may_say.set()

    def __call__(self, about: About, parts: Parts) -> Estimate:
        self.asked.append(about)
        self.may_say.wait(NO_TIMEOUT)
        if self.fault:
            raise self.fault
        return Estimate((self.line.format(before=about.before, after=about.after),), {"to": about.after})


@pytest.fixture
def weather(monkeypatch: pytest.MonkeyPatch) -> Weather:
    made = Weather()
    monkeypatch.setattr(catalogue, "ESTIMATORS", {"weather": made})
    return made


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock, weather: Weather) -> Iterator[Bellhop]:
    made = Bellhop(slack, clock, (web(), web(name="shop", desired=6)))
    with listening(made):
        yield made


@pytest.fixture
def waits_for_the_change(bellhop: Bellhop, weather: Weather, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says nothing before the size is set."""
    weather.may_say.clear()
    monkeypatch.setattr(ask, "SECONDS", NO_TIMEOUT)
    set_desired = bellhop.scaling.set_desired

    def set_and_say(group: str, desired: int) -> None:
        set_desired(group, desired)
        weather.may_say.set()

    monkeypatch.setattr(bellhop.scaling, "set_desired", set_and_say)


@pytest.mark.usefixtures("waits_for_the_change")
def test_nothing_that_is_done_waits_for_it_only_the_answer(bellhop: Bellhop, weather: Weather) -> None:
    type_in(bellhop, "/scale web 4")
    assert "\n:mag: From 2 to 4 it is warmer." in seen(bellhop)[-1]
    assert bellhop.scaling.changes == [("web", 4)]
    (change,) = _changes(bellhop)
    assert change["outlook"]["kept"] == {"weather": {"to": 4}}
    assert [about.in_service for about in weather.asked] == [2]


@pytest.mark.usefixtures("waits_for_the_change")
def test_an_undo_does_not_wait_either(bellhop: Bellhop, weather: Weather) -> None:
    type_in(bellhop, "/scale web 3")
    weather.may_say.clear()
    pressed(bellhop, newest(bellhop), UNDO)
    assert bellhop.scaling.changes == [("web", 3), ("web", 2)]
    assert ":mag: From 3 to 2 it is warmer." in seen(bellhop)[-1]


def test_it_is_said_in_a_dry_run(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale dry-run web 4")
    assert seen(bellhop)[-1].endswith("Nothing changed.\n:mag: From 2 to 4 it is warmer.")
    assert "it is warmer" in json.dumps(newest(bellhop)["blocks"])


def test_and_in_a_question(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale shop 2")
    question = asked(bellhop)
    assert question["text"].endswith("Go ahead?\n:mag: From 6 to 2 it is warmer.")


def test_and_beside_the_change_until_that_has_ended(bellhop: Bellhop, clock: SetClock) -> None:
    bellhop.scaling.is_slow = True
    type_in(bellhop, "/scale web 4")
    assert "\n:mag: From 2 to 4 it is warmer." in seen(bellhop)[-1]
    bellhop.scaling.arrive("web")
    clock.advance(5)
    bellhop.work()
    assert "Done in" in seen(bellhop)[-1]
    assert "warmer" not in seen(bellhop)[-1]


def test_and_in_the_form_where_nobody_has_said_a_size(bellhop: Bellhop, weather: Weather) -> None:
    view = json.dumps(open_form(bellhop)["view"])
    assert ":mag: From 2 to None it is warmer." in view
    assert (weather.asked[-1].group.name, weather.asked[-1].activities) == ("web", None)


def test_it_is_known_until_when_and_what_the_plan_has_read_already(bellhop: Bellhop, weather: Weather) -> None:
    type_in(bellhop, "/scale web 4 for 2h")
    (about,) = weather.asked
    assert about.until is not None
    assert (about.group.name, about.activities) == ("web", ())


def test_it_is_asked_for_once_where_only_a_part_of_the_name_was_typed(bellhop: Bellhop, weather: Weather) -> None:
    type_in(bellhop, "/scale sho 7")
    assert bellhop.scaling.changes == [("shop", 7)]
    assert len(weather.asked) == 1


@pytest.mark.parametrize("words", ["web 2", "web max=9", "web suspend Launch", "web refresh", "web 4 at 18:00", "web"])
def test_what_changes_no_size_now_asks_for_none(bellhop: Bellhop, weather: Weather, words: str) -> None:
    type_in(bellhop, f"/scale {words}")
    assert weather.asked == []


def test_an_undo_has_one_too(bellhop: Bellhop, weather: Weather) -> None:
    type_in(bellhop, "/scale web 3")
    pressed(bellhop, newest(bellhop), UNDO)
    assert [(about.before, about.after) for about in weather.asked] == [(2, 3), (3, 2)]


def test_a_yes_counts_though_the_outlook_is_another_by_now(bellhop: Bellhop, weather: Weather) -> None:
    type_in(bellhop, "/scale shop 2")
    weather.line = ":mag: Now it is colder."
    pressed(bellhop, asked(bellhop), CONFIRM)
    assert bellhop.scaling.changes == [("shop", 2)]
    assert len(weather.asked) == 1


def test_a_plan_that_starts_from_elsewhere_by_now_has_the_outlook_from_there(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale shop 2")
    bellhop.scaling.put(web(name="shop", desired=7))
    question = asked(bellhop)
    pressed(bellhop, question, CONFIRM)
    assert bellhop.scaling.changes == []
    assert text_of(bellhop, question).endswith("\n:mag: From 7 to 2 it is warmer.")


def test_a_change_keeps_what_its_estimates_keep(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale dry-run web 4")
    pressed(bellhop, newest(bellhop), f"{DO}:0")
    (change,) = _changes(bellhop)
    assert change["outlook"] == {
        "lines": [":mag: From 2 to 4 it is warmer."],
        "kept": {"weather": {"to": 4}},
        "reasons": [],
    }


def test_whatever_happens_to_an_estimate_the_change_is_made(bellhop: Bellhop, weather: Weather) -> None:
    for number, fault in enumerate((Later("AWS is busy."), ZeroDivisionError("oh")), start=3):
        weather.fault = fault
        type_in(bellhop, f"/scale web {number}")
        assert ":grey_question: No weather: " in seen(bellhop)[-1]
    assert bellhop.scaling.changes == [("web", 3), ("web", 4)]


def _changes(bellhop: Bellhop) -> list[dict[str, Any]]:
    lines = bellhop.table.query("changes")
    found = [bellhop.table.get(f"change#{line.sk.partition('#')[2]}", "change") for line in lines]
    return [dict(each.data) for each in found]
