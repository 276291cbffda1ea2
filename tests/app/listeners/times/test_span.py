"""Durations as people type them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.listeners.times.span import span_in, span_words


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        *(("30m", 30), ("2 hours", 120), ("an hour", 60), ("1h30m", 90), ("2h30", 150), ("1.5h", 90)),
        *(("a day", 1440), ("1w", 10080)),
    ],
)
def test_a_duration_is_read(words: str, minutes: int) -> None:
    assert span_in(words) == timedelta(minutes=minutes)


@pytest.mark.parametrize("words", ["", "a", "2", "ever", "18:00", "h", "2h ago"])
def test_what_is_no_duration_is_none(words: str) -> None:
    assert span_in(words) is None


@pytest.mark.parametrize(("minutes", "words"), [(90, "1h30m"), (1440, "1d"), (1501, "1d1h1m"), (30, "30m")])
def test_a_span_in_the_shortest_words(minutes: int, words: str) -> None:
    assert span_words(timedelta(minutes=minutes)) == words
