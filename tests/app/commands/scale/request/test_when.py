"""When something is to happen: each way to say it, and the shortest words for it."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from app.base.errors import Wrong
from app.commands.scale.request.when import (
    NOW,
    WEEK,
    At,
    Day,
    Every,
    For,
    In,
    When,
    days_words,
    parse_when,
    span_words,
)


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("", NOW),
        ("for 1h 30m", For(timedelta(minutes=90))),
        ("in 2 days", In(timedelta(days=2))),
        ("at 6:30", At(time(6, 30))),
        ("every weekend at 08:00", Every(WEEK[5:], time(8))),
        ("every tue, mon 8.15", Every((Day.MON, Day.TUE), time(8, 15))),
    ],
)
def test_each_way_to_say_when(words: str, when: When) -> None:
    assert parse_when(words.split(), "web") == when


def test_what_stands_behind_it_is_too_much() -> None:
    with pytest.raises(Wrong, match="`tomorrow` does not belong there"):
        parse_when(["at", "18:00", "tomorrow"], "web")


@pytest.mark.parametrize(("minutes", "words"), [(90, "1h30m"), (1440, "1d"), (1501, "1d1h1m"), (30, "30m")])
def test_a_span_in_the_shortest_words(minutes: int, words: str) -> None:
    assert span_words(timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [(WEEK, "day"), (WEEK[:5], "weekday"), ((Day.WED,), "wednesday"), ((Day.MON, Day.FRI), "mon,fri")],
)
def test_days_in_the_shortest_words(days: tuple[Day, ...], words: str) -> None:
    assert days_words(days) == words
