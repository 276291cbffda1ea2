"""Incidents in the table: the last of each alarm, and the open ones of each Auto Scaling group."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.alarms.decide.incident import Incident
from app.alarms.keep.incidents import Incidents, group_keys, last_key
from app.alarms.read.transition import State, Transition
from app.store.table import Table
from tests.fakes.clock import SetClock

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALARM = Transition("arn:web", "web", "1", "us-east-1", new=State.ALARM, changed_at=NINE, groups=("web", "worker"))
FIRST = Incident("i1", ALARM, began_at=NINE)
SECOND = Incident("i2", ALARM, began_at=NINE + timedelta(hours=1))


@pytest.fixture
def incidents(table: Table, clock: SetClock) -> Incidents:
    return Incidents(table, clock)


def test_an_alarm_without_an_incident_has_no_last_one(incidents: Incidents) -> None:
    assert incidents.last_of("arn:web") is None


def test_what_began_is_its_alarms_last_one(incidents: Incidents) -> None:
    incidents.begin(FIRST)
    assert incidents.last_of("arn:web") == FIRST
    incidents.begin(SECOND)
    assert incidents.last_of("arn:web") == SECOND


def test_beginning_the_same_one_again_changes_nothing(incidents: Incidents) -> None:
    incidents.begin(FIRST)
    incidents.change("i1", lambda known: replace(known, revision=7))
    incidents.begin(FIRST)
    assert incidents.load("i1").revision == 7


def test_an_older_one_that_is_begun_late_does_not_become_the_last(incidents: Incidents) -> None:
    incidents.begin(SECOND)
    incidents.begin(FIRST)
    assert incidents.last_of("arn:web") == SECOND


def test_a_change_is_stored_and_given_back(incidents: Incidents) -> None:
    incidents.begin(FIRST)
    assert incidents.change("i1", lambda known: replace(known, revision=2)).revision == 2
    assert incidents.load("i1").revision == 2


def test_a_change_keeps_the_incident_for_another_90_days(incidents: Incidents, table: Table, clock: SetClock) -> None:
    incidents.begin(FIRST)
    clock.advance(80 * 86400)
    incidents.change("i1", lambda known: replace(known, revision=2))
    assert table.get("incident#i1", "incident").expires_at == int(clock.epoch()) + 90 * 86400


def test_a_change_that_changes_nothing_is_not_written(incidents: Incidents, table: Table) -> None:
    incidents.begin(FIRST)
    incidents.change("i1", lambda known: known)
    assert table.get("incident#i1", "incident").version == 1


def test_the_open_incidents_of_each_group_are_known_until_they_are_over(incidents: Incidents) -> None:
    second = replace(SECOND, latest=replace(ALARM, arn="arn:other", groups=("web",)))
    for incident in (FIRST, second):
        incidents.begin(incident)
        incidents.join_groups(incident)
    assert [incident.id for incident in incidents.open_of_group("web")] == ["i1", "i2"]
    assert [incident.id for incident in incidents.open_of_group("worker")] == ["i1"]
    incidents.change("i1", lambda known: replace(known, ended_at=NINE))
    assert [incident.id for incident in incidents.open_of_group("web")] == ["i2"]
    assert incidents.open_of_group("worker") == ()


def test_a_group_that_was_left_is_joined_again(incidents: Incidents) -> None:
    incidents.begin(FIRST)
    incidents.join_groups(FIRST)
    incidents.leave_groups(FIRST)
    assert incidents.open_of_group("web") == ()
    incidents.join_groups(FIRST)
    assert incidents.open_of_group("web") == (FIRST,)


def test_an_incident_that_the_table_forgot_before_its_pointers_is_no_incident(
    incidents: Incidents, table: Table
) -> None:
    incidents.begin(FIRST)
    table.delete("incident#i1", "incident")
    assert incidents.last_of("arn:web") is None
    assert incidents.open_of_group("web") == ()
    incidents.begin(SECOND)
    assert incidents.last_of("arn:web") == SECOND


def test_an_alarm_with_a_very_long_arn_fits_into_the_tables_keys(incidents: Incidents, table: Table) -> None:
    long = replace(FIRST, latest=replace(ALARM, arn="arn:" + "ü" * 1590, contributor="c" * 250))
    incidents.begin(long)
    assert incidents.last_of(long.latest.key) == long


def test_what_points_at_an_incident_that_goes_on_for_months_lives_as_long(
    incidents: Incidents, table: Table, clock: SetClock
) -> None:
    incidents.begin(FIRST)
    incidents.join_groups(FIRST)
    versions = [table.get(*key).version for key in (last_key("arn:web"), *group_keys(FIRST))]
    incidents.join_groups(FIRST)
    assert [table.get(*key).version for key in (last_key("arn:web"), *group_keys(FIRST))] == versions
    clock.advance(80 * 86400)
    incidents.join_groups(FIRST)
    kept = {table.get(*key).expires_at for key in (last_key("arn:web"), *group_keys(FIRST))}
    assert kept == {int(clock.epoch()) + 90 * 86400}
