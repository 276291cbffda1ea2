"""[audit]: when the weekly post is due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.base.errors import Misconfigured
from app.config.audit import AuditSettings, read_audit

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("post", "now", "due"),
    [
        ("mon 09:00", MONDAY.replace(hour=9), MONDAY.replace(hour=9)),
        ("mon 09:00", MONDAY.replace(hour=8, minute=59), datetime(2026, 11, 16, 9, tzinfo=UTC)),
        ("sun 23:30", MONDAY.replace(hour=1), datetime(2026, 11, 22, 23, 30, tzinfo=UTC)),
        ("mon 09:00 Asia/Kolkata", MONDAY.replace(hour=4), MONDAY.replace(hour=3, minute=30)),
        ("sun 23:30 America/New_York", MONDAY.replace(hour=5), MONDAY.replace(hour=4, minute=30)),
        ("mon 09:00 Europe/Berlin", datetime(2026, 7, 6, 8, tzinfo=UTC), datetime(2026, 7, 6, 7, tzinfo=UTC)),
    ],
)
def test_the_newest_post_was_due_at_that_time_of_the_day_in_its_zone(post: str, now: datetime, due: datetime) -> None:
    assert AuditSettings(post).last_due(now) == due


def test_without_the_line_none_is_due() -> None:
    assert AuditSettings().last_due(MONDAY) is None
    assert read_audit("FILE", {}) == AuditSettings()


@pytest.mark.parametrize("post", ["monday 09:00", "mon 9:00", "mon 24:00", "mon 09:00 Nowhere/There", "09:00", "mon"])
def test_what_is_no_time_is_told_with_what_is(post: str) -> None:
    with pytest.raises(Misconfigured, match="it must be a day and a time"):
        read_audit("FILE", {"post": post})


def test_a_channel_needs_a_time_and_must_be_one() -> None:
    with pytest.raises(Misconfigured, match="no `post` that says when"):
        read_audit("FILE", {"channel": "#ops"})
    with pytest.raises(Misconfigured, match="must be a name with #"):
        read_audit("FILE", {"post": "mon 09:00", "channel": "ops"})
    assert read_audit("FILE", {"post": "mon 09:00", "channel": "#ops"}) == AuditSettings("mon 09:00", "#ops")
