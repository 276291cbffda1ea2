"""Auto Scaling's recurrences in words."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.scale.calendar import cron, recurrence_words
from app.commands.scale.request.when import Every
from app.listeners.times.days import WEEK, Day

BERLIN = "Europe/Berlin"


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
