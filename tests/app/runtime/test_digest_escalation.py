"""A storm's digest escalates once for all its rows that nobody has acknowledged."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from app.alarms.decide.incident import Response, acknowledged_by
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.routes import Route, Step
from app.queues.timers import Timer
from app.runtime.digest_escalation import TIMER
from app.runtime.timers import run_timer
from app.slack.messages.text import moment
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import BEGAN, cards
from tests.app.alarms.storms import settle, storm
from tests.app.people import press as press_message
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock

pytestmark = pytest.mark.slow

STEPS = (Step(15, ("S0OPS",)), Step(45, ("U0BO",)))
HOUR = timedelta(hours=1)
ROWS = 10  # three of them have cards, too


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Bellhop:
    settings = IncidentSettings(digest_after=3, remind_minutes=0)
    routes = (Route(escalate=STEPS),)
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), settings, routes))
    for number in range(10):
        bellhop.cloudwatch.add(alarm(f"storm-{number}", "ALARM"))
    storm(bellhop, 10)
    settle(bellhop, 30)
    return bellhop


def said(bellhop: Bellhop) -> list[dict[str, Any]]:
    return [each for each in bellhop.slack.messages("C0ALARMS") if "of this storm* ha" in each["text"]]


def acknowledge(bellhop: Bellhop, *numbers: int) -> None:
    names = {f"storm-{number}" for number in numbers}
    for each in rows(bellhop):
        if each.latest.name in names:
            press = Response(bellhop.clock(), "U0ANA", "Acknowledged", f"mark-{each.id}")
            bellhop.parts.processor.amend_incident(each.id, partial(acknowledged_by, response=press))


def rows(bellhop: Bellhop) -> list[Any]:
    found = bellhop.parts.processor.open_incidents("web")
    return [each for each in found if any(target.digest or target.counted_in for target in each.targets)]


def digest_ts(bellhop: Bellhop) -> str:
    (ts,) = [card["ts"] for card in cards(bellhop.slack) if "torm" in card["text"][:20]]
    return str(ts)


def test_all_rows_are_one_message_a_step_in_its_thread(bellhop: Bellhop) -> None:
    settle(bellhop, 14 * 60)
    assert said(bellhop) == []
    settle(bellhop, 90)
    (first,) = said(bellhop)
    assert first["pings"] == ["<!subteam^S0OPS>"]
    assert f"*10 alarms of this storm* have been in *ALARM* since {moment(BEGAN)} or longer, and" in first["text"]
    assert "and 5 more" in first["text"]
    assert first["thread_ts"] == digest_ts(bellhop)
    settle(bellhop, 6 * 3600)
    assert [each["pings"] for each in said(bellhop)] == [["<!subteam^S0OPS>"], ["<@U0BO>"]]
    assert not any(TIMER in text for text in bellhop.watch.waiting)


def test_while_somebody_elses_mute_rule_keeps_all_of_them_quiet_nobody_is_called(bellhop: Bellhop) -> None:
    now = bellhop.clock()
    bellhop.cloudwatch.mute_many("release", [f"storm-{number}" for number in range(ROWS)], now, now + HOUR, "x")
    settle(bellhop, 30 * 60)
    assert said(bellhop) == []
    bellhop.cloudwatch.rules.clear()
    settle(bellhop, 10 * 60)
    assert [each["pings"] for each in said(bellhop)] == [["<!subteam^S0OPS>"]]


def test_only_those_that_no_rule_keeps_quiet_are_named(bellhop: Bellhop) -> None:
    now = bellhop.clock()
    bellhop.cloudwatch.mute_many("release", [f"storm-{number}" for number in range(ROWS - 2)], now, now + HOUR, "x")
    settle(bellhop, 20 * 60)
    (first,) = said(bellhop)
    assert "*2 alarms of this storm*" in first["text"]
    assert "`storm-8`, `storm-9`" in first["text"]


def test_the_cards_that_a_digest_counts_do_not_escalate_too(bellhop: Bellhop) -> None:
    settle(bellhop, 3600)
    called = [each for each in bellhop.slack.messages("C0ALARMS") if each["pings"]]
    assert called == said(bellhop)
    assert [each["pings"] for each in called] == [["<!subteam^S0OPS>"], ["<@U0BO>"]]


def test_the_channel_sees_it(bellhop: Bellhop) -> None:
    settle(bellhop, 16 * 60)
    (channel,) = [each for each in bellhop.slack.state("U0ANA")["channels"] if each["id"] == "C0ALARMS"]
    assert any("of this storm*" in each["text"] for each in channel["messages"])


def test_what_somebody_acknowledged_is_not_counted(bellhop: Bellhop) -> None:
    acknowledge(bellhop, *range(9))
    settle(bellhop, 16 * 60)
    (only,) = said(bellhop)
    assert f"*One alarm of this storm* has been in *ALARM* since {moment(BEGAN)}, and" in only["text"]
    assert "`storm-9`" in only["text"]


def test_once_all_are_acknowledged_nobody_is_mentioned(bellhop: Bellhop) -> None:
    acknowledge(bellhop, *range(10))
    settle(bellhop, 3600)
    assert said(bellhop) == []
    assert not any(TIMER in text for text in bellhop.watch.waiting)


def test_who_acknowledges_all_ends_it(bellhop: Bellhop) -> None:
    settle(bellhop, 16 * 60)
    with listening(bellhop):
        (card,) = [each for each in cards(bellhop.slack) if each["ts"] == digest_ts(bellhop)]
        assert press_message(bellhop, {**card, "channel": "C0ALARMS"}, "digest_ack")["ok"]
        bellhop.work()
    settle(bellhop, 3 * 3600)
    assert len(said(bellhop)) == 1


def test_what_is_over_is_not_counted_though_no_notification_told_it(bellhop: Bellhop) -> None:
    settle(bellhop, 10 * 60)  # its states are asked for once before
    for number in range(9):
        bellhop.cloudwatch.add(replace(alarm(f"storm-{number}", "OK"), since=BEGAN + timedelta(minutes=11)))
    bellhop.cloudwatch.asked.clear()
    settle(bellhop, 6 * 60)
    assert "*One alarm of this storm*" in said(bellhop)[0]["text"]
    assert ROWS in [len(names) for names in bellhop.cloudwatch.asked]


def test_a_storm_that_is_over_is_not_escalated(bellhop: Bellhop) -> None:
    storm(bellhop, 10, "OK")
    settle(bellhop, 3600)
    assert said(bellhop) == []
    assert not any(TIMER in text for text in bellhop.watch.waiting)


@pytest.mark.slow
def test_a_storm_that_stays_without_data_is_looked_at_for_a_week(bellhop: Bellhop, short_week: None) -> None:
    storm(bellhop, 10, "INSUFFICIENT_DATA")
    settle(bellhop, 0.9 * 86400)
    assert any(TIMER in text for text in bellhop.watch.waiting)
    settle(bellhop, 2 * 86400)
    assert said(bellhop) == []
    assert not any(TIMER in text for text in bellhop.watch.waiting)


def test_a_timer_that_rings_twice_says_it_once(bellhop: Bellhop) -> None:
    settle(bellhop, 16 * 60)
    (digest_id,) = {target.digest or target.counted_in for each in rows(bellhop) for target in each.targets}
    for number in (1, 2):
        run_timer(bellhop.parts, Timer(TIMER, f"{digest_id}:{number}", bellhop.clock()))
    assert len(said(bellhop)) == 1


def test_what_slack_does_not_take_now_is_said_once_later(bellhop: Bellhop, slack: RunningSlack) -> None:
    settle(bellhop, 14 * 60)
    slack.fault("chat.postMessage", "status", status=503)
    settle(bellhop, 5 * 60)
    slack.clear_faults()
    settle(bellhop, 15 * 60)
    assert len(said(bellhop)) == 1


def test_without_a_route_that_escalates_a_storm_sets_no_timer(slack: RunningSlack, clock: SetClock) -> None:
    settings = IncidentSettings(digest_after=3, remind_minutes=0)
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), settings))
    storm(bellhop, 10)
    settle(bellhop, 60)
    assert not any(TIMER in text for text in bellhop.watch.texts)
