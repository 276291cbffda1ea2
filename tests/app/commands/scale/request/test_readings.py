"""Every way to read what people type; tests/app/commands/test_words.py has what comes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import Wrong
from app.commands.scale.request.parse import REASON_LIMIT, Request
from app.commands.scale.request.readings import LONGEST, readings
from tests.app.commands.scale.request.test_parse import REQUESTS, ROWS, SCRAPS
from tests.app.commands.scale.request.test_time import STARTS, UNITS
from tests.app.growth import assert_linear

pytestmark = pytest.mark.slow

SURE, GUESS, WHOLE = "sure", "guess", "whole"


def ways(text: str) -> list[tuple[str, ...]]:
    return [
        (str(way.request), SURE if way.is_sure else GUESS, *([WHOLE] if way.is_whole else []))
        for way in readings(text).ways
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("web 4", [("web 4", SURE)]),
        ("web=4", [("web=4", SURE), ("web 4", SURE)]),
        ("`web` 4", [("`web` 4", SURE), ("web 4", SURE)]),
        ("set 4", [("set 4", SURE, WHOLE), ("4", SURE, WHOLE), ("", SURE)][:2]),
        ("4 web", [("web 4", GUESS)]),
        ("undo web", [("web undo", SURE)]),
        ("web4", [("web4", SURE), ("web 4", GUESS, WHOLE)]),
        ("web four", [("web 4", GUESS)]),
        ("web - 1", [("web -1", GUESS), ("web 1", GUESS)]),
        ("web 5 --dry-run", [("dry-run web 5", SURE)]),
        ("set web to 4 because of a sale", [("web 4 because of a sale", SURE)]),
        ("web 1 at", [("web 1", GUESS)]),
        ("web 1 for", [("web 1", GUESS)]),
        ("web 1 in", [("web 1", GUESS)]),
        ("undo on web", [("web undo", SURE)]),
        ("web 3 in 5", [("web 3 in 5m", GUESS), ("web 3 in 5h", GUESS)]),
        ("web 3 for 90", [("web 3 for 1h30m", GUESS), ("web 3 for 3d18h", GUESS)]),
        ("web 3 in 10 minuets", [("web 3 in 10m", GUESS)]),
        ("web 3 in a bit", []),
        ("web 4 in10m", [("web 4 in 10m", GUESS)]),
        ("web 4 at6pm", [("web 4 at 18:00", GUESS)]),
        ("web udno", [("web undo", GUESS)]),
        ("show web", [("web", SURE)]),
        ("show web 4", [("web 4", GUESS)]),
        ("please", [("please", SURE, WHOLE), ("", SURE)]),
    ],
)
def test_each_way_with_what_is_sure_and_what_is_a_guess(text: str, expected: list[tuple[str, ...]]) -> None:
    assert ways(text) == expected


@pytest.mark.parametrize("words", [words for words in ROWS if words])
def test_what_the_grammar_reads_comes_first_and_is_sure(words: str) -> None:
    first = readings(words).ways[0]
    assert (first.request, first.is_sure) == (ROWS[words], True)


@given(REQUESTS)
def test_a_printed_request_is_itself_first(request: Request) -> None:
    assert readings(str(request)).ways[0].request == request


@pytest.mark.parametrize("reason", ["", "so " * REASON_LIMIT])
def test_a_reason_that_is_missing_or_too_long_is_said(reason: str) -> None:
    with pytest.raises(Wrong, match="The reason"):
        readings(f"set web to 4 because {reason}")


def test_what_is_wrong_is_known_by_the_name_it_is_about() -> None:
    found = readings("web frob")
    assert found.ways == ()
    assert "`frob` is not a size." in str(dict(found.wrongs)["web"])


def test_a_very_long_text_is_read_by_the_grammar_alone() -> None:
    assert readings("please set web to 4 " + "." * LONGEST).ways == ()


@pytest.mark.slow
@given(st.text() | st.lists(st.sampled_from(SCRAPS) | st.text(max_size=5)).map(" ".join))
def test_no_text_at_all_raises_anything_but_a_sentence(text: str) -> None:
    try:
        found = readings(text)
    except Wrong:
        return
    assert found.ways or found.wrongs


@pytest.mark.parametrize("start", STARTS)
def test_a_command_of_any_length(start: str) -> None:
    def read(unit: str, size: int) -> None:
        try:
            readings(start + unit * (size // len(unit)))
        except Wrong:
            return

    for unit in UNITS:
        assert_linear(lambda size: read(unit, size), unit)  # noqa: B023
