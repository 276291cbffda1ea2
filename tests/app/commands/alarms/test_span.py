"""For how long alarms are muted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.base.errors import Wrong
from app.commands.alarms.span import read_span, split_span, with_for


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("", 60), ("for 30m", 30), ("for 2 hours", 120), ("for an hour", 60), ("for 1h30m", 90), ("for 15d", 21600)],
)
def test_a_duration_is_read(said: str, minutes: int) -> None:
    assert read_span(said) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("for", "no duration"),
        ("for ever", "no duration"),
        ("for 0m", "at least one minute"),
        ("for 16d", "15 days at most"),
        ("until 18:00", "no time of day"),
    ],
)
def test_what_is_none_is_refused_with_what_to_type(said: str, wrong: str) -> None:
    with pytest.raises(Wrong, match=wrong):
        read_span(said)


def test_the_last_for_begins_the_duration() -> None:
    assert split_span(("wait", "for", "it", "for", "2h")) == ("wait for it", "for 2h")
    assert split_span(("for", "web")) == ("for web", "")


@pytest.mark.parametrize(
    ("said", "meant"), [("web-* 2h", "web-* for 2h"), ("web-mem 30m", "web-mem for 30m"), ("2h", "")]
)
def test_a_duration_without_for_is_seen(said: str, meant: str) -> None:
    assert with_for(said) == meant
