"""The line of a card that says who has it, and the buttons for that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.alarms.decide.incident import Incident, Response
from app.alarms.decide.target import Escalated
from app.alarms.show.in_hand import acknowledge_button, in_hand, in_hand_buttons
from tests.app.alarms.alarm_support import incident, payload, transition

AT = datetime(2026, 11, 29, 3, tzinfo=UTC)
FREE = incident(transition(payload("metric")))
HELD = replace(FREE, acknowledged=Response(AT, "U0ANA", "", "1", name="ana"))


def labels(known: Incident) -> list[str]:
    return [str(each.text.text) for each in in_hand_buttons(known) if each.text]


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


def test_an_alarm_has_either_the_one_button_or_the_others_and_none_once_it_is_over() -> None:
    assert [each.style for each in acknowledge_button(FREE)] == ["primary"]
    assert labels(FREE) == []
    assert list(acknowledge_button(HELD)) == []
    assert labels(HELD) == ["Take over from ana", "Join", "Hand over…", "Release"]
    over = replace(HELD, ended_at=AT)
    assert (list(acknowledge_button(over)), labels(over)) == ([], [])


def test_without_a_name_the_button_says_no_name() -> None:
    assert labels(replace(HELD, acknowledged=Response(AT, "U0ANA", "")))[0] == "Take over"
