"""Parts of cards: whatever the text, what comes out is safe, of one line where it says so, and within its limit."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alarms.show.layout import BLOCKS_LIMIT, fitting, inline, linked, listing, split, untrusted
from app.slack.messages.blocks import section
from app.slack.messages.naming import with_names
from app.slack.messages.text import NAME_LIMIT, escape, named
from sandbox.slack.limits import too_long

TEXTS = st.text(max_size=200)


@given(TEXTS, st.integers(10, 80))
def test_untrusted_text_is_one_line_and_escaped(text: str, limit: int) -> None:
    for shown in (untrusted(text, limit), inline(text, limit)):
        assert "\n" not in shown
        assert "<" not in shown
        assert len(shown) <= limit + 2  # the backticks


@pytest.mark.parametrize(
    ("text", "shown"), [("web_1", "web_1"), ("*web*", "`*web*`"), ("_x_", "`_x_`"), ("a`b", "`a'b`")]
)
def test_what_would_come_out_bold_or_struck_is_code(text: str, shown: str) -> None:
    assert untrusted(text, 80) == shown


def test_no_text_as_code_is_a_dash() -> None:
    assert inline("", 80) == "-"


def test_an_address_is_a_link_without_the_full_stop_behind_it() -> None:
    assert linked("See https://wiki.example.com/a?b=1. Or <this>", 200) == (
        "See <https://wiki.example.com/a?b=1>. Or &lt;this&gt;"
    )


def test_a_list_without_lines_is_nothing() -> None:
    assert listing("Children", []) == ""
    assert listing("Children", ["a"], "and 2 more") == "*Children*\na\nand 2 more"


@given(st.text(min_size=1, max_size=400), st.integers(12, 100))
def test_a_split_text_loses_nothing_and_its_head_fits(text: str, size: int) -> None:
    head, rest = split(text, size)
    assert head + rest == text
    assert len(escape(head)) <= size


def test_blocks_that_are_too_long_together_are_built_with_shorter_texts() -> None:
    built = fitting(lambda scale: [section("x" * int(2_900 * scale)) for _ in range(10)])
    assert len(json.dumps([block.to_dict() for block in built])) <= BLOCKS_LIMIT
    assert len(built) == 10


def test_blocks_are_measured_with_the_names_that_stand_in_them_when_slack_gets_them() -> None:
    line = f"{named('U0ANA')} scaled. "
    built = fitting(lambda scale: [section(line * int(140 * scale)) for _ in range(6)])
    sent = with_names([block.to_dict() for block in built], lambda _: "n" * NAME_LIMIT)
    assert too_long({"blocks": sent}) == []
