"""What is special about an incident right now is said on its card."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.alarms.decide.incident import Response
from app.alarms.decide.target import Escalated
from app.alarms.read.transition import State
from app.alarms.show.standing import in_hand, standing
from tests.app.alarms.alarm_support import assert_slack_takes, card, incident, payload, seen_in_blocks, transition

AT = datetime(2026, 11, 29, 3, tzinfo=UTC)
FREE = incident(transition(payload("metric")))
HELD = replace(FREE, acknowledged=Response(AT, "U0ANA", "", "1", name="ana"))


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


def test_who_has_it_and_who_joined_are_named() -> None:
    assert in_hand(HELD).startswith(":eyes: Acknowledged by <@U0ANA|> at <!date^")
    assert in_hand(replace(HELD, also=("U0BO", "U0CY"))).endswith(", also <@U0BO|>, <@U0CY|>.")


def test_who_handed_it_over_is_named() -> None:
    assert in_hand(replace(HELD, handed_by="U0BO")).startswith(":eyes: Handed over to <@U0ANA|> by <@U0BO|> at")


def test_while_nobody_has_it_the_last_step_of_its_escalation_is_told() -> None:
    steps = (Escalated(15, "", "<!subteam^S0OPS>", AT.replace(hour=1)), Escalated(45, "", "<@U0BO>", AT))
    known = replace(FREE, escalated=steps)
    assert in_hand(known).startswith(":rotating_light: Escalated to <@U0BO> at")
    assert in_hand(replace(known, ended_at=AT)) == ""
    assert in_hand(FREE) == ""
