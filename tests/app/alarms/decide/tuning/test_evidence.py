"""What of an alarm's past is noise, by how long its periods are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.alarms.decide.evaluation import Condition
from app.alarms.decide.tuning.evidence import Evidence
from app.alarms.decide.tuning.happened import Happened
from app.alarms.decide.tuning.replay import Replay

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
WENT = Happened(NOON, NOON + timedelta(minutes=5), True, NOON)


def evidence(period: int, *times: Happened) -> Evidence:
    condition = Condition("GreaterThanThreshold", 80.0, 1, 1, period)
    end = NOON + timedelta(days=2)
    return Evidence(Replay([], condition, NOON, end), condition, NOON, end, times)


@pytest.mark.parametrize(
    ("changes", "is_noise"),
    [
        ({}, True),
        ({"ended": NOON + timedelta(minutes=5, seconds=1)}, False),
        ({"ended": None}, False),
        ({"acted_at": NOON}, False),
        ({"is_told": False}, False),
    ],
)
def test_noise_is_what_was_over_at_once_and_is_known_to_have_moved_nobody(
    changes: dict[str, object], is_noise: bool
) -> None:
    time = replace(WENT, **changes)  # type: ignore[arg-type]
    assert bool(evidence(60, time).noise) is is_noise


def test_at_once_is_a_period_where_that_is_longer_than_five_minutes() -> None:
    assert evidence(900).at_once == timedelta(minutes=15)
    assert [evidence(period).latest for period in (60, 300, 3600)] == [
        timedelta(minutes=10),
        timedelta(minutes=10),
        timedelta(hours=2),
    ]
    assert evidence(300).lag == timedelta(minutes=20)
