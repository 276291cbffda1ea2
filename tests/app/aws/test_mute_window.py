"""The end of a mute rule's window."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.aws.mute_window import window_end


@pytest.mark.parametrize(
    ("expression", "lasts", "zone", "end"),
    [
        ("at(2026-11-29T22:00)", "PT8H", "UTC", datetime(2026, 11, 30, 6, 0, tzinfo=UTC)),
        ("at(2026-11-29T22:00)", "P1DT1H5M", "", datetime(2026, 11, 30, 23, 5, tzinfo=UTC)),
        ("at(2026-11-29T22:00)", "PT30M", "Europe/Berlin", datetime(2026, 11, 29, 21, 30, tzinfo=UTC)),
        ("cron(0 22 * * *)", "PT8H", "UTC", None),
        ("at(2026-13-29T22:00)", "PT8H", "UTC", None),
        ("at(2026-11-29T22:00)", "PT8H", "Atlantis", None),
        ("at(2026-11-29T22:00)", "eight hours", "UTC", None),
    ],
)
def test_one_window_has_an_end_and_one_that_comes_again_has_none(
    expression: str, lasts: str, zone: str, end: datetime | None
) -> None:
    assert window_end({"Expression": expression, "Duration": lasts, "Timezone": zone}) == end
