"""When a scheduled action of Application Auto Scaling is due, by its schedule expression."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sandbox.aws.scalable.expressions import parse

BERLIN = "Europe/Berlin"
NOON = datetime(2026, 11, 18, 12, tzinfo=ZoneInfo(BERLIN))  # a Wednesday


def coming(text: str, zone: str = BERLIN, after: datetime = NOON) -> str | None:
    at = parse(text, zone, after.timestamp()).next(after.timestamp())
    return None if at is None else f"{datetime.fromtimestamp(at, ZoneInfo(zone)):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("at(2026-11-18T13:30:00)", "Wed 2026-11-18 13:30"),
        ("at(2026-11-18T12:00:00)", None),
        ("rate(1 minute)", "Wed 2026-11-18 12:01"),
        ("rate(6 hours)", "Wed 2026-11-18 18:00"),
        ("rate(2 days)", "Fri 2026-11-20 12:00"),
        ("cron(30 6 ? * MON *)", "Mon 2026-11-23 06:30"),
        ("cron(30 6 ? * 2 *)", "Mon 2026-11-23 06:30"),  # Sunday is 1
        ("cron(0 8 ? * MON-FRI *)", "Thu 2026-11-19 08:00"),
        ("cron(0/15 * * * ? *)", "Wed 2026-11-18 12:15"),
        ("cron(0 0 1 JAN ? *)", "Fri 2027-01-01 00:00"),
        ("cron(0 0 29 2 ? *)", "Tue 2028-02-29 00:00"),
        ("cron(0 0 1 1 ? 2026)", None),
        ("cron(30 2 28 3 ? 2027)", None),  # the hour that summer time leaves out
    ],
)
def test_an_expression_comes_next(text: str, at: str | None) -> None:
    assert coming(text) == at


def test_a_rate_counts_from_its_start() -> None:
    start = NOON.timestamp()
    hourly = parse("rate(1 hour)", "UTC", start)
    assert [hourly.next(start + after) for after in (0, 3599, 3600)] == [start + 3600, start + 3600, start + 7200]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "every day",
        "at(2026-11-18 13:30:00)",
        "at(tomorrow)",
        "rate(0 minutes)",
        "rate(1 minutes)",
        "rate(2 minute)",
        "rate(5 weeks)",
        "cron(0 8 * * *)",
        "cron(0 8 * * MON *)",  # both days are given
        "cron(0 8 ? * ? *)",
        "cron(60 8 ? * MON *)",
        "cron(0 8 ? * 8 *)",
    ],
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse(text, "UTC", 0.0)
