"""Incidents: which change of state begins one, moves one on, ends one, or came too late to matter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alarms.decide.incident import Deed, Incident, Outcome, reminded, said, sent_elsewhere, shown, with_deed
from app.alarms.decide.target import Place, Target, ThreadLine
from app.alarms.decide.transitions import judge
from app.alarms.read.transition import State, Transition

OK, ALARM, NO_DATA = State.OK, State.ALARM, State.NO_DATA
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-high-cpu"


def change(old: State | None, new: State, seconds: float = 0) -> Transition:
    """The alarm web-high-cpu changes so many seconds after nine."""
    at = NINE + timedelta(seconds=seconds)
    return Transition(ARN, "web-high-cpu", "123456789012", "us-east-1", new=new, changed_at=at, old=old)


def judged(*changes: Transition) -> tuple[Incident, list[Outcome]]:
    """The alarm's last incident after these arrived in this order, and what became of each."""
    last, outcome = judge(None, changes[0])
    outcomes = [outcome]
    for each in changes[1:]:
        last, outcome = judge(last, each)
        outcomes.append(outcome)
    return last, outcomes


def thread(incident: Incident) -> tuple[ThreadLine, ...]:
    """What is still to be said in the thread of its one message."""
    return incident.targets[0].thread


def test_an_alarm_begins_an_incident() -> None:
    incident, outcomes = judged(change(OK, ALARM))
    assert outcomes == [Outcome.POSTED]
    assert (incident.latest.new, incident.began_at, incident.is_over) == (ALARM, NINE, False)
    assert incident.needs_slack


def test_ok_ends_it_and_the_thread_says_how_long_it_lasted() -> None:
    incident, outcomes = judged(change(OK, ALARM), change(ALARM, OK, 305))
    assert outcomes == [Outcome.POSTED, Outcome.EDITED]
    assert incident.ended_at == NINE + timedelta(seconds=305)
    assert "It lasted 5 min 5 s." in thread(incident)[0].text


def test_insufficient_data_is_a_change_within_the_incident() -> None:
    incident, _ = judged(change(OK, ALARM), change(ALARM, NO_DATA, 60))
    assert (incident.latest.new, incident.is_over) == (NO_DATA, False)
    assert "ALARM → *INSUFFICIENT_DATA*" in thread(incident)[0].text


def test_the_same_transition_again_is_a_repeat_and_changes_nothing() -> None:
    first, _ = judged(change(OK, ALARM))
    assert judge(first, change(OK, ALARM)) == (first, Outcome.REPEATED)


def test_a_repeat_of_an_earlier_change_is_a_repeat_too() -> None:
    incident, outcomes = judged(change(OK, ALARM), change(ALARM, OK, 60), change(OK, ALARM))
    assert outcomes[-1] is Outcome.REPEATED
    assert incident.is_over


def test_an_older_change_goes_to_the_thread_as_late_and_never_changes_the_card() -> None:
    before, _ = judged(change(NO_DATA, OK, 60), change(OK, ALARM, 120))
    after, outcome = judge(before, change(ALARM, NO_DATA, 30))
    assert outcome is Outcome.LATE
    assert (after.latest, after.revision) == (before.latest, before.revision)
    assert "came late" in thread(after)[-1].text


def test_at_an_equal_time_the_change_that_goes_on_from_the_shown_state_applies() -> None:
    incident, outcomes = judged(change(OK, ALARM), change(ALARM, OK))
    assert (outcomes[-1], incident.latest.new) == (Outcome.EDITED, OK)


def test_at_an_equal_time_a_change_from_another_state_is_late() -> None:
    incident, outcomes = judged(change(OK, ALARM), change(NO_DATA, OK))
    assert (outcomes[-1], incident.latest.new) == (Outcome.LATE, ALARM)


def test_an_alarm_after_ok_begins_a_new_incident() -> None:
    first, _ = judged(change(OK, ALARM), change(ALARM, OK, 60))
    second, outcome = judge(first, change(OK, ALARM, 120))
    assert outcome is Outcome.POSTED
    assert second.id != first.id
    assert second.began_at == NINE + timedelta(seconds=120)


def test_alarm_ok_alarm_within_one_second_is_one_incident() -> None:
    incident, outcomes = judged(change(OK, ALARM), change(ALARM, OK, 0.3), change(OK, ALARM, 0.6))
    assert outcomes == [Outcome.POSTED, Outcome.EDITED, Outcome.EDITED]
    assert (incident.latest.new, incident.is_over) == (ALARM, False)


def test_the_first_data_of_a_new_alarm_is_quiet() -> None:
    incident, outcomes = judged(change(NO_DATA, OK))
    assert outcomes == [Outcome.QUIET_FIRST_DATA]
    assert incident.is_over
    assert not incident.needs_slack


def test_an_alarm_right_after_the_quiet_first_data_is_an_incident_of_its_own() -> None:
    incident, outcomes = judged(change(NO_DATA, OK), change(OK, ALARM, 0.5))
    assert outcomes == [Outcome.QUIET_FIRST_DATA, Outcome.POSTED]
    assert incident.began_at == NINE + timedelta(seconds=0.5)


