"""What a verb of /alarms is handed."""

from __future__ import annotations

from app.commands.alarms.verbs.verb import Request


def test_the_rest_is_what_stood_in_quotes_or_the_words() -> None:
    assert Request(words=("CPU", "is", "high")).rest == "CPU is high"
    assert Request(quoted="CPU  is high").rest == "CPU  is high"
