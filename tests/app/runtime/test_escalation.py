"""Escalation: while an alarm stays in ALARM and nobody acknowledges it, its routes' steps mention more people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.alarms.processor import AlarmProcessor
from app.base.errors import Later
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.routes import Route, Step
from app.queues.timers import Timer
from app.runtime.timers import run_timer
from app.slack.messages.text import moment
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import BEGAN, cards, cloudwatch_says, eventbridge_says, ring, thread
from tests.app.card_actions.asking import cloudwatch_has
from tests.app.card_actions.muting import mute
from tests.app.card_actions.pressing import blocks, press, rung
from tests.app.card_actions.test_muting import let_time_pass
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock

pytestmark = pytest.mark.slow

STEPS = (Step(15, ("S0OPS",)), Step(45, ("U0BO", "here")))


def with_routes(slack: RunningSlack, clock: SetClock, *routes: Route, remind: int = 0) -> Bellhop:
    settings = IncidentSettings(remind_minutes=remind)
    return Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), settings, routes))


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Bellhop:
    """With two steps, and no reminders."""
    return with_routes(slack, clock, Route(mention=("U0ANA",), escalate=STEPS))


def steps(bellhop: Bellhop, channel: str = "C0ALARMS") -> list[str]:
    """Whom each step that came has mentioned, oldest first."""
    return [" ".join(each["pings"]) for each in said(bellhop, channel)]


def said(bellhop: Bellhop, channel: str = "C0ALARMS") -> list[dict[str, Any]]:
    return [
        each for each in bellhop.slack.messages(channel) if "nobody has acknowledged it. Please press" in each["text"]
    ]


def test_each_step_is_said_once_in_the_thread_and_seen_in_the_channel(bellhop: Bellhop) -> None:
    card = rung(bellhop)
    let_time_pass(bellhop, minutes=14, seconds=55)
    assert steps(bellhop) == []
    let_time_pass(bellhop, minutes=1)
    assert steps(bellhop) == ["<!subteam^S0OPS>"]
    let_time_pass(bellhop, hours=10)
    assert steps(bellhop) == ["<!subteam^S0OPS>", "<@U0BO> <!here>"]
    assert {each["thread_ts"] for each in said(bellhop)} == {card["ts"]}
    (alarms,) = [each for each in bellhop.slack.state("U0ANA")["channels"] if each["id"] == "C0ALARMS"]
    assert sum("nobody has acknowledged it" in each["text"] for each in alarms["messages"]) == 2
    assert bellhop.watch.next_due() is None


def test_a_step_says_which_alarm_it_is_and_the_card_says_to_whom_it_went(bellhop: Bellhop) -> None:
    rung(bellhop)
    let_time_pass(bellhop, minutes=16)
    text = said(bellhop)[0]["text"]
    assert f"`web-high-cpu` has been in *ALARM* since {moment(BEGAN)} (" in text
    assert "(now 93.2 %)" in text
    assert ":rotating_light: Escalated to <!subteam^S0OPS> at" in blocks(bellhop)


def test_without_escalate_nobody_is_mentioned_again(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = with_routes(slack, clock, Route(mention=("U0ANA",)))
    rung(bellhop)
    let_time_pass(bellhop, days=1)
    assert steps(bellhop) == []


def test_who_acknowledges_ends_it(bellhop: Bellhop) -> None:
    with listening(bellhop):
        rung(bellhop)
        let_time_pass(bellhop, minutes=20)
        press(bellhop, "alarm_ack")
        let_time_pass(bellhop, days=1)
    assert steps(bellhop) == ["<!subteam^S0OPS>"]
    assert "Escalated to" not in blocks(bellhop)


def test_what_is_over_is_not_escalated(bellhop: Bellhop) -> None:
    rung(bellhop)
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    let_time_pass(bellhop, days=1)
    assert steps(bellhop) == []
    assert bellhop.watch.next_due() is None


def test_cloudwatch_is_asked_before_and_a_missed_ok_is_told_instead(bellhop: Bellhop) -> None:
    rung(bellhop)
    cloudwatch_has(bellhop, "OK", seconds=300)
    let_time_pass(bellhop, hours=2)
    assert steps(bellhop) == []
    assert "`web-high-cpu` *OK* " in blocks(bellhop)
    assert bellhop.cloudwatch.asked == [("web-high-cpu",)]


def test_where_cloudwatch_does_not_answer_it_is_escalated_and_says_so(bellhop: Bellhop) -> None:
    rung(bellhop)
    bellhop.cloudwatch.silence = Later("AWS is busy.")
    let_time_pass(bellhop, minutes=16)
    assert "CloudWatch did not answer when Bellhop asked" in said(bellhop)[0]["text"]


def test_while_it_is_muted_nobody_is_mentioned_and_after_the_mute_the_step_comes(bellhop: Bellhop) -> None:
    with listening(bellhop):
        rung(bellhop)
        cloudwatch_has(bellhop, "ALARM")
        mute(bellhop, span="240")
        let_time_pass(bellhop, hours=4, minutes=1)
        assert steps(bellhop) == []
        let_time_pass(bellhop, minutes=16)
        assert steps(bellhop) == ["<!subteam^S0OPS>"]


def test_while_it_has_no_data_nobody_is_mentioned_and_back_in_alarm_the_step_comes(bellhop: Bellhop) -> None:
    rung(bellhop)
    ring(bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 60))
    let_time_pass(bellhop, hours=2)
    assert steps(bellhop) == []
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 7300))
    let_time_pass(bellhop, minutes=16)
    assert steps(bellhop) == ["<!subteam^S0OPS>"]


def test_what_stays_without_data_is_looked_at_for_a_week(bellhop: Bellhop) -> None:
    rung(bellhop)
    ring(bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 60))
    let_time_pass(bellhop, days=8)
    assert bellhop.watch.next_due() is None


def test_a_step_within_quiet_hours_comes_at_their_end(slack: RunningSlack, clock: SetClock) -> None:
    until = clock() + timedelta(hours=3)
    quiet = f"{clock():%H:%M}-{until:%H:%M} UTC"
    bellhop = with_routes(slack, clock, Route(quiet=quiet, escalate=STEPS))
    rung(bellhop)
    let_time_pass(bellhop, hours=2, minutes=58)
    assert steps(bellhop) == []
    let_time_pass(bellhop, minutes=3)
    assert steps(bellhop) == ["<!subteam^S0OPS>"]
    let_time_pass(bellhop, minutes=31)
    assert len(steps(bellhop)) == 2


def test_another_route_escalates_at_night_while_the_first_is_quiet(slack: RunningSlack, clock: SetClock) -> None:
    quiet = f"{clock():%H:%M}-{clock() + timedelta(hours=3):%H:%M} UTC"
    by_day = Route(mention=("U0ANA",), quiet=quiet, escalate=(Step(15, ("U0ANA",)),), also=True)
    bellhop = with_routes(slack, clock, by_day, Route(escalate=(Step(30, ("S0OPS",)),)))
    rung(bellhop)
    let_time_pass(bellhop, minutes=31)
    assert steps(bellhop) == ["<!subteam^S0OPS>"]
    let_time_pass(bellhop, hours=3)
    assert steps(bellhop) == ["<!subteam^S0OPS>", "<@U0ANA>"]


def test_two_routes_escalate_each_in_its_own_channel(slack: RunningSlack, clock: SetClock) -> None:
    ops = Route(channel="#ops", escalate=(Step(10, ("U0BO",)),), also=True)
    bellhop = with_routes(slack, clock, ops, Route(escalate=(Step(15, ("S0OPS",)),)))
    rung(bellhop)
    let_time_pass(bellhop, hours=1)
    assert (steps(bellhop), steps(bellhop, "C0OPS")) == (["<!subteam^S0OPS>"], ["<@U0BO>"])


def test_what_goes_to_the_default_channel_since_its_own_is_not_there_is_escalated_there(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = with_routes(slack, clock, Route(channel="#nowhere", escalate=STEPS))
    rung(bellhop)
    let_time_pass(bellhop, minutes=16)
    assert steps(bellhop) == ["<!subteam^S0OPS>"]


def test_a_timer_that_rings_twice_or_late_says_each_step_once_and_the_next_one_after_its_time(bellhop: Bellhop) -> None:
    rung(bellhop)
    (due,) = [text for text in bellhop.watch.texts if '"escalate"' in text]
    key = due.split('"key": "')[1].split('"')[0]
    bellhop.clock.advance(50 * 60)  # no worker was there
    for _ in range(2):
        run_timer(bellhop.parts, Timer("escalate", key, bellhop.clock()))
    assert steps(bellhop) == ["<!subteam^S0OPS>"]
    let_time_pass(bellhop, minutes=29)
    assert len(steps(bellhop)) == 1
    let_time_pass(bellhop, minutes=2)
    assert len(steps(bellhop)) == 2


def test_a_process_that_dies_after_it_set_the_next_timer_says_the_step_once_when_it_is_tried_again(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung(bellhop)
    let_time_pass(bellhop, minutes=14)
    deaths = [RuntimeError("a bug")]
    amend = AlarmProcessor.amend_incident

    def dying(processor: AlarmProcessor, *asked: Any) -> Any:
        if deaths:
            raise deaths.pop()
        return amend(processor, *asked)

    monkeypatch.setattr(AlarmProcessor, "amend_incident", dying)
    let_time_pass(bellhop, hours=2)
    assert steps(bellhop) == ["<!subteam^S0OPS>", "<@U0BO> <!here>"]


def test_what_slack_does_not_take_now_is_said_once_later(bellhop: Bellhop, slack: RunningSlack) -> None:
    rung(bellhop)
    let_time_pass(bellhop, minutes=14)
    slack.fault("chat.postMessage", "status", status=503)
    let_time_pass(bellhop, minutes=5)
    slack.clear_faults()
    let_time_pass(bellhop, minutes=10)
    assert steps(bellhop) == ["<!subteam^S0OPS>"]


def test_what_is_heard_only_after_a_mute_window_waits_from_then_on(bellhop: Bellhop) -> None:
    ring(bellhop, eventbridge_says("OK", "ALARM", muted=True))
    cloudwatch_has(bellhop, "ALARM")
    let_time_pass(bellhop, hours=2, minutes=10)
    assert (len(cards(bellhop.slack)), steps(bellhop)) == (1, [])
    let_time_pass(bellhop, minutes=10)
    assert steps(bellhop) == ["<!subteam^S0OPS>"]


def test_a_rule_of_somebody_else_that_begins_while_it_is_red_keeps_its_steps_back_and_is_told_once(
    bellhop: Bellhop,
) -> None:
    card = rung(bellhop)
    cloudwatch_has(bellhop, "ALARM")
    bellhop.cloudwatch.mute("release", "web-high-cpu", bellhop.clock(), bellhop.clock() + timedelta(hours=4), "x")
    let_time_pass(bellhop, hours=1)
    assert steps(bellhop) == []
    (line,) = thread(bellhop.slack, card["ts"])
    assert "The CloudWatch mute rule `release` keeps the alarm quiet" in line
    bellhop.cloudwatch.rules.clear()
    let_time_pass(bellhop, hours=1)
    assert steps(bellhop)[0] == "<!subteam^S0OPS>"


def while_slack_is_down(bellhop: Bellhop, *, minutes: float) -> None:
    """Beginning just before the first step and the first reminder; what happened meanwhile is shown afterwards."""
    bellhop.slack.fault("*", "status", status=503)
    let_time_pass(bellhop, minutes=minutes)


def calls(bellhop: Bellhop) -> list[str]:
    """What mentioned somebody in a thread."""
    said = bellhop.slack.messages("C0ALARMS")
    return [each["text"] for each in said if each.get("thread_ts") not in (None, "", each["ts"]) and each["pings"]]


@pytest.fixture
def reminding(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    bellhop = with_routes(slack, clock, Route(mention=("U0ANA",), escalate=STEPS), remind=20)
    with listening(bellhop):
        yield bellhop


def test_a_call_that_slack_took_too_late_is_not_said_once_the_alarm_is_over(reminding: Bellhop) -> None:
    rung(reminding)
    let_time_pass(reminding, minutes=14)
    while_slack_is_down(reminding, minutes=10)
    ring(reminding, cloudwatch_says("ALARM", "OK", 1440))
    reminding.slack.clear_faults()
    let_time_pass(reminding, minutes=30)
    assert "*OK*" in blocks(reminding)
    assert calls(reminding) == []
    assert reminding.watch.next_due() is None


@pytest.mark.parametrize("action", ["alarm_ack", "alarm_mute"])
def test_a_call_that_slack_took_too_late_is_not_said_once_somebody_has_the_alarm_or_muted_it(
    reminding: Bellhop, action: str
) -> None:
    rung(reminding)
    let_time_pass(reminding, minutes=14)
    reminding.slack.fault("chat.postMessage", "status", status=503)
    let_time_pass(reminding, minutes=2)
    if action == "alarm_mute":
        mute(reminding, span="240")
    else:
        press(reminding, action)
    reminding.slack.clear_faults()
    let_time_pass(reminding, minutes=30)
    assert "Acknowledged by" in blocks(reminding) or "Muted by" in blocks(reminding)
    assert calls(reminding) == []


def test_a_call_that_slack_took_late_is_said_while_the_alarm_goes_on_and_its_time_is_still_true(
    reminding: Bellhop,
) -> None:
    rung(reminding)
    let_time_pass(reminding, minutes=14)
    while_slack_is_down(reminding, minutes=3)
    reminding.slack.clear_faults()
    let_time_pass(reminding, minutes=2)
    (only,) = said(reminding)
    assert only["pings"] == ["<!subteam^S0OPS>"]
    assert f"`web-high-cpu` has been in *ALARM* since {moment(BEGAN)} (" in only["text"]


def test_a_step_says_of_an_alarm_that_went_on_and_off_since_when_it_does(bellhop: Bellhop) -> None:
    rung(bellhop)
    let_time_pass(bellhop, minutes=5)
    ring(bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 300))
    cloudwatch_has(bellhop, "INSUFFICIENT_DATA", seconds=300)
    let_time_pass(bellhop, minutes=1)
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 360))
    cloudwatch_has(bellhop, "ALARM", seconds=360)
    let_time_pass(bellhop, minutes=12)
    (only,) = said(bellhop)
    assert f"has been in *ALARM* on and off since {moment(BEGAN)} (" in only["text"]


def test_a_card_whose_quiet_hours_are_over_does_not_say_that_it_mentions_nobody(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = with_routes(slack, clock, Route(mention=("S0OPS",), quiet="02:00-04:00 UTC"), remind=61)
    rung(bellhop)
    assert "Quiet hours:" in blocks(bellhop)
    let_time_pass(bellhop, minutes=62)
    assert calls(bellhop)
    assert "<!subteam^S0OPS>" in blocks(bellhop)
    assert "Quiet hours:" not in blocks(bellhop)
