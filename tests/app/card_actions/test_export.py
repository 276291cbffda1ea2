"""Export: a press on a resolved card brings its timeline into its thread."""

from __future__ import annotations

from typing import Any

from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.card_actions.pressing import card_of, press, rung, whispered
from tests.fakes.bellhop import Bellhop


def resolved(bellhop: Bellhop) -> None:
    rung(bellhop)
    press(bellhop, "alarm_ack")
    ring(bellhop, cloudwatch_says("ALARM", "OK", 300))


def shared(bellhop: Bellhop) -> list[dict[str, Any]]:
    """The files in the card's thread, with what is in them."""
    ts = card_of(bellhop)["ts"]
    answers = [each for each in bellhop.slack.messages("C0ALARMS") if each.get("thread_ts") == ts != each["ts"]]
    return [file for each in answers for file in each.get("files", [])]


def said_below(bellhop: Bellhop) -> list[str]:
    ts = card_of(bellhop)["ts"]
    answers = [each for each in bellhop.slack.messages("C0ALARMS") if each.get("thread_ts") == ts != each["ts"]]
    return [each["text"] for each in answers if each["text"].startswith("```")]


def test_a_resolved_card_gets_its_timeline_as_a_file_in_its_thread(listening_bellhop: Bellhop) -> None:
    resolved(listening_bellhop)
    press(listening_bellhop, "alarm_export")
    listening_bellhop.work()
    (file,) = shared(listening_bellhop)
    assert file["name"] == "incident-2026-11-23-0259.md"
    assert file["size"] > 200
    assert said_below(listening_bellhop) == []
    assert "comes into the thread" in whispered(listening_bellhop)[-1]


def test_only_a_card_that_is_over_has_the_button(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    assert "alarm_export" not in str(card_of(listening_bellhop)["blocks"])
    ring(listening_bellhop, cloudwatch_says("ALARM", "OK", 300))
    assert "alarm_export" in str(card_of(listening_bellhop)["blocks"])
