"""Loops: each chain of messages that Bellhop sends itself comes to an end; tests/house/test_loops.py lists them all."""

from __future__ import annotations

import json

import pytest

from app.base.errors import Later
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.queues.timers import Timekeeper, Timer, timer_in
from app.runtime.batch import Worker
from app.runtime.timers import TIMERS
from app.store.put_off import PutOff
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.card_actions.muting import mute
from tests.app.card_actions.pressing import press, rung
from tests.app.card_actions.test_muting import actions_enabled, let_time_pass
from tests.app.commands.scale.test_progress import pass_by, start_refresh, told
from tests.app.people import type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web

pytestmark = pytest.mark.slow


def dead_timers(bellhop: Bellhop) -> list[str]:
    found = [timer_in(json.loads(letter)) for letter in bellhop.watch.dead_letters]
    return [timer.name for timer in found if timer]


def days_until_given_up(bellhop: Bellhop, name: str) -> float:
    """Of a timer that can't be done, however often it is tried."""

    def never(timer: Timer) -> None:
        raise Later("AWS is busy.")

    parts = bellhop.worker
    worker = Worker(
        parts.performer, never, bellhop.watch, parts.retry_after, bellhop.clock, PutOff(bellhop.table, bellhop.clock)
    )
    Timekeeper(bellhop.watch, bellhop.clock).set(Timer(name, "k:1", bellhop.clock()))
    began = bellhop.clock.epoch()
    while (due := bellhop.watch.next_due()) is not None and due - began < 20 * 86400:
        bellhop.clock.advance(max(0.0, due - bellhop.clock.epoch()))
        bellhop.watch.deliver(worker.take)
    assert dead_timers(bellhop) == [name]
    return (bellhop.clock.epoch() - began) / 86400


def test_a_timer_that_cannot_be_done_is_tried_for_fourteen_days(bellhop: Bellhop) -> None:
    assert 13.9 < days_until_given_up(bellhop, next(iter(TIMERS))) < 14.1


@pytest.mark.parametrize("name", TIMERS)
@pytest.mark.parametrize("days", [pytest.param(14, marks=pytest.mark.slow), 1])
def test_a_timer_of_any_kind_that_cannot_be_done_for_fourteen_days_is_given_up(
    name: str, days: int, bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    if days == 1:  # a day stands for fourteen: the others bring more of the same
        monkeypatch.setattr("app.queues.backoff.MOST_TRIES", 100)
    assert days - 0.1 < days_until_given_up(bellhop, name) < days + 0.1


def test_what_a_press_changed_and_slack_never_shows_is_given_up(
    listening_bellhop: Bellhop, slack: RunningSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.queues.backoff.MOST_TRIES", 12)  # all 1,352 over HTTP would take minutes
    rung(listening_bellhop)
    slack.fault("chat.update", "status", status=500)
    press(listening_bellhop, "alarm_ack")
    let_time_pass(listening_bellhop, days=9)  # for a week CloudWatch is asked about what somebody has in hand
    assert dead_timers(listening_bellhop) == ["show"] * 2, "the press, and the graph"
    assert listening_bellhop.watch.next_due() is None


def test_a_state_that_cloudwatch_never_tells_is_given_up(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch, short_week: None
) -> None:
    monkeypatch.setattr("app.queues.backoff.MOST_TRIES", 12)
    rung(bellhop)
    bellhop.cloudwatch.silence = Later("AWS is busy.")
    let_time_pass(bellhop, days=3)  # reminders, each of which asks
    assert set(dead_timers(bellhop)) == {"check-state"}
    assert bellhop.watch.next_due() is None


def test_a_mute_that_has_ended_leaves_no_timer(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    listening_bellhop.cloudwatch.takes_rules = False
    mute(listening_bellhop, span="4320")
    ring(listening_bellhop, cloudwatch_says("ALARM", "OK", 60))
    let_time_pass(listening_bellhop, days=2, hours=23)
    assert not actions_enabled(listening_bellhop)
    let_time_pass(listening_bellhop, hours=2)
    assert actions_enabled(listening_bellhop)
    assert listening_bellhop.watch.next_due() is None


def test_a_storm_that_was_shown_leaves_no_timer(slack: RunningSlack, clock: SetClock) -> None:
    settings = IncidentSettings(remind_minutes=0)
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), settings))
    for number in range(8):
        ring(bellhop, cloudwatch_says("OK", "ALARM", name=f"storm-{number}"))
    assert any('"digest"' in text for text in bellhop.watch.texts)
    let_time_pass(bellhop, hours=1)
    assert (bellhop.watch.next_due(), bellhop.watch.dead_letters) == (None, [])


def test_instances_that_come_and_go_do_not_keep_progress_going(listening_bellhop: Bellhop) -> None:
    bellhop = listening_bellhop
    bellhop.scaling.is_slow = True
    type_in(bellhop, "/scale web 5")
    for desired in [3, 2] * 30:
        bellhop.scaling.put(web(desired=desired))
        bellhop.scaling.arrive("web")
        group = bellhop.scaling.group("web")
        assert group is not None
        bellhop.scaling.put(web(desired=5, instances=group.instances))
        pass_by(bellhop, 60)
    assert "Partly done" in told(bellhop)
    assert bellhop.watch.next_due() is None


def test_a_change_for_a_time_leaves_no_timer_once_it_is_back(listening_bellhop: Bellhop) -> None:
    type_in(listening_bellhop, "/scale web 4 for 2h")
    pass_by(listening_bellhop, 3 * 3600)
    assert any("scale-returned" in text for text in listening_bellhop.watch.texts)
    assert listening_bellhop.watch.next_due() is None


def test_an_instance_refresh_that_stands_still_is_followed_no_more(listening_bellhop: Bellhop) -> None:
    start_refresh(listening_bellhop)
    pass_by(listening_bellhop, 3600)
    assert listening_bellhop.watch.next_due() is None


def test_a_question_that_nobody_answers_leaves_no_timer(listening_bellhop: Bellhop) -> None:
    type_in(listening_bellhop, "/scale web refresh start")
    assert any("scale-pending" in text for text in listening_bellhop.watch.texts)
    pass_by(listening_bellhop, 3600)
    assert listening_bellhop.watch.next_due() is None


def test_a_command_is_one_job_and_no_job_puts_another(listening_bellhop: Bellhop) -> None:
    type_in(listening_bellhop, "/scale web 4")
    pass_by(listening_bellhop, 3600)
    assert len(listening_bellhop.jobs.texts) == 1
