"""When a card is looked at again: a reminder where an alarm went off, a graph where there is something to draw."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.alarms.decide.decision import Rules
from app.alarms.decide.incident import Incident, Outcome
from app.alarms.decide.target import Target
from app.alarms.follow_up import DRAWN_AFTER, timers_of
from app.alarms.read.transition import State
from tests.app.alarms.alarm_support import incident, payload, transition

RULES = Rules(channel="#alarms", remind_minutes=60)
ALARM: Incident = incident(transition(payload("metric")))
NOW = ALARM.began_at + timedelta(minutes=1)


def names(outcome: str, about: Incident = ALARM, rules: Rules = RULES) -> list[str]:
    return [timer.name for timer in timers_of(outcome, about, rules, NOW)]


def test_a_card_that_was_posted_is_reminded_of_and_gets_its_graph() -> None:
    remind, draw = timers_of(Outcome.POSTED, ALARM, RULES, NOW)
    assert (remind.name, remind.key, remind.due) == ("remind", f"{ALARM.id}:1", NOW + timedelta(hours=1))
    assert (draw.name, draw.due) == ("draw", NOW + DRAWN_AFTER)


@pytest.mark.parametrize("outcome", [Outcome.REPEATED, Outcome.LATE, Outcome.DIGESTED, Outcome.QUIET_MUTED])
def test_what_is_no_news_on_a_card_is_not_looked_at_again(outcome: Outcome) -> None:
    assert names(outcome) == []


def test_a_row_of_a_digest_is_not_looked_at_again() -> None:
    assert names(Outcome.POSTED, replace(ALARM, targets=(Target(digest="d1"),))) == []


def test_an_alarm_that_is_over_is_neither_reminded_of_nor_drawn() -> None:
    over = replace(ALARM, latest=replace(ALARM.latest, new=State.OK), ended_at=NOW)
    assert names(Outcome.EDITED, over) == []


def test_an_alarm_that_flaps_is_not_drawn_each_time() -> None:
    assert names(Outcome.POSTED, replace(ALARM, flaps=5)) == ["remind"]


def test_an_alarm_without_metrics_is_not_drawn() -> None:
    assert names(Outcome.POSTED, incident(transition(payload("composite")))) == ["remind"]


def test_without_reminders_there_are_none() -> None:
    assert names(Outcome.POSTED, ALARM, replace(RULES, remind_minutes=0)) == ["draw"]


def test_what_a_webhook_posted_cannot_be_edited() -> None:
    assert names(Outcome.POSTED, ALARM, replace(RULES, can_edit=False)) == []


def test_a_notice_is_not_looked_at_again() -> None:
    assert timers_of(Outcome.POSTED, None, RULES, NOW) == ()


@pytest.mark.parametrize("outcome", [Outcome.QUIET_MUTED, Outcome.EDITED])
def test_a_change_within_a_mute_window_is_checked_a_minute_after_the_window(outcome: Outcome) -> None:
    until = NOW + timedelta(hours=2)
    muted = replace(ALARM, latest=replace(ALARM.latest, muted=True, muted_until=until))
    timer, *_ = timers_of(outcome, muted, RULES, NOW)
    assert (timer.name, timer.key, timer.due) == ("check-state", muted.id, until + timedelta(minutes=1))


def test_a_change_that_is_told_after_its_window_is_checked_at_once() -> None:
    muted = replace(ALARM, latest=replace(ALARM.latest, muted=True, muted_until=NOW - timedelta(hours=1)))
    (timer,) = timers_of(Outcome.QUIET_MUTED, muted, RULES, NOW)
    assert (timer.name, timer.due) == ("check-state", NOW)


def test_a_window_that_is_longer_than_any_is_not_waited_for() -> None:
    muted = replace(ALARM, latest=replace(ALARM.latest, muted=True, muted_until=NOW + timedelta(days=16)))
    assert names(Outcome.QUIET_MUTED, muted) == []


def test_the_reminders_of_an_alarm_that_goes_off_again_are_counted_on() -> None:
    """A number that was rung would be taken for a repeat, and its chain ends there."""
    reminded = replace(ALARM, reminders=2)
    assert [timer.key for timer in timers_of(Outcome.POSTED, reminded, RULES, NOW) if timer.name == "remind"] == [
        f"{ALARM.id}:3"
    ]


def test_a_deleted_alarm_is_not_drawn() -> None:
    gone = replace(ALARM, latest=replace(ALARM.latest, new=State.DELETED), ended_at=NOW)
    assert names(Outcome.EDITED, gone) == []
