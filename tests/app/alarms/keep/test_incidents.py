"""Incidents in the table: the last of each alarm, and the open ones of each Auto Scaling group."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.alarms.decide.incident import Incident
from app.alarms.keep.incidents import Incidents, incident_key, last_key, listed_keys
from app.alarms.read.transition import State, Transition
from app.config.home import Home
from app.store.table import Table, write_all
from tests.fakes.clock import SetClock
from tests.fakes.counted import CountedTable

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE = Home("1", "us-east-1")
ALARM = Transition("arn:web", "web", "1", "us-east-1", new=State.ALARM, changed_at=NINE, groups=("web", "worker"))
FIRST = Incident("i1", ALARM, began_at=NINE)
SECOND = Incident("i2", ALARM, began_at=NINE + timedelta(hours=1))


@pytest.fixture
def incidents(table: Table, clock: SetClock) -> Incidents:
    return Incidents(table, clock)


def store(incidents: Incidents, incident: Incident) -> None:
    """Write all that says what the incident says, as app/alarms/keep/alarm_store.py does."""
    keys = [incident_key(incident.id), last_key(incident.latest.key), *listed_keys(incident)]
    if writes := incidents.writes(incidents.table.get_many(keys), incident):
        write_all(incidents.table, writes)


def test_an_alarm_without_an_incident_has_no_last_one(incidents: Incidents) -> None:
    assert incidents.last_of("arn:web") is None


def test_what_began_is_its_alarms_last_one(incidents: Incidents) -> None:
    store(incidents, FIRST)
    assert incidents.last_of("arn:web") == FIRST
    store(incidents, SECOND)
    assert incidents.last_of("arn:web") == SECOND


def test_each_is_listed_once_by_when_it_began(incidents: Incidents) -> None:
    for each in (FIRST, SECOND, replace(FIRST, revision=2), replace(SECOND, ended_at=NINE + timedelta(hours=2))):
        store(incidents, each)
    found, is_whole = incidents.begun_since(NINE, most=3)
    assert is_whole
    assert {each.id: each.revision for each in found} == {"i1": 2, "i2": 1}
    assert [each.id for each in incidents.begun_since(NINE + timedelta(minutes=1), most=2)[0]] == ["i2"]


def test_it_says_when_more_are_listed_than_are_read(incidents: Incidents) -> None:
    for number in range(40):
        store(incidents, replace(FIRST, id=f"i{number}"))
    found, is_whole = incidents.begun_since(NINE, most=2)
    assert not is_whole
    assert len(found) <= 32


def test_what_is_stored_already_is_not_written_again(incidents: Incidents, table: Table) -> None:
    store(incidents, FIRST)
    store(incidents, FIRST)
    assert table.get("incident#i1", "incident").version == 1


def test_an_older_one_that_is_begun_late_does_not_become_the_last(incidents: Incidents) -> None:
    store(incidents, SECOND)
    store(incidents, FIRST)
    assert incidents.last_of("arn:web") == SECOND


def test_a_change_is_stored_and_given_back(incidents: Incidents) -> None:
    store(incidents, FIRST)
    store(incidents, replace(FIRST, revision=2))
    assert incidents.load("i1").revision == 2


def test_a_change_keeps_the_incident_for_another_90_days(incidents: Incidents, table: Table, clock: SetClock) -> None:
    store(incidents, FIRST)
    clock.advance(80 * 86400)
    store(incidents, replace(FIRST, revision=2))
    assert table.get("incident#i1", "incident").expires_at == int(clock.epoch()) + 90 * 86400


def test_the_open_incidents_of_each_group_are_known_until_they_are_over(incidents: Incidents) -> None:
    second = replace(SECOND, latest=replace(ALARM, arn="arn:other", groups=("web",)))
    for incident in (FIRST, second):
        store(incidents, incident)
    assert [incident.id for incident in incidents.open_of_group(HERE, "web")] == ["i1", "i2"]
    assert [incident.id for incident in incidents.open_of_group(HERE, "worker")] == ["i1"]
    store(incidents, replace(FIRST, ended_at=NINE))
    assert [incident.id for incident in incidents.open_of_group(HERE, "web")] == ["i2"]
    assert incidents.open_of_group(HERE, "worker") == ()


def test_the_open_incidents_of_a_group_are_two_calls(clock: SetClock) -> None:
    table = CountedTable()
    incidents = Incidents(table, clock)
    for incident in (FIRST, replace(SECOND, latest=replace(ALARM, arn="arn:other", groups=("web",)))):
        store(incidents, incident)
    table.calls.clear()
    assert len(incidents.open_of_group(HERE, "web")) == 2
    assert table.calls == ["query", "get_many"]


def test_an_incident_that_the_table_forgot_before_its_pointers_is_no_incident(
    incidents: Incidents, table: Table
) -> None:
    store(incidents, FIRST)
    table.delete("incident#i1", "incident")
    assert incidents.last_of("arn:web") is None
    assert incidents.open_of_group(HERE, "web") == ()
    store(incidents, SECOND)
    assert incidents.last_of("arn:web") == SECOND


def test_an_alarm_with_a_very_long_arn_fits_into_the_tables_keys(incidents: Incidents, table: Table) -> None:
    long = replace(FIRST, latest=replace(ALARM, arn="arn:" + "ü" * 1590, contributor="c" * 250))
    store(incidents, long)
    assert incidents.last_of(long.latest.key) == long


def test_what_points_at_an_incident_that_goes_on_for_months_lives_as_long(
    incidents: Incidents, table: Table, clock: SetClock
) -> None:
    store(incidents, FIRST)
    versions = [table.get(*key).version for key in (last_key("arn:web"), *listed_keys(FIRST))]
    store(incidents, FIRST)
    assert [table.get(*key).version for key in (last_key("arn:web"), *listed_keys(FIRST))] == versions
    clock.advance(80 * 86400)
    store(incidents, FIRST)
    kept = {table.get(*key).expires_at for key in (last_key("arn:web"), *listed_keys(FIRST))}
    assert kept == {int(clock.epoch()) + 90 * 86400}


@pytest.mark.parametrize("place", [Home("2", "us-east-1"), Home("1", "eu-west-1")])
def test_a_group_of_the_same_name_elsewhere_has_its_own_list(place: Home, incidents: Incidents) -> None:
    there = replace(ALARM, arn="arn:there", account=place.account, region=place.region)
    store(incidents, FIRST)
    store(incidents, replace(SECOND, latest=there))
    assert [incident.id for incident in incidents.open_of_group(HERE, "web")] == ["i1"]
    assert [incident.id for incident in incidents.open_of_group(place, "web")] == ["i2"]


def test_the_last_ones_of_many_alarms_are_two_calls(incidents: Incidents) -> None:
    store(incidents, FIRST)
    store(incidents, SECOND)
    assert incidents.last_of_many(["arn:web", "arn:nobody"]) == {"arn:web": SECOND}
    assert incidents.last_of_many([]) == {}
