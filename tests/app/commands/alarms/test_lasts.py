"""For how long alarms are muted, or until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.base.errors import Wrong
from app.commands.alarms.lasts import Lasts, read_lasts, with_preposition
from tests.app.growth import assert_linear

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday, 13:00 in Berlin


def read(said: str) -> Lasts:
    return read_lasts(said, lambda: "Europe/Berlin", NOW)


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("", 60), ("for 30m", 30), ("for 2 hours", 120), ("for an hour", 60), ("for 1h30m", 90), ("for 15d", 21600)],
)
def test_a_duration_is_read(said: str, minutes: int) -> None:
    assert read(said) == Lasts(minutes)


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("until 6pm", "2026-11-23T17:00+00:00"),
        ("until 12:00", "2026-11-24T11:00+00:00"),
        ("until tomorrow 9:00", "2026-11-24T08:00+00:00"),
        ("till 9:00 tomorrow", "2026-11-24T08:00+00:00"),
        ("until the day after tomorrow 9:00", "2026-11-25T08:00+00:00"),
        ("until friday 18:00 UTC", "2026-11-27T18:00+00:00"),
        ("til 2026-12-01 08:00", "2026-12-01T07:00+00:00"),
        ("until noon tomorrow New York", "2026-11-24T17:00+00:00"),
    ],
)
def test_a_time_is_read_in_the_persons_zone_or_the_one_that_is_said(said: str, until: str) -> None:
    assert read(said).until == datetime.fromisoformat(until)


@pytest.mark.parametrize(
    ("now", "said", "shown"),
    [
        (NOW, "until 6pm", " (Mon 23 Nov, 18:00 Europe/Berlin)"),
        (NOW, "until noon tomorrow New York", " (Tue 24 Nov, 12:00 America/New_York)"),
        (NOW, "for 2h", ""),
        (
            datetime(2027, 3, 27, 12, tzinfo=UTC),
            "until tomorrow 2:30",
            " (Sun 28 Mar, 03:30 Europe/Berlin; the clocks skip 02:30 that day)",
        ),
        (
            datetime(2026, 10, 24, 12, tzinfo=UTC),
            "until tomorrow 2:30",
            " (Sun 25 Oct, 02:30 Europe/Berlin; 02:30 comes twice that day, and this is the first)",
        ),
    ],
)
def test_a_time_is_shown_in_its_zone_with_what_the_clocks_do_to_it(now: datetime, said: str, shown: str) -> None:
    lasts = read_lasts(said, lambda: "Europe/Berlin", now)
    assert lasts.words().partition("}|")[2].partition(">")[2] == shown


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("for", "no duration"),
        ("for ever", "no duration"),
        ("for 0m", "at least one minute"),
        ("for 16d", "15 days at most"),
        ("2h", "no duration"),
        ("until", "At what time\\? Try `/alarms mute web-\\* until 18:00`"),
        ("until 6", "`6am`, `6pm` or `06:00`"),
        ("until soon", "as in `/alarms mute web-\\* until 18:00`"),
        ("until today 8:00", "is over: it is 13:00"),
        ("until 13:00:30", "is not a time of day"),
        ("until mon-fri 18:00", "A mute ends once. Name one day: `/alarms mute web-\\* until friday 18:00`"),
        ("until 2h", "`2h` is how long, not when. Type `for 2h`, or `until 18:00`"),
        ("until 3 weeks", "`3 weeks` is how long, not when. Type `for 3 weeks`"),
        ("until yesterday", "`yesterday` is over"),
        ("until 2026-12-09 18:00", "15 days at most"),
        ("until 18:00 Atlantis", "knows no time zone"),
    ],
)
def test_what_is_none_is_refused_with_what_to_type(said: str, wrong: str) -> None:
    with pytest.raises(Wrong, match=wrong):
        read(said)


def test_a_duration_begins_with_the_yes_and_a_time_stays() -> None:
    later = NOW + timedelta(hours=1)
    assert Lasts(30).ends(later) == later + timedelta(minutes=30)
    assert Lasts(until=later + timedelta(minutes=1)).ends(later) == later + timedelta(minutes=1)
    with pytest.raises(Wrong, match="over now"):
        Lasts(until=later).ends(later)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("web-* 2h", "web-* for 2h"),
        ("web-mem 30m", "web-mem for 30m"),
        ("web-mem 6pm", "web-mem until 6pm"),
        ("web mem 6 pm", "web mem until 6 pm"),
        ("web-mem tomorrow 9:00", "web-mem until tomorrow 9:00"),
        ("web-mem 9:00 tomorrow UTC", "web-mem until 9:00 tomorrow UTC"),
        ("web-mem noon", "web-mem until noon"),
        ("web-mem friday", ""),
        ("2h", ""),
        ("6pm", ""),
        ("web", ""),
    ],
)
def test_a_time_without_for_or_until_is_seen(said: str, meant: str) -> None:
    assert with_preposition(said) == meant


@pytest.mark.parametrize("unit", ["mon ", "6pm ", "tomorrow ", "2h ", "web "])
def test_a_time_is_looked_for_only_where_one_may_stand(unit: str) -> None:
    assert_linear(lambda size: with_preposition(unit * (size // len(unit))), unit)
