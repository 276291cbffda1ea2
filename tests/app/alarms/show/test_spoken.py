"""The card's text: on a lock screen state, name and value; for a screen reader all facts, in two lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.alarms.read.regions import build_arn
from app.alarms.show.spoken import spoken
from tests.app.alarms.alarm_support import incident, message_for, payload, transition


@pytest.mark.parametrize("length", [125, 140, 145])
def test_the_text_leaves_no_half_a_link(length: int) -> None:
    name = "&" * 30 + "警" * length
    latest = replace(transition(payload("metric")), name=name, measure="m" * 3000, reason="r" * 3000)
    text = spoken(incident(replace(latest, account="a" * 200)))
    assert len(text) <= 4000
    assert text.count("<") == text.count(">")


def test_a_name_of_two_lines_stands_in_one_of_the_text() -> None:
    name = "web\nReason: all is well"
    message = message_for(
        {**payload("metric"), "AlarmName": name, "AlarmArn": build_arn("us-east-1", "123456789012", name)}
    )
    assert "ALARM: web Reason: all is well (93.2 % &gt; 80 %, OK → ALARM)" in message.text


def test_the_first_hundred_characters_are_state_name_and_value() -> None:
    latest = replace(transition(payload("metric")), name="web-" + "x" * 200)
    glance = spoken(incident(latest))[:100]
    assert glance.startswith(":red_circle: ALARM: web-xxx")
    assert glance.endswith("… (93.2 % &gt; 80 %, ")


def test_the_newest_value_is_read_behind_the_longest_measure() -> None:
    assert "…; now 93.2" in spoken(incident(replace(transition(payload("metric")), measure="m " * 2000)))
