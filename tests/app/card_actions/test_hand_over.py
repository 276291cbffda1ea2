"""Hand over: whom it is given to is mentioned, and must be able to act."""

from __future__ import annotations

import pytest

from app.card_actions.in_hand import OVER
from app.config.configuration import Configuration, SlackChannel
from app.config.guards import Guard
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cloudwatch_says, ring, thread
from tests.app.card_actions.in_hand import acknowledged, hand_over, labels, pings, submit
from tests.app.card_actions.pressing import blocks, press, whispered
from tests.app.people import press as press_message
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock


def test_whom_it_is_handed_to_is_notified_and_the_card_says_by_whom(listening_bellhop: Bellhop) -> None:
    card = acknowledged(listening_bellhop)
    hand_over(listening_bellhop, "U0BO")
    assert ":eyes: Handed over to <@U0BO> by <@U0ANA> at" in blocks(listening_bellhop)
    assert thread(listening_bellhop.slack, card["ts"])[-1] == "ana handed it over to <@U0BO>"
    assert pings(listening_bellhop) == ["<@U0BO>"]
    assert "Handed over to bo." in whispered(listening_bellhop)[-1]
    assert "Take over from bo" in labels(listening_bellhop)


@pytest.mark.parametrize(("to", "why"), [("U0EVE", "Guests can't"), ("U0BELLHOP", "An app can't look into an alarm")])
def test_it_is_handed_to_nobody_who_could_not_act(to: str, why: str, listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    hand_over(listening_bellhop, to)
    assert ":eyes: Acknowledged by <@U0ANA> at" in blocks(listening_bellhop)
    assert why.split()[0].casefold() in whispered(listening_bellhop)[-1].casefold()
    assert "othing was done" in whispered(listening_bellhop)[-1]


def test_it_is_handed_to_nobody_whom_its_guard_does_not_name(slack: RunningSlack, clock: SetClock) -> None:
    guards = (Guard(alarm="web-*", users=("U0ANA",)),)
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), guards=guards))
    with listening(bellhop):
        acknowledged(bellhop)
        hand_over(bellhop, "U0BO")
    assert ":eyes: Acknowledged by <@U0ANA> at" in blocks(bellhop)
    assert "bo may not act on this alarm" in whispered(bellhop)[-1]


def test_who_had_the_form_open_while_somebody_else_took_it_over_is_told_so(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_hand_over", "U0ANA")
    press(listening_bellhop, "alarm_take_over", "U0BO")
    submit(listening_bellhop, "U0ANA")
    assert ":eyes: Acknowledged by <@U0BO> at" in blocks(listening_bellhop)
    assert "bo has it now, since" in whispered(listening_bellhop)[-1]


def test_a_form_that_is_opened_on_what_is_over_says_so(listening_bellhop: Bellhop) -> None:
    card = acknowledged(listening_bellhop)
    press_message(listening_bellhop, card, "alarm_hand_over")
    ring(listening_bellhop, cloudwatch_says("ALARM", "OK", 60))
    listening_bellhop.work()
    assert OVER.format(do="hand over") in str(listening_bellhop.slack.state("U0ANA")["views"][-1]["view"]["blocks"])
