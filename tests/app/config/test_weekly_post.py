"""[audit] and [weekly]: when the weekly post is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.base.errors import Misconfigured
from app.config.configuration import parse_configuration
from app.config.weekly_post import WeeklyPost, read_weekly_post, week_of

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
    assert WeeklyPost(post).last_due(now) == due


def test_without_the_line_none_is_due() -> None:
    assert WeeklyPost().last_due(MONDAY) is None
    assert read_weekly_post("FILE", "audit", {}) == WeeklyPost()


@pytest.mark.parametrize("post", ["monday 09:00", "mon 9:00", "mon 24:00", "mon 09:00 Nowhere/There", "09:00", "mon"])
def test_what_is_no_time_is_told_with_what_is(post: str) -> None:
    with pytest.raises(Misconfigured, match="it must be a day and a time"):
        read_weekly_post("FILE", "audit", {"post": post})


def test_a_channel_needs_a_time_and_must_be_one() -> None:
    with pytest.raises(Misconfigured, match="no `post` that says when"):
        read_weekly_post("FILE", "audit", {"channel": "#ops"})
    with pytest.raises(Misconfigured, match="must be a name with #"):
        read_weekly_post("FILE", "audit", {"post": "mon 09:00", "channel": "ops"})
    assert read_weekly_post("FILE", "audit", {"post": "mon 09:00", "channel": "#ops"}) == WeeklyPost(
        "mon 09:00", "#ops"
    )


@pytest.mark.parametrize("table", ["audit", "weekly"])
def test_each_table_is_read_by_its_name_and_named_where_it_is_wrong(table: str) -> None:
    text = '[slack]\nchannel = "#alarms"\n[{table}]\npost = "{post}"'
    read = parse_configuration(text.format(table=table, post="mon 09:00"), "FILE")
    assert {each: getattr(read, each).post for each in ("audit", "weekly")} == {
        "audit": "",
        "weekly": "",
        table: "mon 09:00",
    }
    with pytest.raises(Misconfigured, match=rf"\[{table}\] `post`"):
        parse_configuration(text.format(table=table, post="monday"), "FILE")


@pytest.mark.parametrize(("hours", "is_due"), [(-0.1, False), (0, True), (2, True), (2.1, False)])
def test_it_is_due_for_two_hours(hours: float, is_due: bool) -> None:
    due = MONDAY.replace(hour=9)
    assert WeeklyPost("mon 09:00").due_now(due + timedelta(hours=hours)) == (due if is_due else None)


def test_a_week_s_post_has_one_name_whatever_its_day() -> None:
    assert {week_of(MONDAY + timedelta(days=each)) for each in range(7)} == {"week-2026-W48"}
