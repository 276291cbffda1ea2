"""Times as other people write them."""

from datetime import UTC, datetime

import pytest

from tests.app.alarms.alarm_support import payload, transition


@pytest.mark.parametrize(
    "written", ["2026-11-10T02:45:55.640+0000", "2026-11-10T02:45:55.640Z", "2026-11-10T03:45:55.640+0100"]
)
def test_state_change_times_are_read_to_the_millisecond(written: str) -> None:
    seen = transition({**payload("metric"), "StateChangeTime": written})
    assert seen.changed_at == datetime(2026, 11, 10, 2, 45, 55, 640_000, tzinfo=UTC)
