"""The way back on the card of an alarm that is over: offered while the group is as somebody set it, and no longer."""

from __future__ import annotations

from typing import Any

import pytest

from app.alarms.follow_up import DRAWN_AFTER
from app.aws.scaling import Capacity
from app.runtime.way_back import LOOKS
from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.card_actions.pressing import card_of, press, rung
from tests.app.card_actions.test_muting import let_time_pass
from tests.app.people import type_in
from tests.fakes.bellhop import Bellhop
from tests.menus import elements_of


def offers(bellhop: Bellhop) -> list[str]:
    """What the card's own buttons say."""
    found: list[dict[str, Any]] = [each for each in elements_of(card_of(bellhop)) if each["type"] == "button"]
    return [each["text"]["text"] for each in found]


def end(bellhop: Bellhop, seconds: float = 60) -> None:
    ring(bellhop, cloudwatch_says("ALARM", "OK", seconds))
    bellhop.clock.advance(DRAWN_AFTER.total_seconds())
    bellhop.work()


@pytest.fixture
def scaled(listening_bellhop: Bellhop) -> Bellhop:
    """Somebody scaled web from 2 to 4 while its alarm was open, and it is over."""
    rung(listening_bellhop)
    type_in(listening_bellhop, "/scale web 4")
    end(listening_bellhop)
    return listening_bellhop


def test_a_group_that_is_still_as_it_was_set_can_be_set_back_from_the_card(scaled: Bellhop) -> None:
    assert offers(scaled) == ["web is still at 4: back to 2"]
    press(scaled, "scale_undo")
    group = scaled.scaling.group("web")
    assert group is not None
    assert group.desired == 2


def test_once_it_is_set_back_nothing_is_offered_any_more(scaled: Bellhop) -> None:
    press(scaled, "scale_undo")
    let_time_pass(scaled, minutes=2)
    assert offers(scaled) == []


def test_what_somebody_else_set_meanwhile_is_no_way_back(scaled: Bellhop) -> None:
    scaled.scaling.resize("web", Capacity(1, 8, 6))
    let_time_pass(scaled, minutes=2)
    assert offers(scaled) == []


def test_after_two_hours_nothing_is_offered_and_no_timer_is_left(scaled: Bellhop) -> None:
    assert sum(each.total_seconds() for each in LOOKS) > 7200
    let_time_pass(scaled, hours=3)
    assert offers(scaled) == []
    assert scaled.watch.next_due() is None


@pytest.mark.parametrize("command", ["", "/scale web 4 for 2h", "/scale web suspend AZRebalance"])
def test_without_a_lasting_change_of_size_there_is_no_way_back(command: str, listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    if command:
        type_in(listening_bellhop, command)
    else:
        press(listening_bellhop, "alarm_ack")
    end(listening_bellhop)
    assert offers(listening_bellhop) == []
