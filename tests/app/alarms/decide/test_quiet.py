"""Quiet hours: when they are, and when they end."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from app.alarms.decide.quiet import quiet_until
from app.config.routes import Quiet

NIGHT = Quiet(time(22), time(7), "Europe/Berlin")


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-29T03:00", "2026-11-29T06:00"),  # 4:00 in Berlin
        ("2026-11-29T22:00", "2026-11-30T06:00"),  # 23:00 in Berlin
        ("2026-11-29T12:00", "2026-11-29T12:00"),
        ("2026-10-24T22:30", "2026-10-25T06:00"),  # the clocks go back in that night
    ],
)
def test_people_may_be_mentioned_from_the_end_of_quiet_hours_on(at: str, until: str) -> None:
    found = quiet_until(NIGHT, datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(until).replace(tzinfo=UTC)


def test_without_quiet_hours_people_may_be_mentioned_at_once() -> None:
    at = datetime(2026, 11, 29, 3, tzinfo=UTC)
    assert quiet_until(None, at) == at
