"""Join: the card says who else is on it."""

from __future__ import annotations

import pytest

from app.card_actions.join import JOINED
from tests.app.alarms.ringing import thread
from tests.app.card_actions.in_hand import acknowledged, at_once, pings
from tests.app.card_actions.pressing import blocks, press, whispered
from tests.app.people import press as press_message
from tests.fakes.bellhop import Bellhop


def test_who_joins_is_on_the_card_too_and_nobody_is_notified(listening_bellhop: Bellhop) -> None:
    card = acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_join", "U0BO")
    assert "Acknowledged by <@U0ANA> at" in blocks(listening_bellhop)
    assert ", also <@U0BO>." in blocks(listening_bellhop)
    assert thread(listening_bellhop.slack, card["ts"]) == ["Acknowledged by ana", "bo joined ana"]
    assert pings(listening_bellhop) == []
    assert "You joined ana." in whispered(listening_bellhop, "U0BO")[-1]


@pytest.mark.parametrize("user", ["U0ANA", "U0BO"])
def test_who_has_it_does_not_join_twice(user: str, listening_bellhop: Bellhop) -> None:
    card = acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_join", "U0BO")
    listening_bellhop.clock.advance(90)
    press(listening_bellhop, "alarm_join", user)
    assert len(thread(listening_bellhop.slack, card["ts"])) == 2
    assert "You have it in hand already" in whispered(listening_bellhop, user)[-1]


def test_a_double_click_joins_once_and_one_answer_says_so(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    at_once(listening_bellhop, "alarm_join", "U0BO", "U0BO")
    assert whispered(listening_bellhop, "U0BO") == [JOINED.format(user="ana")]


def test_who_joins_what_was_just_released_is_told_that_nobody_has_it(listening_bellhop: Bellhop) -> None:
    card = acknowledged(listening_bellhop)
    for user, action_id in (("U0ANA", "alarm_release"), ("U0BO", "alarm_join")):
        press_message(listening_bellhop, card, action_id, user)
    listening_bellhop.work()
    assert "Nobody has it now" in whispered(listening_bellhop, "U0BO")[-1]
