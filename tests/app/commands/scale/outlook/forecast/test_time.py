"""What is known of a group's metrics, as figures for any size."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from app.alarms.decide.evaluation import Condition
from app.commands.scale.outlook.forecast.foresight import Asked, Found, Watching
from app.commands.scale.outlook.forecast.points import Stay
from tests.fakes.aws import alarm

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
HOURS, MINUTES = 24, 24 * 60
# It goes up and down every hour, and the load is what half of the smaller size could do.
SMALL, LARGE, LOAD = 500, 2000, 25_000.0
NEVER_OK = Condition("GreaterThanThreshold", 0.001, 1, 1, 60)


def size_at(minute: int) -> int:
    return LARGE if minute // 60 % 2 else SMALL


def busy(metrics: int) -> Found:
    """A large group with so many metrics of a minute, none of which any size keeps OK."""
    start = NOW - timedelta(hours=HOURS)
    values = tuple(
        (start + timedelta(minutes=each), LOAD / size_at(each) * (1 + each % 7 / 1000)) for each in range(MINUTES)
    )
    edges = [(start + timedelta(hours=each)).timestamp() for each in range(HOURS + 1)]
    stays = tuple(Stay(edges[each], edges[each + 1], size_at(60 * each)) for each in range(HOURS))
    asked = [Asked("AWS/EC2", f"{number}Utilization", (), "Average", 60) for number in range(metrics)]
    watching = {each: (Watching(alarm(), NEVER_OK),) for each in asked}
    return Found(watching, dict.fromkeys(asked, values), stays, LARGE, NOW)


def test_a_search_through_ten_thousand_sizes_ends_within_its_two_seconds() -> None:
    found = busy(metrics=5)
    assert len(found.foretellable) == 5
    begun = time.process_time()
    assert found.fitting(1, 10_000) is None
    assert time.process_time() - begun < 1
