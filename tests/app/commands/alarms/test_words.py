"""The words of /alarms that are no part of a name: where a mute's time begins."""

from __future__ import annotations

from app.commands.alarms.words import split_span


def test_the_last_for_begins_the_duration() -> None:
    assert split_span(("wait", "for", "it", "for", "2h")) == ("wait for it", "for 2h")
    assert split_span(("for", "web")) == ("for web", "")


def test_until_begins_a_time() -> None:
    assert split_span(("web-*", "until", "tomorrow", "9:00")) == ("web-*", "until tomorrow 9:00")
