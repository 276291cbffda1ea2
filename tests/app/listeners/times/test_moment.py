"""Times of day in people's zones."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import Wrong
from app.commands.scale.request.when import At, Every
from app.listeners.times.days import WEEK
from app.listeners.times.moment import first_of, moment_of

BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def moment(when: At, zone: str, now: str) -> datetime:
    return moment_of(when, zone, at(now)).at


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
    assert moment(At(time.fromisoformat(clock)), BERLIN, now) == at(expected)


@pytest.mark.parametrize(
    ("on", "zone", "expected"),
    [
        ("today", "", "2026-11-23T17:00"),
        ("tomorrow", "", "2026-11-24T17:00"),
        ("day after tomorrow", "", "2026-11-25T17:00"),
        ("monday", "", "2026-11-23T17:00"),  # it is Monday, and not yet six
        ("sunday", "", "2026-11-29T17:00"),
        ("2027-01-01", "", "2027-01-01T17:00"),
        ("1-jan", "", "2027-01-01T17:00"),
        ("30-nov", "", "2026-11-30T17:00"),
        ("29-feb", "", "2028-02-29T17:00"),
        ("", "UTC", "2026-11-23T18:00"),
        ("", "america/new_york", "2026-11-23T23:00"),
        ("tomorrow", "Kolkata", "2026-11-24T12:30"),
        ("", "Buenos_Aires", "2026-11-23T21:00"),
    ],
)
def test_the_day_and_the_zone_that_were_said_count(on: str, zone: str, expected: str) -> None:
    assert moment(At(time(18), on, zone), BERLIN, "2026-11-23T12:00") == at(expected)


def test_a_day_of_the_week_whose_hour_has_passed_is_the_next_one() -> None:
    assert moment(At(time(18), "monday"), BERLIN, "2026-11-23T17:30") == at("2026-11-30T17:00")


@pytest.mark.parametrize(
    ("on", "said"),
    [("today", "`today 08:00` is over: it is 13:00 on 2026-11-23 in Europe/Berlin now."), ("2026-11-22", "is over")],
)
def test_a_time_that_is_over_is_said_with_what_time_it_is(on: str, said: str) -> None:
    with pytest.raises(Wrong, match=said):
        moment(At(time(8), on), BERLIN, "2026-11-23T12:00")


@pytest.mark.parametrize(
    ("on", "clock", "shown"),
    [
        ("2026-11-30", "08:00", "Mon 30 Nov, 08:00 Europe/Berlin"),
        ("2027-03-28", "02:30", "Sun 28 Mar 2027, 03:30 Europe/Berlin; the clocks skip 02:30 that day"),
        (
            "2027-10-31",
            "02:30",
            "Sun 31 Oct 2027, 02:30 Europe/Berlin; 02:30 comes twice that day, and this is the first",
        ),
    ],
)
def test_it_is_shown_with_its_date_and_zone_and_what_the_clocks_do(on: str, clock: str, shown: str) -> None:
    assert moment_of(At(time.fromisoformat(clock), on), BERLIN, at("2026-11-23T12:00")).shown == shown


@pytest.mark.parametrize(
    ("now", "utc", "note"),
    [
        ("2027-10-31T00:15", "2027-10-31T00:30", "; 02:30 comes twice that day, and this is the first"),
        ("2027-10-31T00:45", "2027-10-31T01:30", "; 02:30 comes twice that day, and this is the second"),
        ("2027-10-31T01:30", "2027-11-01T01:30", "Mon 1 Nov, 02:30 Europe/Berlin"),
    ],
)
def test_of_a_time_that_comes_twice_the_next_one_counts(now: str, utc: str, note: str) -> None:
    found = moment_of(At(time(2, 30)), BERLIN, at(now))
    assert found.at == at(utc)
    assert found.shown.endswith(note)


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../etc/passwd", "US/Pacific-New", "Europe", "a\0b"])
def test_a_zone_that_is_not_known_is_said(zone: str) -> None:
    with pytest.raises(Wrong, match="Add one, such as `UTC`"):
        moment(At(time(18)), zone, "2026-11-23T12:00")


@pytest.mark.parametrize("zone", ["Mars/Base", "Atlantis", "West"])  # Australia's, or Brazil's
def test_a_zone_that_was_said_and_is_none_or_several_is_said(zone: str) -> None:
    with pytest.raises(Wrong, match=f"knows no time zone `{zone}`. Type `UTC`"):
        moment(At(time(18), zone=zone), BERLIN, "2026-11-23T12:00")


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)),
    st.times().map(lambda clock: time(clock.hour, clock.minute)),
    st.sampled_from(["UTC", BERLIN, "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]),
)
def test_it_is_always_ahead_and_within_two_days(now: datetime, clock: time, zone: str) -> None:
    found = moment_of(At(clock), zone, now).at
    assert timedelta() < found - now <= timedelta(hours=49)
    shown = found.astimezone(ZoneInfo(zone))
    assert shown.time() == clock or shown.utcoffset() != (shown - timedelta(hours=2)).utcoffset()


def test_the_first_of_a_recurrence_is_on_one_of_its_days() -> None:
    first = first_of(Every(WEEK[:5], time(8)), BERLIN, at("2026-11-27T12:00"))
    assert (first.at, first.shown) == (at("2026-11-30T07:00"), "Mon 30 Nov")


def test_the_first_of_a_recurrence_in_another_zone_counts_there() -> None:
    first = first_of(Every(WEEK, time(8), "UTC"), BERLIN, at("2026-11-27T07:30"))
    assert (first.at, first.zone) == (at("2026-11-27T08:00"), "UTC")
