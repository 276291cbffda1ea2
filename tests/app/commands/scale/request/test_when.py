"""When something is to happen: each way to say it, and the shortest words for it."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from app.base.errors import Wrong
from app.commands.scale.request.when import (
    NOW,
    At,
    Every,
    For,
    In,
    Until,
    When,
    begins_when,
    parse_when,
)
from app.listeners.times.days import WEEK, Day


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("", NOW),
        ("for 1h 30m", For(timedelta(minutes=90))),
        ("for an hour", For(timedelta(hours=1))),
        ("in 2 days", In(timedelta(days=2))),
        ("after 1h30m", In(timedelta(minutes=90))),
        ("at 6:30", At(time(6, 30))),
        ("at 6pm", At(time(18))),
        ("6 pm", At(time(18))),
        ("tomorrow at 08:00", At(time(8), "tomorrow")),
        ("on monday 08:00 UTC", At(time(8), "monday", "UTC")),
        ("at 8:00 the day after tomorrow", At(time(8), "day after tomorrow")),
        ("until day after tomorrow 8am", Until(time(8), "day after tomorrow")),
        ("until 18:00", Until(time(18))),
        ("till tomorrow 8am Europe/Berlin", Until(time(8), "tomorrow", "Europe/Berlin")),
        ("every weekend at 08:00", Every(WEEK[5:], time(8))),
        ("every tue, mon 8.15", Every((Day.MON, Day.TUE), time(8, 15))),
        ("every monday 08:00 UTC", Every((Day.MON,), time(8), "UTC")),
        ("mon-fri 08:00", Every(WEEK[:5], time(8))),
        ("at mon-fri 08:00", Every(WEEK[:5], time(8))),
        ("daily 8am", Every(WEEK, time(8))),
        ("mondays 08:00", Every((Day.MON,), time(8))),
    ],
)
def test_each_way_to_say_when(words: str, when: When) -> None:
    assert parse_when(words.split(), "web") == when
    assert parse_when(str(when).split(), "web") == when


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("at 18:00 UTC please", "`please` does not belong there"),
        ("at 18:00 until 19:00", "`19:00` does not belong there"),
        ("at 18:00 tomorow", "Did you mean `tomorrow`?"),
        ("until mon-fri 08:00", "`weekday` does not belong there"),
        ("every frieday 08:00", "Did you mean `friday`?"),
        ("every 08:00", "is not a day"),
        ("at", "Something is missing after `at`"),
        ("for", "Something is missing after `for`"),
        ("for 2h tomorrow 8", "`2h tomorrow 8` is not a duration"),
    ],
)
def test_what_cannot_be_is_said(words: str, said: str) -> None:
    with pytest.raises(Wrong) as problem:
        parse_when(words.split(), "web")
    assert said in str(problem.value)


@pytest.mark.parametrize("word", ["for", "Until", "18:00", "6pm", "tomorrow", "mon-fri", "daily", "2027-01-01", "jan"])
def test_a_word_that_is_a_time_needs_none_before_it(word: str) -> None:
    assert begins_when(word)


@pytest.mark.parametrize("word", ["4", "+2", "x1.5", "8.15", "min=2", "50%", "2h", "day", "web"])
def test_a_word_that_is_a_size_or_may_be_anything_is_no_time(word: str) -> None:
    assert not begins_when(word)
