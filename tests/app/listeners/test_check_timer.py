"""One timer asks again about a card, however often somebody presses."""

from __future__ import annotations

from datetime import timedelta

from app.base.errors import Later
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.card_actions.asking import cloudwatch_has
from tests.app.card_actions.pressing import blocks, press, rung, whispered
from tests.app.card_actions.test_muting import let_time_pass
from tests.fakes.bellhop import Bellhop


def checks(bellhop: Bellhop) -> int:
    """How many timers wait on the queue."""
    return sum('"check-state"' in text for text in bellhop.watch.waiting)


def test_while_cloudwatch_is_silent_many_presses_set_one_timer(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    listening_bellhop.cloudwatch.silence = Later("AWS is busy.", wait=30)
    for _ in range(5):
        press(listening_bellhop, "alarm_ack")
    assert checks(listening_bellhop) == 1
    let_time_pass(listening_bellhop, minutes=40)  # it was tried several times, less often each time
    press(listening_bellhop, "alarm_join", "U0BO")
    assert checks(listening_bellhop) == 1


def test_once_it_is_done_the_next_one_is_set(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    listening_bellhop.cloudwatch.silence = Later("AWS is busy.", wait=30)
    press(listening_bellhop, "alarm_ack")
    listening_bellhop.cloudwatch.silence = None
    let_time_pass(listening_bellhop, minutes=20)
    assert checks(listening_bellhop) == 0
    listening_bellhop.cloudwatch.silence = Later("AWS is busy.", wait=30)
    press(listening_bellhop, "alarm_join", "U0BO")
    cloudwatch_has(listening_bellhop, "OK", seconds=600)
    listening_bellhop.cloudwatch.silence = None
    let_time_pass(listening_bellhop, minutes=20)
    assert "`web-high-cpu` *OK* " in blocks(listening_bellhop)


def test_what_another_mute_rule_keeps_quiet_is_said_as_cloudwatch_says_it_and_asked_about_once_an_hour(
    listening_bellhop: Bellhop,
) -> None:
    rung(listening_bellhop)
    ring(listening_bellhop, cloudwatch_says("ALARM", "OK", 60))
    cloudwatch_has(listening_bellhop, "ALARM", seconds=600)
    now = listening_bellhop.clock()
    listening_bellhop.cloudwatch.rules["theirs"] = ("web-high-cpu", now, now + timedelta(hours=5))
    for _ in range(3):
        press(listening_bellhop, "alarm_details")
    assert "CloudWatch says *ALARM* since" in whispered(listening_bellhop)[-1]
    assert "a mute rule keeps the alarm quiet" in whispered(listening_bellhop)[-1]
    assert checks(listening_bellhop) == 1
    let_time_pass(listening_bellhop, hours=3)
    assert checks(listening_bellhop) == 1
    del listening_bellhop.cloudwatch.rules["theirs"]
    let_time_pass(listening_bellhop, hours=1, minutes=1)
    assert len([card for card in cards(listening_bellhop.slack) if not card["ephemeral_to"]]) == 2
