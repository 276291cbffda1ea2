"""What every verb goes through: what is refused may be tried again, and two at once are two."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from app.aws.scaling import Capacity
from app.base.errors import Later, Wrong
from app.commands.scale.buttons import CONFIRM, DO
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import capacity, newest
from tests.app.commands.scale.test_approve import asked, at_once, pressed, text_of
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    made = Bellhop(slack, clock, (web(), web(name="plain", desired=6)))
    with listening(made):
        yield made


def test_a_button_whose_change_aws_refused_may_be_pressed_again(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale dry-run web 4")
    shown = newest(bellhop)
    bellhop.scaling.faults.append(Wrong("Not now."))
    pressed(bellhop, shown, f"{DO}:0")
    pressed(bellhop, shown, f"{DO}:0")
    assert bellhop.scaling.changes == [("web", 4)]


def test_a_button_whose_change_broke_off_and_shows_not_may_be_asked_for_again(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale dry-run web 4")
    bellhop.scaling.faults.append(Later("AWS did not answer.", wait=1200, maybe_done=True))
    pressed(bellhop, newest(bellhop), f"{DO}:0")
    bellhop.clock.advance(1200)
    bellhop.work()
    assert "it looks like *nothing was done*" in seen(bellhop)[-1]
    pressed(bellhop, newest(bellhop), CONFIRM)
    assert bellhop.scaling.changes == [("web", 4)]


@pytest.mark.parametrize("words", ["WEB +1", "set WEB +1", "we=+1", "we + 1"])
def test_two_steps_at_once_are_two_steps_however_the_name_is_typed(
    words: str, bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(group: str) -> tuple[()]:
        time.sleep(0.05)
        return ()

    monkeypatch.setattr("app.store.leases.PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(bellhop.scaling, "policies", slow)
    bellhop.command("/scale web +2")
    bellhop.command(f"/scale {words}", user="U0BO")
    at_once(bellhop)
    assert capacity(bellhop, "web") == Capacity(1, 8, 5)


def test_a_long_reason_is_no_error_of_ours(bellhop: Bellhop) -> None:
    type_in(bellhop, f"/scale dry-run web 4 because {'so ' * 900}")
    assert seen(bellhop)[-1] == "The reason is too long: 300 characters at most."


def test_bounds_that_somebody_else_moved_meanwhile_stay_moved(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale plain 2")
    question = asked(bellhop)
    bellhop.scaling.put(web(name="plain", maximum=12, desired=6))
    pressed(bellhop, question, CONFIRM)
    assert "it is at 6 (min 1, max 12) now. Check it and press again." in text_of(bellhop, question)
    pressed(bellhop, question, CONFIRM)
    assert capacity(bellhop, "plain") == Capacity(1, 12, 2)
