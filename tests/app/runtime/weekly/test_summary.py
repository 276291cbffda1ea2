"""A week of incidents as numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.alarms.decide.history import Change
from app.alarms.decide.incident import Incident, Response
from app.alarms.decide.target import MessageId, Target
from app.alarms.read.transition import State, Transition
from app.alarms.read.watch import Query, Watch
from app.config.home import Home
from app.runtime.weekly.summary import Often, Summary, summed_up

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEXT = MONDAY + timedelta(days=7)
HOME = Home("1", "us-east-1")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def incident(name: str = "web", at: float = 60, lasts: float | None = 20, **more: Any) -> Incident:
    """In ALARM so many minutes after Monday, for so long."""
    began = MONDAY + minutes(at)
    ended = None if lasts is None else began + minutes(lasts)
    changes = [Change(began, State.OK, State.ALARM)]
    changes += [Change(ended, State.ALARM, State.OK)] if ended else []
    watch = Watch((Query("m1", "CPUUtilization", "AWS/EC2"),))
    latest = Transition(f"arn:{name}", name, *HOME.at, changes[-1].new, changes[-1].at, watch=watch)
    made = Incident(f"{name}-{at}", latest, began, ended, tuple(changes), len(changes))
    return replace(made, **more)


def acknowledged(after: float, **more: Any) -> Incident:
    press = Response(MONDAY + minutes(60 + after), "U0ANA", "Acknowledged", "p1", name="Ana")
    return incident(responses=(press,), acknowledged=press, **more)


def told(*incidents: Incident) -> Summary:
    return summed_up(incidents, MONDAY, NEXT, HOME)


def test_without_incidents_there_is_nothing_to_tell() -> None:
    assert told() == Summary()


def test_incidents_are_counted_with_their_alarms_and_those_that_are_open() -> None:
    found = told(incident(), incident(at=200), incident("db", lasts=None))
    assert (found.incidents, found.alarms, found.still_open) == (3, 2, 1)


@pytest.mark.parametrize("at", [-1, 7 * 24 * 60])
def test_what_began_in_another_week_is_not_counted(at: float) -> None:
    assert told(incident(at=at)) == Summary()


@pytest.mark.parametrize("more", [{"tested_by": "Ana"}, {"targets": ()}, {"is_announced": False}])
def test_tests_and_what_nobody_was_told_are_not_counted(more: dict[str, Any]) -> None:
    assert told(incident(**more)) == Summary()


def test_the_medians_are_of_those_that_have_been_acknowledged_and_are_over() -> None:
    found = told(acknowledged(2, lasts=10), acknowledged(4, lasts=30), acknowledged(30, lasts=50), incident(lasts=None))
    assert (found.acknowledged, found.to_acknowledge, found.to_ok) == (3, minutes(4), minutes(30))


def test_an_end_that_nobody_knows_is_in_no_median() -> None:
    deleted = incident()
    deleted = replace(deleted, latest=replace(deleted.latest, new=State.DELETED))
    assert told(incident(ok_missed=True), deleted).to_ok is None


def test_who_took_it_first_counts_also_after_it_was_taken_over_or_released() -> None:
    first = Response(MONDAY + minutes(63), "U0ANA", "Acknowledged", "p1", name="Ana")
    later = Response(MONDAY + minutes(75), "U0BO", "took it over", "p2", name="Bo")
    taken_over = incident(responses=(first, later), acknowledged=later)
    assert told(taken_over).to_acknowledge == minutes(3)
    assert told(replace(taken_over, acknowledged=None)).to_acknowledge == minutes(3)


def test_scaling_and_muting_are_answers_but_acknowledge_nothing() -> None:
    scaled = incident(responses=(Response(MONDAY + minutes(61), "U0ANA", "scaled", "p1"),))
    assert (told(scaled).acknowledged, told(scaled).unanswered) == (0, ())


def test_what_nobody_answered_is_named_the_longest_first_with_its_card() -> None:
    place = MessageId("C0ALARMS", "1.2")
    ended = incident(responses=(Response(MONDAY, "", "the mute has ended", "m1"),), targets=(Target(place=place),))
    found = told(ended, acknowledged(2), incident("db", at=7 * 24 * 60 - 60, lasts=None)).unanswered
    assert [(each.name, each.lasted, each.is_open) for each in found] == [
        ("db", minutes(60), True),
        ("web", minutes(20), False),
    ]
    assert found[1].place == place


def test_one_that_was_never_in_alarm_calls_for_no_answer() -> None:
    no_data = incident()
    changes = (replace(no_data.changes[0], new=State.NO_DATA), *no_data.changes[1:])
    assert told(replace(no_data, changes=changes)).unanswered == ()


def flapping(count: int, lasts: float, **more: Any) -> Incident:
    """One incident that goes on and off, ten minutes apart; before it, the change of an older one."""
    start = MONDAY + minutes(60)
    changes = [Change(start - minutes(90), State.OK, State.ALARM)]
    for number in range(count):
        at = start + minutes(10 * number)
        changes += [Change(at, State.OK, State.ALARM), Change(at + minutes(lasts), State.ALARM, State.OK)]
    return incident(changes=tuple(changes), changed=2 * count, **more)


def test_what_goes_off_five_times_is_told_whether_it_is_one_incident_or_many() -> None:
    many = [incident("db", at=60 * number, lasts=3) for number in range(6)]
    found = told(flapping(7, 20), *many, *[incident("rare", at=60 * number) for number in range(4)]).often
    assert [(each.name, each.times, each.alone) for each in found] == [("web", 7, 0), ("db", 6, 6)]


@pytest.mark.parametrize(("lasts", "noisy"), [(5, True), (5.1, False)])
def test_it_is_noisy_if_it_is_mostly_over_within_five_minutes(lasts: float, noisy: bool) -> None:
    (found,) = told(flapping(5, lasts)).often
    assert found.is_noisy is noisy


def test_an_incident_that_somebody_answered_is_no_noise() -> None:
    (found,) = told(flapping(5, 2, responses=(Response(MONDAY, "U0ANA", "scaled", "p1"),))).often
    assert (found.times, found.alone, found.is_noisy) == (5, 0, False)


def test_what_is_suppressed_by_a_mute_is_not_counted() -> None:
    quiet = flapping(6, 2)
    muted = tuple(replace(each, muted=True) for each in quiet.changes)
    assert told(replace(quiet, changes=muted)).often == ()


def test_changes_that_are_not_kept_any_more_are_counted_about() -> None:
    (found,) = told(replace(flapping(6, 2), changed=100)).often
    assert (found.times, found.is_more) == (50, True)


@pytest.mark.parametrize(
    ("changed", "tunable"),
    [({}, True), ({"account": "2"}, False), ({"rule": "ALARM(a)"}, False), ({"watch": Watch()}, False)],
)
def test_only_a_metric_alarm_at_home_can_be_tuned(changed: dict[str, Any], tunable: bool) -> None:
    one = flapping(5, 2)
    assert told(replace(one, latest=replace(one.latest, **changed))).often == (Often("web", 5, 5, False, tunable),)
