"""The doctor's lines read well without colour, and say what to do."""

from __future__ import annotations

import pytest

from app.ops.doctor.finding import ALL_WELL, Finding, bad, doubtful, good, line, summary

WELL, LOOK, ILL = good("bot", "it is in"), doubtful("queue", "1 letter", "Look."), bad("topic", "nobody hears", "Fix.")


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (WELL, "ok    bot: it is in"),
        (LOOK, "look  queue: 1 letter\n        -> Look."),
        (ILL, "BAD   topic: nobody hears\n        -> Fix."),
    ],
)
def test_a_line_says_how_it_is_and_how_to_fix_it(finding: Finding, words: str) -> None:
    assert line(finding, coloured=False) == words


def test_colour_is_only_around_the_word() -> None:
    assert line(ILL, coloured=True).startswith("\033[31mBAD  \033[0m topic")


@pytest.mark.parametrize(
    ("findings", "words"),
    [([WELL], ALL_WELL), ([WELL, ILL], "1 to fix."), ([LOOK], "0 to fix, 1 to look at."), ([ILL, ILL, LOOK], "2 to")],
)
def test_the_last_line_counts(findings: list[Finding], words: str) -> None:
    assert summary(findings).startswith(words)
