"""What a transition means: a new incident, a change of the open one, a repeat, late, or quiet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alarms.decide.history import Flapping
from app.alarms.decide.incident import Incident, Outcome
from app.alarms.decide.target import Target
from app.alarms.read.transition import State, Transition
from tests.app.alarms.decide.sequences import ALARM, NINE, NO_DATA, OK, applied, change, changed_by, thread

DELETED = State.DELETED
FLAPPING = Flapping(changes=4, within=timedelta(minutes=10))


def test_an_alarm_begins_an_incident() -> None:
    incident, outcomes = applied(change(OK, ALARM))
    assert outcomes == [Outcome.POSTED]
    assert (incident.latest.new, incident.began_at, incident.is_over) == (ALARM, NINE, False)
    assert incident.needs_slack


def test_ok_ends_it_and_the_thread_says_how_long_it_lasted() -> None:
    incident, outcomes = applied(change(OK, ALARM), change(ALARM, OK, 305))
    assert outcomes == [Outcome.POSTED, Outcome.EDITED]
    assert incident.ended_at == NINE + timedelta(seconds=305)
    assert "It lasted 5 min 5 s." in thread(incident)[0].text


def test_insufficient_data_is_a_change_within_the_incident() -> None:
    incident, _ = applied(change(OK, ALARM), change(ALARM, NO_DATA, 60))
    assert (incident.latest.new, incident.is_over) == (NO_DATA, False)
    assert "ALARM → *INSUFFICIENT_DATA*" in thread(incident)[0].text


@pytest.mark.parametrize("later", [(), (change(ALARM, NO_DATA, 60),), (change(ALARM, OK, 60), change(OK, ALARM, 120))])
def test_what_a_route_drops_is_remembered_and_shown_nowhere(later: tuple[Transition, ...]) -> None:
    last, outcome = changed_by(None, change(OK, ALARM), lambda _: ())
    outcomes = [outcome]
    for each in later:
        last, outcome = changed_by(last, each, lambda of: () if of.new is ALARM else (Target(),))
        outcomes.append(outcome)
    assert set(outcomes) == {Outcome.QUIET_ROUTE}
    assert (last.is_announced, last.needs_slack, last.latest.new) == (
        False,
        False,
        ([ALARM, *(e.new for e in later)])[-1],
    )
    assert changed_by(last, change(OK, ALARM), lambda _: ())[1] is Outcome.REPEATED


def test_what_a_route_drops_no_longer_is_shown_when_it_goes_off_again() -> None:
    dropped, _ = changed_by(None, change(OK, ALARM), lambda _: ())
    silent, _ = changed_by(dropped, change(ALARM, NO_DATA, 60))
    shown, outcome = changed_by(silent, change(NO_DATA, ALARM, 120))
    assert (outcome, shown.needs_slack, shown.id) == (Outcome.POSTED, True, dropped.id)


def test_the_same_transition_again_is_a_repeat_and_changes_nothing() -> None:
    first, _ = applied(change(OK, ALARM))
    assert changed_by(first, change(OK, ALARM)) == (first, Outcome.REPEATED)


def test_a_repeat_of_an_earlier_change_is_a_repeat_too() -> None:
    incident, outcomes = applied(change(OK, ALARM), change(ALARM, OK, 60), change(OK, ALARM))
    assert outcomes[-1] is Outcome.REPEATED
    assert incident.is_over


def test_an_older_change_goes_to_the_thread_as_late_and_never_changes_the_card() -> None:
    before, _ = applied(change(NO_DATA, OK, 60), change(OK, ALARM, 120))
    after, outcome = changed_by(before, change(ALARM, NO_DATA, 30))
    assert outcome is Outcome.LATE
    assert (after.latest, after.revision) == (before.latest, before.revision)
    assert "Arrived late" in thread(after)[-1].text


def test_at_an_equal_time_the_change_that_goes_on_from_the_shown_state_applies() -> None:
    incident, outcomes = applied(change(OK, ALARM), change(ALARM, OK))
    assert (outcomes[-1], incident.latest.new) == (Outcome.EDITED, OK)


def test_at_an_equal_time_a_change_from_another_state_is_late() -> None:
    incident, outcomes = applied(change(OK, ALARM), change(NO_DATA, OK))
    assert (outcomes[-1], incident.latest.new) == (Outcome.LATE, ALARM)


def test_an_alarm_after_ok_begins_a_new_incident() -> None:
    first, _ = applied(change(OK, ALARM), change(ALARM, OK, 60))
    second, outcome = changed_by(first, change(OK, ALARM, 120))
    assert outcome is Outcome.POSTED
    assert second.id != first.id
    assert second.began_at == NINE + timedelta(seconds=120)


def test_alarm_ok_alarm_within_one_second_is_one_incident() -> None:
    incident, outcomes = applied(change(OK, ALARM), change(ALARM, OK, 0.3), change(OK, ALARM, 0.6))
    assert outcomes == [Outcome.POSTED, Outcome.EDITED, Outcome.EDITED]
    assert (incident.latest.new, incident.is_over) == (ALARM, False)


def test_the_first_data_of_a_new_alarm_is_quiet() -> None:
    incident, outcomes = applied(change(NO_DATA, OK))
    assert outcomes == [Outcome.QUIET_FIRST_DATA]
    assert incident.is_over
    assert not incident.needs_slack


def test_an_alarm_right_after_the_quiet_first_data_is_an_incident_of_its_own() -> None:
    incident, outcomes = applied(change(NO_DATA, OK), change(OK, ALARM, 0.5))
    assert outcomes == [Outcome.QUIET_FIRST_DATA, Outcome.POSTED]
    assert incident.began_at == NINE + timedelta(seconds=0.5)


def test_an_alarm_that_arrives_after_the_quiet_end_of_it_leaves_no_incident_open() -> None:
    incident, outcomes = applied(change(NO_DATA, OK, 20), change(OK, ALARM), change(ALARM, NO_DATA, 10))
    assert outcomes == [Outcome.QUIET_FIRST_DATA, Outcome.LATE, Outcome.LATE]
    assert incident.is_over
    assert incident.needs_slack, "the alarm that came late is told"


def test_an_ok_whose_alarm_never_came_is_shown() -> None:
    incident, outcomes = applied(change(ALARM, OK))
    assert outcomes == [Outcome.POSTED]
    assert incident.is_over


def test_the_same_transition_always_gives_an_incident_the_same_id() -> None:
    assert applied(change(OK, ALARM))[0].id == applied(change(OK, ALARM))[0].id
    assert applied(change(OK, ALARM))[0].id != applied(change(OK, ALARM, 0.001))[0].id


def test_a_deletion_ends_an_incident_and_its_thread_says_so() -> None:
    incident, outcomes = applied(change(OK, ALARM), change(None, DELETED, 60))
    assert outcomes == [Outcome.POSTED, Outcome.EDITED]
    assert (incident.ended_at, incident.is_deleted) == (NINE + timedelta(seconds=60), True)
    assert "while it was in *ALARM*" in thread(incident)[0].text


def test_a_deletion_whose_time_is_cut_off_to_the_second_is_still_the_last() -> None:
    incident, outcomes = applied(change(OK, ALARM, 0.7), change(None, DELETED, 0))
    assert (outcomes[-1], incident.is_deleted, incident.is_over) == (Outcome.EDITED, True, True)


def flapped_and_deleted() -> Incident:
    last: Incident | None = None
    for seconds, new in enumerate((ALARM, OK, ALARM, OK, ALARM, DELETED)):
        old = None if new is DELETED else OK if new is ALARM else ALARM
        last, _ = changed_by(last, change(old, new, seconds), flapping=FLAPPING)
    assert last
    assert last.flaps
    return last


def test_an_alarm_that_flaps_and_is_deleted_says_so_in_its_thread() -> None:
    flaps = [
        change(OK, ALARM, 0),
        change(ALARM, OK, 1),
        change(OK, ALARM, 2),
        change(ALARM, OK, 3),
        change(OK, ALARM, 4),
    ]
    last: Incident | None = None
    for each in (*flaps, change(None, DELETED, 5)):
        last, _ = changed_by(last, each, flapping=FLAPPING)
    assert last
    assert last.flaps
    assert "Deleted in CloudWatch" in thread(last)[-1].text


def test_an_alarm_that_is_created_again_begins_an_incident_though_it_flapped_before() -> None:
    flaps = [
        change(OK, ALARM, 0),
        change(ALARM, OK, 1),
        change(OK, ALARM, 2),
        change(ALARM, OK, 3),
        change(OK, ALARM, 4),
    ]
    last: Incident | None = None
    for each in (*flaps, change(None, DELETED, 5)):
        last, _ = changed_by(last, each, flapping=FLAPPING)
    again, outcome = changed_by(last, change(NO_DATA, ALARM, 6), flapping=FLAPPING)
    assert last
    assert outcome is Outcome.POSTED
    assert (again.id == last.id, again.is_over, again.flaps) == (False, False, 0)


def test_a_change_that_arrives_after_the_deletion_that_followed_it_is_late() -> None:
    incident, outcomes = applied(change(OK, ALARM), change(None, DELETED, 60), change(ALARM, NO_DATA, 30))
    assert (outcomes[-1], incident.is_deleted, incident.is_over) == (Outcome.LATE, True, True)


def test_what_was_shown_nowhere_is_deleted_quietly() -> None:
    muted = replace(change(OK, ALARM), muted=True)
    incident, outcomes = applied(muted, change(None, DELETED, 60))
    assert (outcomes[-1], incident.is_over, incident.is_announced) == (Outcome.QUIET_DELETED, True, False)


def test_the_notification_of_what_was_learned_by_asking_adds_what_it_says_and_no_line() -> None:
    asked = replace(change(ALARM, OK, 60), asked=True)
    told = replace(change(ALARM, OK, 60), reason="Threshold Crossed")
    incident, outcomes = applied(change(OK, ALARM), asked, told)
    assert outcomes[-1] is Outcome.REPEATED
    assert (incident.latest, incident.needs_slack, len(thread(incident))) == (told, True, 1)
    assert "No notification of this arrived" in thread(incident)[0].text


STATES = (OK, ALARM, NO_DATA)


@st.composite
def sequences(draw: st.DrawFn) -> list[Transition]:
    """What CloudWatch may say of one alarm, in its order: each state differs from the one before, as each time does."""
    states = [draw(st.sampled_from(STATES))]
    for _ in range(draw(st.integers(min_value=1, max_value=6))):
        states.append(draw(st.sampled_from([state for state in STATES if state is not states[-1]])))
    gaps = draw(st.lists(st.sampled_from([0.1, 0.4, 1, 30, 4000]), min_size=len(states), max_size=len(states)))
    seconds = [sum(gaps[: position + 1]) for position in range(len(gaps))]
    return [change(*states_and_time) for states_and_time in zip(states[:-1], states[1:], seconds[1:], strict=True)]


@given(sequences(), st.data())
def test_any_order_and_repetition_ends_with_the_newest_state_on_the_last_incident(
    sequence: list[Transition], data: st.DataObject
) -> None:
    repeats = data.draw(st.lists(st.sampled_from(sequence), max_size=3))
    arrivals = data.draw(st.permutations([*sequence, *repeats]))
    last, outcomes = applied(*arrivals)
    assert last.latest == sequence[-1]
    assert last.is_over == (sequence[-1].new is OK)
    assert len([outcome for outcome in outcomes if outcome is Outcome.REPEATED]) <= len(repeats)


@given(sequences())
def test_every_change_of_a_sequence_in_order_is_posted_edited_or_quiet(sequence: list[Transition]) -> None:
    _, outcomes = applied(*sequence)
    assert set(outcomes) <= {Outcome.POSTED, Outcome.EDITED, Outcome.QUIET_FIRST_DATA}
