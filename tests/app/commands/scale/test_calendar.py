"""Times of day in people's zones, and Auto Scaling's recurrences in words."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import Wrong
from app.commands.scale.calendar import cron, next_at, recurrence_words
from app.commands.scale.request.when import WEEK, Day, Every

BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "clock", "expected"),
    [
        ("2026-11-23T12:00", "18:00", "2026-11-23T17:00"),
        ("2026-11-23T17:00", "18:00", "2026-11-24T17:00"),
        ("2026-11-23T18:00", "18:00", "2026-11-24T17:00"),
        ("2026-07-01T12:00", "18:00", "2026-07-01T16:00"),
        ("2026-03-28T22:00", "02:30", "2026-03-29T01:30"),  # left out by the clocks: 01:30 UTC is 03:30 there
        ("2026-10-24T22:30", "02:30", "2026-10-25T00:30"),  # shown twice: the first
    ],
)
def test_the_next_time_that_clocks_show_it_there(now: str, clock: str, expected: str) -> None:
    assert next_at(time.fromisoformat(clock), BERLIN, at(now)) == at(expected)


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../etc/passwd", "US/Pacific-New", "Europe", "a\0b"])
def test_a_zone_that_is_not_known_is_said(zone: str) -> None:
    with pytest.raises(Wrong, match="Say how long from now: `in 2h`"):
        next_at(time(18), zone, at("2026-11-23T12:00"))


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)),
    st.times().map(lambda clock: time(clock.hour, clock.minute)),
    st.sampled_from(["UTC", BERLIN, "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]),
)
def test_it_is_always_ahead_and_within_two_days(now: datetime, clock: time, zone: str) -> None:
    found = next_at(clock, zone, now)
    assert timedelta() < found - now <= timedelta(hours=49)
    shown = found.astimezone(ZoneInfo(zone))
    assert shown.time() == clock or shown.utcoffset() != (shown - timedelta(hours=2)).utcoffset()


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (WEEK, "15 8 * * *"),
        (WEEK[:5], "15 8 * * 1,2,3,4,5"),
        (WEEK[5:], "15 8 * * 6,0"),
        ((Day.WED,), "15 8 * * 3"),
    ],
)
def test_a_recurrence_of_five_fields(days: tuple[Day, ...], expected: str) -> None:
    assert cron(Every(days, time(8, 15))) == expected


@pytest.mark.parametrize(
    ("recurrence", "words"),
    [
        ("0 8 * * *", "every day at 08:00 UTC"),
        ("0 8 * * 1-5", "every weekday at 08:00 UTC"),
        ("0 8 * * MON-FRI", "every weekday at 08:00 UTC"),
        ("30 22 * * 6,0", "every weekend at 22:30 UTC"),
        ("0 8 * * 7", "every sunday at 08:00 UTC"),
        ("0 8 * * 1,3", "every mon,wed at 08:00 UTC"),
        ("*/5 * * * *", "on the cron schedule */5 * * * * UTC"),
        ("0 8 1 * *", "on the cron schedule 0 8 1 * * UTC"),
        ("99 8 * * *", "on the cron schedule 99 8 * * * UTC"),
    ],
)
def test_anybodys_recurrence_in_words(recurrence: str, words: str) -> None:
    assert recurrence_words(recurrence, "") == words


@given(st.sets(st.sampled_from(WEEK), min_size=1), st.times())
def test_ours_reads_back_as_it_was_said(chosen: set[Day], clock: time) -> None:
    every = Every(tuple(day for day in WEEK if day in chosen), time(clock.hour, clock.minute))
    assert recurrence_words(cron(every), BERLIN) == f"{str(every).rsplit(' ', 1)[0]} at {every.at:%H:%M} {BERLIN}"


NAMES = ("web", "web-api", "WORKER", "shop-web")
