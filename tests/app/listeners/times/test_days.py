"""Days of the week and dates, as people type them."""

from __future__ import annotations

import pytest

from app.base.errors import Wrong
from app.listeners.times.days import WEEK, Day, date_in, days_in, days_words, is_repeated, with_months


@pytest.mark.parametrize(
    ("word", "days"),
    [
        ("mon", (Day.MON,)),
        ("Thursdays", (Day.THU,)),
        ("tues", (Day.TUE,)),
        ("mon-fri", WEEK[:5]),
        ("mon–wed", WEEK[:3]),
        ("fri-mon", (Day.MON, Day.FRI, Day.SAT, Day.SUN)),
        ("sat,mon", (Day.MON, Day.SAT)),
        ("weekdays", WEEK[:5]),
        ("weekend", WEEK[5:]),
        ("weekends", WEEK[5:]),
        ("day", WEEK),
        ("daily", WEEK),
        ("mon-frob", ()),
        ("frob", ()),
        ("mon,frob", ()),
        ("", ()),
    ],
)
def test_the_days_that_a_word_means(word: str, days: tuple[Day, ...]) -> None:
    assert days_in(word) == days


@pytest.mark.parametrize(
    ("word", "repeated"), [("monday", False), ("mondays", True), ("mon-tue", True), ("frob", False)]
)
def test_one_day_is_once_and_its_plural_every_week(word: str, repeated: bool) -> None:
    assert is_repeated(word) is repeated


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("2027-02-01", "2027-02-01"),
        ("2027/2/1", "2027-02-01"),
        ("1.2.2027", "2027-02-01"),
        ("1 feb", "1-feb"),
        ("Feb 1st", "1-feb"),
        ("february 29", "29-feb"),
        ("1 Feb 2027", "2027-02-01"),
        ("Feb 1, 2027", "2027-02-01"),
        ("sept 3rd", "3-sep"),
        ("frob", ""),
        ("1-frb", ""),
    ],
)
def test_a_date_in_one_form(words: str, date: str) -> None:
    (word,) = with_months(words.split())
    assert date_in(word) == date


@pytest.mark.parametrize(
    ("word", "said"), [("1/2", "can be two dates"), ("1/2/2027", "two dates"), ("2027-02-30", "is not a date")]
)
def test_a_date_that_is_none_or_two_is_said(word: str, said: str) -> None:
    with pytest.raises(Wrong, match=said):
        date_in(word)


@pytest.mark.parametrize(
    ("days", "words"),
    [(WEEK, "day"), (WEEK[:5], "weekday"), ((Day.WED,), "wednesday"), ((Day.MON, Day.FRI), "mon,fri")],
)
def test_days_in_the_shortest_words(days: tuple[Day, ...], words: str) -> None:
    assert days_words(days) == words
