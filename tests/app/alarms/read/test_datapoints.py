"""The datapoints that an alarm's own message tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.alarms.read.datapoints import MOST, Point, points_of

AT = datetime(2026, 11, 10, 2, 43, tzinfo=UTC)
REASON = (
    "Threshold Crossed: 2 out of the last 2 datapoints [93.2 (10/11/26 02:44:00), -9.18E-5 (10/11/26 02:43:00)] were"
)


def test_those_of_the_reason_are_read_oldest_first() -> None:
    assert points_of(REASON, {}) == (Point(AT, -9.18e-5), Point(AT + timedelta(minutes=1), 93.2))


def test_those_of_the_reason_data_are_timed_from_its_start() -> None:
    data = {"startDate": "2026-11-10T02:43:00.000+0000", "period": 60, "recentDatapoints": [1.5, None, 3]}
    assert points_of("", data) == (Point(AT, 1.5), Point(AT + timedelta(minutes=2), 3.0))


def test_where_both_tell_the_longer_one_counts() -> None:
    data: dict[str, Any] = {"startDate": "2026-11-10T02:43:00.000+0000", "period": 60, "recentDatapoints": [1.5]}
    assert len(points_of(REASON, data)) == 2
    assert len(points_of(REASON, {**data, "recentDatapoints": [1, 2, 3]})) == 3
    assert len(points_of(REASON, {**data, "recentDatapoints": [1] * 99})) == MOST


@pytest.mark.parametrize(
    ("reason", "data"),
    [
        (None, {}),
        ("[1.0 (99/99/26 02:44:00)]", {}),
        ("[12.5]", {}),
        ("", {"recentDatapoints": [1.5]}),
        ("", {"startDate": "9999-12-31T23:59:00Z", "period": 86400 * 7, "recentDatapoints": [None, 1, 2]}),
        ("", {"startDate": "2026-11-10T02:43:00Z", "period": 60, "recentDatapoints": [10**400]}),
        ("", {"startDate": "2026-11-10T02:43:00Z", "period": -60, "recentDatapoints": [1]}),
        ("", {"startDate": 7, "period": 60, "recentDatapoints": "1"}),
    ],
)
def test_what_makes_no_sense_is_no_datapoint(reason: object, data: dict[str, Any]) -> None:
    assert points_of(reason, data) == ()
