"""Incidents: which change of state begins one, moves one on, ends one, or came too late to matter."""

from __future__ import annotations

import pytest

from app.alarms.decide.incident import Outcome, Response, reminded, said, shown, with_response
from app.alarms.decide.target import MessageId, Target
from tests.app.alarms.decide.sequences import ALARM, NINE, NO_DATA, OK, applied, change, changed_by, thread


def test_a_response_is_on_the_incident_and_for_its_thread_once() -> None:
    response = Response(at=NINE, user_id="U0ANA", words="<@U0ANA> set *web* from 2 to 4", id="d1")
    incident = with_response(with_response(applied(change(OK, ALARM))[0], response), response)
    assert incident.responses == (response,)
    assert [line.text for line in thread(incident)] == [response.words]
    assert incident.revision == 2


def test_an_incident_is_caught_up_once_its_card_and_thread_stand_in_slack() -> None:
    incident, _ = applied(change(OK, ALARM), change(ALARM, OK, 60))
    incident = shown(incident, 0, incident.revision, MessageId("C0ALARMS", "1.0"))
    assert incident.needs_slack, "its thread is not said yet"
    assert not said(incident, 0, thread(incident)[0]).needs_slack


def test_a_reminder_where_no_route_goes_any_more_calls_who_was_called_before() -> None:
    moved = Target("", mention="<@U0BO>", note="Meant for #lost.")
    incident, _ = changed_by(None, change(OK, ALARM), lambda _: (moved,))
    said_again = reminded(incident, NINE, "Still in ALARM.", (Target("#lost", mention="<@U0BO>"),))
    assert [(line.mention, line.text) for line in thread(said_again)] == [("<@U0BO>", "Still in ALARM.")]


def test_showing_an_older_card_does_not_hide_that_a_newer_is_wanted() -> None:
    incident, _ = applied(change(OK, ALARM), change(ALARM, OK, 60))
    all_said = said(incident, 0, thread(incident)[0])
    assert shown(all_said, 0, 1, MessageId("C0ALARMS", "1.0")).needs_slack


def test_an_alarm_that_flaps_for_days_stays_small_enough_for_the_table() -> None:
    flaps = [change(*((ALARM, NO_DATA), (NO_DATA, ALARM))[n % 2], n) for n in range(500)]
    incident, _ = applied(*flaps)
    assert len(incident.changes) == 50


@pytest.mark.parametrize("outcome", list(Outcome))
def test_outcomes_are_written_as_the_design_names_them(outcome: Outcome) -> None:
    words = {"posted", "edited", "threaded", "digested", "repeated", "late"}
    assert outcome.value in words or outcome.value.startswith("quiet:")
