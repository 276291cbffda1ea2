"""Sources: what each kind of alarm says, read into one shape."""

import pytest

from tests.app.alarms.alarm_support import notice, payload


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("NewStateValue", "ON FIRE", "'ON FIRE' is not a state"),
        ("StateChangeTime", "yesterday", "'yesterday' is not a time"),
        ("StateChangeTime", None, "nothing"),
        ("StateChangeTime", 1_791_121_011_223, "'1791121011223' is not a time"),
        ("StateChangeTime", "0001-01-01T00:00:00Z", "'0001-01-01T00:00:00Z' is not a time"),
        ("StateChangeTime", "9999-12-31T23:59:59Z", "is not a time"),
        ("AlarmName", "", "names no alarm"),
        ("AlarmName", "x" * 256, "256 characters"),
    ],
)
def test_an_alarm_that_cannot_be_read_is_shown_as_it_came_with_the_cause(field: str, value: object, why: str) -> None:
    seen = notice({**payload("metric"), field: value})
    assert why in seen.fields[0][1]
    assert payload("metric")["NewStateReason"] in seen.body
