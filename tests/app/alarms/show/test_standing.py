"""What is special about an incident right now is said on its card."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.alarms.read.transition import State
from app.alarms.show.standing import standing
from tests.app.alarms.alarm_support import assert_slack_takes, card, incident, payload, seen_in_blocks, transition


def test_where_all_is_as_one_expects_nothing_is_said() -> None:
    assert list(standing(incident(transition(payload("metric"))))) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"suppressed": "WaitPeriod"}, "suppressed: waiting for the suppressor alarm"),
        ({"suppressed": "<new>"}, "suppressed: <new>"),
        ({"released": True}, "were suppressed and have now run"),
        ({"after_mute": True}, "The mute window ended"),
        ({"muted": True}, "Muted by a CloudWatch mute rule"),
        ({"evaluation": "PARTIAL_DATA"}, "only a part of the data"),
        ({"evaluation": "EVALUATION_ERROR"}, "its expression or query has an error"),
        ({"evaluation": "<WARM_UP>"}, "says of its evaluation: <WARM_UP>"),
        ({"tags_status": "FAILED"}, "could not send the alarm's tags (FAILED)"),
    ],
)
def test_what_becomes_of_its_actions_is_said(change: dict[str, Any], said: str) -> None:
    message = card(incident(replace(transition(payload("metric")), **change)))
    assert said in seen_in_blocks(message)
    assert_slack_takes(message)


def test_an_alarm_that_flaps_is_counted() -> None:
    latest = transition(payload("metric"))
    shown = seen_in_blocks(card(incident(latest, flaps=6, flaps_since=latest.changed_at - timedelta(minutes=9))))
    assert "6 state changes in 9 min" in shown


def test_a_reminder_is_said_on_the_card() -> None:
    latest = transition(payload("metric"))
    shown = seen_in_blocks(card(incident(latest, reminders=2, reminded_at=latest.changed_at)))
    assert "Reminded 2×" in shown


@pytest.mark.parametrize("until", [None, timedelta(hours=2)])
def test_what_is_over_says_nothing_of_a_mute_rule_that_ends_without_an_edit(until: timedelta | None) -> None:
    latest = transition(payload("metric"))
    muted = replace(latest, muted=True, muted_until=latest.changed_at + until if until else None)
    assert "Muted" in seen_in_blocks(card(incident(muted)))
    over = incident(replace(muted, new=State.OK, old=State.ALARM), ended_at=latest.changed_at)
    assert "Muted" not in seen_in_blocks(card(over))
