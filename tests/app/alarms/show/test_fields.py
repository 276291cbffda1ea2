"""A card's times and counts are right, or not said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.alarms.decide.incident import Incident
from app.alarms.decide.transitions import closed_by, ended_late
from app.alarms.read.transition import State, Transition
from app.alarms.show.fields import fields_of
from app.slack.messages.text import moment
from tests.app.alarms.decide.sequences import ALARM, NINE, NO_DATA, OK, applied, change, thread

HOUR = 3600
WHERE = {"Account": "123456789012", "Region": "us-east-1"}


def said(incident: Incident) -> dict[str, str]:
    return dict(fields_of(incident))


def shown(*changes: Transition) -> dict[str, str]:
    incident, _ = applied(*changes)
    return said(incident)


def test_an_alarm_that_went_off_has_a_state_and_a_time() -> None:
    assert shown(change(OK, ALARM)) == {"State change": "OK → *ALARM*", "Since": moment(NINE), **WHERE}


def test_what_is_over_says_when_it_started_and_how_long_it_lasted() -> None:
    facts_of_it = shown(change(OK, ALARM), change(ALARM, OK, HOUR))
    assert (facts_of_it["Started"], facts_of_it["Lasted"]) == (moment(NINE), "1 h")


def test_what_ended_without_an_ok_says_only_before_when_and_never_how_long() -> None:
    (first, _), (second, _) = applied(change(OK, ALARM)), applied(change(OK, ALARM), change(OK, ALARM, HOUR))
    closed = said(closed_by(first, second))
    assert closed == {
        "State change": "ALARM → *OK*",
        "Since": f"before {moment(NINE + timedelta(hours=1))}",
        "Started": moment(NINE),
        **WHERE,
    }


def test_what_may_have_been_over_in_between_lasted_at_most_so_long() -> None:
    changes = change(OK, ALARM), change(NO_DATA, ALARM, HOUR), change(ALARM, OK, 2 * HOUR)
    incident, _ = applied(*changes)
    assert said(incident)["Lasted"] == "at most 2 h"
    assert "It lasted at most 2 h." in thread(incident)[-1].text
    late, _ = applied(change(OK, ALARM), change(NO_DATA, ALARM, HOUR))
    assert thread(ended_late(late, changes[-1]))[-1].text.endswith("It lasted at most 2 h.")


@pytest.mark.parametrize(("old", "count"), [(ALARM, "3"), (NO_DATA, "at least 3")])
def test_changes_are_counted_as_at_least_so_many_where_some_did_not_come(old: State, count: str) -> None:
    assert (
        shown(change(OK, ALARM), change(old, NO_DATA if old is ALARM else ALARM, 60), change(NO_DATA, ALARM, 120))[
            "State changes"
        ]
        == count
    )


def test_a_state_before_that_nobody_said_is_unknown() -> None:
    assert shown(change(None, ALARM))["State change"] == "unknown → *ALARM*"
