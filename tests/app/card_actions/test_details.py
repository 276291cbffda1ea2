"""Details: what CloudWatch remembers of an alarm, for who pressed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from app.aws.alarm import HistoryItem
from app.base.errors import Refused
from app.slack.messages.text import moment
from tests.app.alarms.ringing import BEGAN
from tests.app.card_actions.asking import cloudwatch_has
from tests.app.card_actions.muting import mute
from tests.app.card_actions.pressing import blocks, press, rung, whispered
from tests.fakes.bellhop import Bellhop

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def item(number: int, summary: str) -> HistoryItem:
    return HistoryItem("web-high-cpu", NINE - timedelta(minutes=number), "StateUpdate", summary)


def test_the_last_changes_are_told_to_who_pressed_only(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    items = tuple(item(number, f"Alarm <updated> {number}") for number in range(30))
    listening_bellhop.cloudwatch.histories["web-high-cpu"] = items
    press(listening_bellhop, "alarm_details", user="U0EVE")
    (told,) = whispered(listening_bellhop, "U0EVE")
    assert told.count("Alarm &lt;updated&gt;") == 15
    assert whispered(listening_bellhop, "U0ANA") == []


def test_an_alarm_without_a_history_says_so(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    press(listening_bellhop, "alarm_details")
    assert "has no history" in whispered(listening_bellhop)[0]


@pytest.mark.parametrize("button", ["alarm_details", "alarm_ack"])
def test_a_card_that_is_older_than_what_is_remembered_says_so(button: str, listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    (incident,) = listening_bellhop.parts.processor.open_incidents("web")
    listening_bellhop.table.delete(f"incident#{incident.id}", "incident")
    press(listening_bellhop, button)
    assert "more than 90 days old" in whispered(listening_bellhop)[0]


def test_the_state_now_is_told_and_a_card_that_missed_it_catches_up(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    cloudwatch_has(listening_bellhop, "OK", seconds=600)
    press(listening_bellhop, "alarm_details")
    assert "CloudWatch says *OK* since" in whispered(listening_bellhop)[0]
    assert "`web-high-cpu` *OK* " in blocks(listening_bellhop)


def test_the_time_that_is_told_is_cloudwatchs_also_while_the_card_waits_for_the_end_of_its_mute(
    listening_bellhop: Bellhop,
) -> None:
    rung(listening_bellhop)
    mute(listening_bellhop, span="240")
    cloudwatch_has(listening_bellhop, "ALARM", seconds=30)
    press(listening_bellhop, "alarm_details")
    assert f"CloudWatch says *ALARM* since {moment(BEGAN + timedelta(seconds=30))}" in whispered(listening_bellhop)[-1]


def test_of_a_deleted_alarm_there_is_its_history_and_no_page_to_open(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    listening_bellhop.cloudwatch.histories["web-high-cpu"] = (item(1, "Alarm deleted"),)
    listening_bellhop.cloudwatch.remove("web-high-cpu")
    press(listening_bellhop, "alarm_details")
    (told,) = whispered(listening_bellhop)
    assert "CloudWatch no longer has this alarm." in told
    assert "Alarm deleted" in told
    assert "Open" not in json.dumps(listening_bellhop.slack.messages("C0ALARMS")[-1]["blocks"])


def test_while_cloudwatch_does_not_say_the_state_the_history_is_told(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    listening_bellhop.cloudwatch.silence = Refused("AWS does not allow Bellhop to look at the alarm.")
    press(listening_bellhop, "alarm_details")
    assert "has no history" in whispered(listening_bellhop)[0]
