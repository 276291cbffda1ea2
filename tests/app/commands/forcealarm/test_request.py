"""What was typed: every way to read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.forcealarm.request import STATES, Request, cleaned, drilled, spoken, timed


@pytest.mark.parametrize(
    ("words", "requests"),
    [
        ("web-high-cpu", []),
        ("my shop is down", []),
        ("web-high-cpu ALARM", [Request("web-high-cpu", "ALARM")]),
        ("web-high-cpu alarm", [Request("web-high-cpu", "ALARM")]),
        (
            "web-high-cpu insufficient_data a try",
            [
                Request("web-high-cpu insufficient_data", "", "a try"),
                Request("web-high-cpu", "INSUFFICIENT_DATA", "a try"),
            ],
        ),
        (
            "my shop is down OK we looked",
            [Request("my shop is down OK", "", "we looked"), Request("my shop is down", "OK", "we looked")],
        ),
        ("OK ALARM", [Request("OK", "ALARM")]),
        ("web OK because it is", [Request("web OK", "", "because it is"), Request("web", "OK", "it is")]),
        (
            "two  spaces   ALARM  so  what",
            [Request("two  spaces   ALARM", "", "so  what"), Request("two  spaces", "ALARM", "so  what")],
        ),
        (
            "API ok rate OK",
            [Request("API ok rate", "OK"), Request("API ok", "", "rate OK"), Request("API", "OK", "rate OK")],
        ),
    ],
)
def test_the_words_are_read_in_every_way_the_longest_name_first(words: str, requests: list[Request]) -> None:
    assert Request.parse(words) == (Request(words), *requests)


@given(st.text())
def test_no_text_at_all_raises(words: str) -> None:
    assert all(request.state in ("", *STATES) for request in Request.parse(words))


@pytest.mark.parametrize(
    ("words", "clean"),
    [
        ("web ALARM", "web ALARM"),
        ("set `web` to ALARM, please", "web ALARM"),
        ("force web state = ALARM because of the drill", "web ALARM because of the drill"),
        ("ALARM web", "web ALARM"),
        ("OK ALARM", "OK ALARM"),
        ("<@U1|web>: OK", "web OK"),
        ("web -&gt; OK", "web OK"),
        ("my  shop OK!", "my shop OK"),
        ("arn:aws:cloudwatch:us-east-1:123456789012:alarm:my shop OK", "my shop OK"),
        ("", ""),
    ],
)
def test_what_adds_nothing_is_left_out(words: str, clean: str) -> None:
    assert cleaned(words) == clean


@pytest.mark.parametrize(
    ("words", "among"),
    [
        ('"time to first byte" ALARM', "time to first byte ALARM"),
        ("set state of the shop to ALARM please", "state of the shop ALARM"),
        ('set "time to first byte" to ALARM, please', "time to first byte ALARM"),
        ('"state of shop" OK', "state of shop OK"),
        ("ALARM time in queue because of it", "time in queue ALARM because of it"),
    ],
)
def test_with_ever_less_that_adds_nothing_a_name_that_has_it_is_among_what_is_read(words: str, among: str) -> None:
    assert among in spoken(words)
    assert spoken(words)[-1] == cleaned(words)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("web for 5m", ("web", "for 5m")),
        ("web until 18:00", ("web", "until 18:00")),
        ("web forever", ("web forever", "")),
        ("web", ("web", "")),
    ],
)
def test_what_says_how_long_is_told_apart(words: str, parts: tuple[str, str]) -> None:
    assert timed(words) == parts


@pytest.mark.parametrize(
    ("words", "rest"),
    [("drill", ""), ("drill  web-*", "web-*"), ("Drill stop ", "stop"), ("drilling", None), ("a drill", None)],
)
def test_what_follows_drill_is_one(words: str, rest: str | None) -> None:
    assert drilled(words) == rest
