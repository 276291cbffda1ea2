"""The question before an alarm is forced, as a value."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.commands.forcealarm.plan import VALID_FOR
from app.commands.forcealarm.question import Question, message
from app.store.codec import decode, encode

AT = datetime(2026, 11, 29, 3, tzinfo=UTC)
STOPS = Question(
    *("q", "web <&> 5xx", "ALARM", "a <drill>", "OK", "U0ANA", "C0OPS", "reply-q", AT),
    words=("stop the instance `i-1`", "scale `web` from 2 to 6"),
    labels=("stop i-1", "scale web"),
)


def test_it_names_all_that_is_done_and_escapes_what_people_wrote() -> None:
    asked = message(STOPS)
    assert "a &lt;drill&gt;. That will stop the instance `i-1` and scale `web` from 2 to 6. Go" in asked.text
    assert asked.block_dicts()[-1]["elements"][0]["text"]["text"] == "Set ALARM: stop i-1, scale web"


@pytest.mark.parametrize(
    ("state", "words", "same"),
    [
        ("OK", [["stop the instance `i-1`", "stop i-1"], ["scale `web` from 2 to 6", "scale web"]], True),
        ("OK", [["stop the instance `i-1`", "stop i-1"], ["scale `web` from 3 to 7", "scale web"]], False),
        ("OK", [["stop the instance `i-1`", "stop i-1"]], False),
        ("INSUFFICIENT_DATA", [["stop the instance `i-1`", ""], ["scale `web` from 2 to 6", ""]], False),
    ],
)
def test_it_shows_what_would_be_done_or_it_does_not(state: str, words: list[list[str]], same: bool) -> None:
    assert STOPS.shows({"state": state, "dangers": words}) is same


def test_it_is_old_after_half_an_hour() -> None:
    assert (STOPS.is_old(AT + VALID_FOR), STOPS.is_old(AT + VALID_FOR + timedelta(seconds=1))) == (False, True)


def test_it_is_the_same_from_the_table_and_one_of_another_version_has_defaults() -> None:
    assert decode(Question, encode(STOPS)) == STOPS
    older = {name: value for name, value in encode(STOPS).items() if name not in ("silence", "since", "thread_ts")}
    assert decode(Question, {**older, "newer": 1}) == replace(STOPS, silence="")