def test_an_alarm_that_arrives_after_the_quiet_end_of_it_leaves_no_incident_open() -> None:
    incident, outcomes = judged(change(NO_DATA, OK, 20), change(OK, ALARM), change(ALARM, NO_DATA, 10))
    assert outcomes == [Outcome.QUIET_FIRST_DATA, Outcome.LATE, Outcome.LATE]
    assert incident.is_over
    assert incident.needs_slack, "the alarm that came late is told"


def test_an_ok_whose_alarm_never_came_is_shown() -> None:
    incident, outcomes = judged(change(ALARM, OK))
    assert outcomes == [Outcome.POSTED]
    assert incident.is_over


def test_the_same_transition_always_gives_an_incident_the_same_id() -> None:
    assert judged(change(OK, ALARM))[0].id == judged(change(OK, ALARM))[0].id
    assert judged(change(OK, ALARM))[0].id != judged(change(OK, ALARM, 0.001))[0].id


def test_a_deed_is_on_the_incident_and_for_its_thread_once() -> None:
    deed = Deed(at=NINE, user_id="U0ANA", words="<@U0ANA> set *web* from 2 to 4", id="d1")
    incident = with_deed(with_deed(judged(change(OK, ALARM))[0], deed), deed)
    assert incident.deeds == (deed,)
    assert [line.text for line in thread(incident)] == [deed.words]
    assert incident.revision == 2


def test_an_incident_is_caught_up_once_its_card_and_thread_stand_in_slack() -> None:
    incident, _ = judged(change(OK, ALARM), change(ALARM, OK, 60))
    incident = shown(incident, 0, incident.revision, Place("C0ALARMS", "1.0"))
    assert incident.needs_slack, "its thread is not said yet"
    assert not said(incident, 0, thread(incident)[0]).needs_slack


def test_a_target_that_an_older_bellhop_silenced_stands_for_nobody() -> None:
    silenced, default, lost = Target("", is_silent=True), Target(""), Target("#lost", mention="<@U0BO>")
    incident, _ = judge(None, change(OK, ALARM), (silenced, default, lost))
    elsewhere = sent_elsewhere(incident, 2, "Meant for #lost.")
    assert [target.mention for target in elsewhere.targets[:2]] == ["", "<@U0BO>"]


def test_a_reminder_where_no_route_goes_any_more_calls_who_was_called_before() -> None:
    moved = Target("", mention="<@U0BO>", note="Meant for #lost.")
    incident, _ = judge(None, change(OK, ALARM), (moved,))
    said_again = reminded(incident, NINE, "Still in ALARM.", (Target("#lost", mention="<@U0BO>"),))
    assert [line.text for line in thread(said_again)] == ["<@U0BO> Still in ALARM."]


def test_showing_an_older_card_does_not_hide_that_a_newer_is_wanted() -> None:
    incident, _ = judged(change(OK, ALARM), change(ALARM, OK, 60))
    all_said = said(incident, 0, thread(incident)[0])
    assert shown(all_said, 0, 1, Place("C0ALARMS", "1.0")).needs_slack


def test_an_alarm_that_flaps_for_days_stays_small_enough_for_the_table() -> None:
    flaps = [change(*((ALARM, NO_DATA), (NO_DATA, ALARM))[n % 2], n) for n in range(500)]
    incident, _ = judged(*flaps)
    assert len(incident.changes) == 50


@st.composite
def sequences(draw: st.DrawFn) -> list[Transition]:
    """What CloudWatch may say of one alarm, in its order: each state differs from the one before, as each time does."""
    states = [draw(st.sampled_from(State))]
    for _ in range(draw(st.integers(min_value=1, max_value=6))):
        states.append(draw(st.sampled_from([state for state in State if state is not states[-1]])))
    gaps = draw(st.lists(st.sampled_from([0.1, 0.4, 1, 30, 4000]), min_size=len(states), max_size=len(states)))
    seconds = [sum(gaps[: position + 1]) for position in range(len(gaps))]
    return [change(*states_and_time) for states_and_time in zip(states[:-1], states[1:], seconds[1:], strict=True)]


@given(sequences(), st.data())
def test_any_order_and_repetition_ends_with_the_newest_state_on_the_last_incident(
    sequence: list[Transition], data: st.DataObject
) -> None:
    repeats = data.draw(st.lists(st.sampled_from(sequence), max_size=3))
    arrivals = data.draw(st.permutations([*sequence, *repeats]))
    last, outcomes = judged(*arrivals)
    assert last.latest == sequence[-1]
    assert last.is_over == (sequence[-1].new is OK)
    assert len([outcome for outcome in outcomes if outcome is Outcome.REPEATED]) <= len(repeats)


@given(sequences())
def test_every_change_of_a_sequence_in_order_is_posted_edited_or_quiet(sequence: list[Transition]) -> None:
    _, outcomes = judged(*sequence)
    assert set(outcomes) <= {Outcome.POSTED, Outcome.EDITED, Outcome.QUIET_FIRST_DATA}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_outcomes_are_written_as_the_design_names_them(outcome: Outcome) -> None:
    words = {"posted", "edited", "threaded", "digested", "repeated", "late"}
    assert outcome.value in words or outcome.value.startswith("quiet:")
