"""Log lines in a log alarm's notification."""

import pytest

from app.alarms.read.log_lines import lines_of
from tests.app.alarms.alarm_support import folded, message_for, payload, transition

RESULT = [
    {"field": "@timestamp", "value": "09:55"},
    {"field": "level", "value": "ERROR"},
    {"field": "@ptr", "value": "x"},
]


@pytest.mark.parametrize(
    ("name", "value", "lines"),
    [
        ("LogLines", ["ERROR one", "ERROR\n  two"], ["ERROR one", "ERROR two"]),
        ("actionLogLines", '["ERROR one"]', ["ERROR one"]),
        ("LogEvents", [{"timestamp": 1, "message": "ERROR one"}, {"@message": "two"}], ["ERROR one", "two"]),
        ("logEvents", [RESULT], ["09:55 ERROR"]),
        ("ActionLogLineCount", 5, []),
        ("LogGroups", ["/aws/lambda/checkout"], []),
        ("LogLines", [None, "", {}], []),
    ],
)
def test_lines_are_read_in_whatever_shape_they_come(name: str, value: object, lines: list[str]) -> None:
    assert list(lines_of({name: value})) == lines


def test_they_are_folded_below_the_card() -> None:
    body = {**payload("log"), "LogLines": [f"ERROR {number} <!here> ```" for number in range(50)]}
    assert len(transition(body).log_lines) == 20
    assert "ERROR 19 <!here>" in folded(message_for(body))


def test_an_event_has_them_in_its_state() -> None:
    body = payload("eventbridge_log")
    body["detail"]["state"]["logLines"] = ["ERROR one"]
    assert transition(body).log_lines == ("ERROR one",)
