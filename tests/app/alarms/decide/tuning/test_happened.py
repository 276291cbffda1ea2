"""What an alarm's history and its incidents add up to: when it went off, and what somebody acted on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.alarms.decide.history import Change
from app.alarms.decide.incident import Incident, Response
from app.alarms.decide.transitions import incident_id
from app.alarms.decide.tuning.happened import MOST_INCIDENTS, Happened, happened, incident_ids
from app.alarms.read.alarm_history import Went
from app.alarms.read.transition import State, Transition

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:hot"
CROSSED = "Threshold Crossed: 1 datapoint [90.0] was greater than the threshold (80.0)."


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def went(minutes: float, state: str, reason: str = CROSSED) -> Went:
    return Went(at(minutes), state, reason)


def incident(begun: float, ended: float | None, *responses: Response, **more: object) -> Incident:
    latest = Transition(ARN, "hot", "123456789012", "us-east-1", State.OK, at(begun))
    made = Incident(f"i{begun}", latest, at(begun), None if ended is None else at(ended), responses=responses)
    return replace(made, **more)  # type: ignore[arg-type]


def did(minutes: float, user: str = "U0ANA") -> Response:
    return Response(at(minutes), user, "did something", f"r{minutes}")


def test_each_time_in_alarm_is_told_from_the_history() -> None:
    history = [went(0, "ALARM"), went(3, "OK"), went(5, "INSUFFICIENT_DATA"), went(9, "ALARM"), went(9.5, "ALARM")]
    assert happened(history, ()) == (Happened(at(0), at(3)), Happened(at(9)))


@pytest.mark.parametrize("reason", ["testing purposes", "Set by ana from Slack because of a demo"])
def test_what_somebody_set_by_hand_is_no_alarm_and_ends_none(reason: str) -> None:
    history = [went(0, "ALARM", reason), went(1, "OK"), went(5, "ALARM"), went(6, "OK", reason), went(7, "ALARM")]
    assert happened(history, ()) == (Happened(at(5)),)


def test_an_answer_counts_for_the_time_it_came_after_and_the_first_of_several_counts() -> None:
    history = [went(0, "ALARM"), went(2, "OK"), went(4, "ALARM"), went(6, "OK"), went(60, "ALARM"), went(62, "OK")]
    flapping = incident(0, 6, did(5), did(8), acknowledged=did(4.5))
    found = happened(history, [flapping, incident(60, 62)])
    assert [(each.acted_at, each.since, each.is_told) for each in found] == [
        (None, at(0), True),
        (at(4.5), at(0), True),
        (None, at(60), True),
    ]


def test_what_bellhop_was_not_told_of_is_not_told() -> None:
    found = happened([went(0, "ALARM"), went(2, "OK"), went(4, "ALARM"), went(6, "OK")], [incident(3.99, 6)])
    assert [each.is_told for each in found] == [False, True]


def test_what_was_muted_or_dropped_was_told_to_nobody() -> None:
    (found,) = happened([went(0, "ALARM"), went(2, "OK")], [incident(0, 2, is_announced=False)])
    assert not found.is_told


def test_nobody_acted_where_only_bellhop_did_or_it_was_a_test() -> None:
    history = [went(0, "ALARM"), went(2, "OK"), went(4, "ALARM"), went(6, "OK")]
    found = happened(history, [incident(0, 2, did(1, "")), incident(4, 6, did(5), tested_by="ana")])
    assert [(each.acted_at, each.is_told) for each in found] == [(None, True), (None, False)]


def test_the_ids_are_those_of_what_cloudwatch_says_of_what_was_published_and_of_what_is_remembered() -> None:
    alarm = Transition(ARN, "hot", "123456789012", "us-east-1", State.OK, NOON)
    history = [Went(at(0), "ALARM", CROSSED, State.OK), Went(at(1), "OK", CROSSED, State.ALARM)]
    heard = replace(alarm, new=State.ALARM, old=State.OK, changed_at=at(0.01))
    last = replace(incident(9, None), changes=(Change(at(9), State.OK, State.NO_DATA), Change(at(10), None, State.OK)))
    wanted = [Change(at(9), State.OK, State.NO_DATA), Change(at(0.01), State.OK, State.ALARM)]
    wanted.append(Change(at(0), State.OK, State.ALARM))
    found = incident_ids(alarm, history, [heard], last)
    assert found == (last.id, *(incident_id(alarm, each) for each in wanted))
    assert len(incident_ids(alarm, [went(number, "ALARM") for number in range(5000)], (), None)) == MOST_INCIDENTS
