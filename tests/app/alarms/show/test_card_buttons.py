"""The buttons of an alarm's card."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.alarms.decide.incident import Incident, Response
from app.alarms.show.card_buttons import acknowledge_button, in_hand_buttons
from tests.app.alarms.alarm_support import incident, payload, transition

AT = datetime(2026, 11, 29, 3, tzinfo=UTC)
FREE = incident(transition(payload("metric")))
HELD = replace(FREE, acknowledged=Response(AT, "U0ANA", "", "1", name="ana"))


def labels(known: Incident) -> list[str]:
    return [str(each.text.text) for each in in_hand_buttons(known) if each.text]


def test_an_alarm_has_either_the_one_button_or_the_others_and_none_once_it_is_over() -> None:
    assert [each.style for each in acknowledge_button(FREE)] == ["primary"]
    assert labels(FREE) == []
    assert list(acknowledge_button(HELD)) == []
    assert labels(HELD) == ["Take over from ana", "Join", "Hand over…", "Release"]
    over = replace(HELD, ended_at=AT)
    assert (list(acknowledge_button(over)), labels(over)) == ([], [])


def test_without_a_name_the_button_says_no_name() -> None:
    assert labels(replace(HELD, acknowledged=Response(AT, "U0ANA", "")))[0] == "Take over"
