"""Release: somebody no longer has it in hand; reminders and escalation go on if nobody has."""

from __future__ import annotations

from datetime import timedelta

from app.card_actions.release import RELEASED
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.routes import Route, Step
from app.slack.messages.text import moment
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import thread
from tests.app.card_actions.in_hand import acknowledged, at_once, pings
from tests.app.card_actions.muting import mute
from tests.app.card_actions.pressing import blocks, press, rung, whispered
from tests.app.card_actions.test_muting import let_time_pass
from tests.app.runtime.test_escalation import steps
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock


def test_what_is_released_can_be_acknowledged_again_and_reminders_go_on(listening_bellhop: Bellhop) -> None:
    card = acknowledged(listening_bellhop)
    let_time_pass(listening_bellhop, hours=2, minutes=30)
    press(listening_bellhop, "alarm_release")
    assert thread(listening_bellhop.slack, card["ts"])[-1] == "ana released it: nobody has it now"
    assert ":eyes:" not in blocks(listening_bellhop)
    assert "Nobody has it now" in whispered(listening_bellhop)[-1]
    let_time_pass(listening_bellhop, minutes=31)
    assert "Still in *ALARM*" in thread(listening_bellhop.slack, card["ts"])[-1]
    press(listening_bellhop, "alarm_ack", "U0BO")
    assert ":eyes: Acknowledged by <@U0BO> at" in blocks(listening_bellhop)


def test_what_is_released_after_more_than_a_week_is_said_again_too(listening_bellhop: Bellhop) -> None:
    card = acknowledged(listening_bellhop)
    let_time_pass(listening_bellhop, days=9)
    press(listening_bellhop, "alarm_release")
    let_time_pass(listening_bellhop, minutes=61)
    assert "Still in *ALARM*" in thread(listening_bellhop.slack, card["ts"])[-1]


def test_when_the_first_one_releases_it_who_joined_has_it_and_is_notified(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_join", "U0BO")
    press(listening_bellhop, "alarm_release")
    assert ":eyes: Acknowledged by <@U0BO> at" in blocks(listening_bellhop)
    assert ", also" not in blocks(listening_bellhop)
    assert pings(listening_bellhop) == ["<@U0BO>"]
    assert "Released. bo has it now." in whispered(listening_bellhop)[-1]


def test_who_joined_can_leave_again(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_join", "U0BO")
    press(listening_bellhop, "alarm_release", "U0BO")
    assert ":eyes: Acknowledged by <@U0ANA> at" in blocks(listening_bellhop)
    assert ", also" not in blocks(listening_bellhop)


def test_what_somebody_else_has_cannot_be_released(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_release", "U0BO")
    assert ":eyes: Acknowledged by <@U0ANA> at" in blocks(listening_bellhop)
    assert "ana has it now, since" in whispered(listening_bellhop, "U0BO")[-1]


def test_a_double_click_releases_it_once_and_one_answer_says_so(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    at_once(listening_bellhop, "alarm_release", "U0ANA", "U0ANA")
    assert whispered(listening_bellhop)[1:] == [RELEASED]


def test_after_a_release_the_escalation_starts_again_from_the_step_it_was_at(
    slack: RunningSlack, clock: SetClock
) -> None:
    routes = (Route(escalate=(Step(15, ("S0OPS",)), Step(45, ("U0BO",)))),)
    configuration = Configuration(SlackChannel("#alarms"), IncidentSettings(remind_minutes=0), routes)
    bellhop = Bellhop(slack, clock, configuration=configuration)
    with listening(bellhop):
        rung(bellhop)
        let_time_pass(bellhop, minutes=20)
        press(bellhop, "alarm_ack")
        let_time_pass(bellhop, hours=2)
        press(bellhop, "alarm_release")
        let_time_pass(bellhop, minutes=14)
        assert steps(bellhop) == ["<!subteam^S0OPS>"]
        let_time_pass(bellhop, minutes=2)
        assert steps(bellhop) == ["<!subteam^S0OPS>"] * 2
        let_time_pass(bellhop, minutes=31)
        assert steps(bellhop)[2:] == ["<@U0BO>"]
    assert bellhop.watch.next_due() is None


def test_a_timer_from_before_an_acknowledgement_says_nothing_after_the_release(
    slack: RunningSlack, clock: SetClock
) -> None:
    routes = (Route(escalate=(Step(15, ("S0OPS",)),)),)
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), routes=routes))
    with listening(bellhop):
        rung(bellhop)
        let_time_pass(bellhop, minutes=10)
        press(bellhop, "alarm_ack")
        press(bellhop, "alarm_release")
        let_time_pass(bellhop, minutes=14)
        assert steps(bellhop) == []
        let_time_pass(bellhop, minutes=2)
        assert steps(bellhop) == ["<!subteam^S0OPS>"]


def test_what_is_released_while_it_is_muted_is_said_to_be_heard_of_after_the_mute(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    mute(listening_bellhop, span="240")
    press(listening_bellhop, "alarm_release")
    until = moment(listening_bellhop.clock() + timedelta(hours=4))
    assert (
        f"It is muted until {until}, so reminders and escalation go on after that." in whispered(listening_bellhop)[-1]
    )
