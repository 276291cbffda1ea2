"""What CloudWatch's answer means for a card: the change it has missed, or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.alarms.decide.answer import missed
from app.alarms.decide.incident import Incident, Mute
from app.alarms.read.transition import State, Transition
from app.aws.alarm import Alarm
from tests.app.alarms.decide.sequences import ALARM, NINE, NO_DATA, OK, applied, change
from tests.fakes.aws import alarm

TEN = NINE + timedelta(hours=1)
RED = change(OK, ALARM)
DELETED = State.DELETED


def says(state: State, seconds: float = 600, reason: str = "Threshold Crossed") -> Alarm:
    return replace(alarm("web-high-cpu", state), since=NINE + timedelta(seconds=seconds), reason=reason)


def last(*changes: Transition) -> Incident:
    return applied(*changes)[0]


def muted(until: datetime) -> Transition:
    """EventBridge's event of the alarm within a mute window."""
    return replace(RED, muted=True, muted_by="deploys", muted_until=until)


@pytest.mark.parametrize("seconds", [-60, 0, 0.9])
def test_a_card_that_says_the_same_has_missed_nothing(seconds: float) -> None:
    assert missed(last(RED), says(ALARM, seconds), TEN) is None
    assert missed(last(change(ALARM, NO_DATA)), says(NO_DATA), TEN) is None


def test_in_alarm_since_later_than_the_card_says_it_was_ok_in_between() -> None:
    found = missed(last(RED), says(ALARM), TEN)
    assert found
    assert (found.old, found.new, found.changed_at) == (OK, ALARM, NINE + timedelta(seconds=600))
    assert found.asked
    assert not found.muted


def test_what_began_just_now_may_still_be_told() -> None:
    assert missed(last(RED), says(ALARM), NINE + timedelta(seconds=660)) is None


def test_a_time_that_may_be_that_of_a_reason_is_not_believed() -> None:
    assert missed(last(RED), replace(says(ALARM), updated=True), TEN) is None


def test_what_went_off_again_while_it_is_muted_waits_for_its_actions() -> None:
    assert missed(last(RED), says(ALARM), TEN, Mute(TEN + timedelta(hours=1), "U0ANA")) is None


@pytest.mark.parametrize("state", [OK, NO_DATA])
def test_another_state_is_a_change_since_then(state: State) -> None:
    found = missed(last(RED), says(state), TEN)
    assert found
    assert (found.old, found.new, found.changed_at) == (ALARM, state, NINE + timedelta(seconds=600))
    assert found.asked
    assert found.reason == "Threshold Crossed"


def test_the_newest_datapoint_is_that_of_the_answer() -> None:
    red = replace(RED, value="93.2", children=(), muted_by="old")
    found = missed(last(red), says(OK, reason="Threshold Crossed: 1 datapoint [12.0 (20/11/26 08:55:00)] was not"), TEN)
    assert found
    assert (found.value, found.muted_by) == ("12", "")


@pytest.mark.parametrize("seconds", [-60, 0])
def test_an_answer_that_is_not_newer_than_the_card_is_not_believed(seconds: float) -> None:
    assert missed(last(RED), says(OK, seconds), TEN) is None


def test_an_alarm_that_cloudwatch_no_longer_has_was_deleted() -> None:
    found = missed(last(RED), None, TEN)
    assert found
    assert (found.old, found.new, found.changed_at, found.asked) == (ALARM, DELETED, TEN, True)


def test_of_an_alarm_that_is_over_its_deletion_is_no_news() -> None:
    assert missed(last(RED, change(ALARM, OK, 60)), None, TEN) is None


def test_an_alarm_that_was_created_again_has_no_former_state() -> None:
    gone = last(RED, change(ALARM, DELETED, 60))
    assert missed(gone, says(OK), TEN) is None
    found = missed(gone, says(ALARM), TEN)
    assert found
    assert (found.old, found.new) == (None, ALARM)


@pytest.mark.parametrize(("state", "is_news"), [(OK, True), (ALARM, False), (NO_DATA, False)])
def test_of_a_contributor_only_its_alarms_ok_says_something(state: State, is_news: bool) -> None:
    one = last(replace(change(OK, NO_DATA if state is ALARM else ALARM), contributor="c1"))
    assert bool(missed(one, says(state), TEN)) is is_news


def test_while_it_is_muted_a_change_stays_muted() -> None:
    one = last(RED, change(ALARM, OK, 60))
    found = missed(replace(one, mute=Mute(TEN + timedelta(hours=1), "U0ANA", "bellhop-1")), says(ALARM), TEN)
    assert found
    assert (found.muted, found.muted_by, found.muted_until) == (True, "bellhop-1", TEN + timedelta(hours=1))


def test_what_eventbridge_told_in_a_window_is_heard_when_the_window_is_over_and_it_still_holds() -> None:
    quiet = last(muted(until=TEN))
    assert missed(quiet, says(ALARM, 0), TEN - timedelta(seconds=1)) is None
    found = missed(quiet, says(ALARM, 0), TEN)
    assert found
    assert (found.new, found.changed_at, found.muted, found.after_mute) == (ALARM, NINE, False, True)
    incident, outcomes = applied(muted(until=TEN), found)
    assert (incident.is_announced, outcomes[-1]) == (True, "posted")


def test_what_began_and_ended_in_a_window_is_shown_nowhere() -> None:
    found = missed(last(muted(until=TEN)), says(OK), TEN)
    assert found
    incident, _ = applied(muted(until=TEN), found)
    assert (incident.is_over, incident.is_announced) == (True, False)


def test_one_of_our_rules_that_was_lifted_early_keeps_nothing_quiet() -> None:
    quiet = replace(muted(until=TEN), muted_by="bellhop-1")
    found = missed(last(quiet), says(ALARM, 0), NINE + timedelta(minutes=5))
    assert found
    assert not found.muted


def test_a_mute_of_an_earlier_incident_keeps_the_alarms_last_one_quiet() -> None:
    quiet = replace(muted(until=TEN), muted_by="bellhop-1")
    assert missed(last(quiet), says(ALARM, 0), NINE, Mute(TEN, "U0ANA", "bellhop-1")) is None


@pytest.mark.parametrize("rule", ["bellhop-1", ""])
def test_what_is_learned_within_our_own_mute_is_known_to_be_ours(rule: str) -> None:
    found = missed(replace(last(RED), mute=Mute(TEN, "U0ANA", rule)), says(NO_DATA), NINE)
    assert found
    assert found.muted_by.startswith("bellhop-")
