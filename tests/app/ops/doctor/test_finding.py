"""The doctor's lines read well without colour, and say what to do."""

from __future__ import annotations

import pytest

from app.ops.doctor.finding import ALL_OK, Finding, fail, line, ok, summary, warn

WELL, LOOK, ILL = ok("bot", "it is in"), warn("queue", "1 message", "Look."), fail("topic", "nobody hears", "Fix.")


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (WELL, "ok    bot: it is in"),
        (LOOK, "WARN  queue: 1 message\n        -> Look."),
        (ILL, "FAIL  topic: nobody hears\n        -> Fix."),
    ],
)
def test_a_line_says_how_it_is_and_how_to_fix_it(finding: Finding, words: str) -> None:
    assert line(finding, coloured=False) == words


def test_colour_is_only_around_the_word() -> None:
    assert line(ILL, coloured=True).startswith("\033[31mFAIL \033[0m topic")


@pytest.mark.parametrize(
    ("findings", "words"),
    [([WELL], ALL_OK), ([WELL, ILL], "1 to fix."), ([LOOK], "0 to fix, 1 to look at."), ([ILL, ILL, LOOK], "2 to")],
)
def test_the_last_line_counts(findings: list[Finding], words: str) -> None:
    assert summary(findings).startswith(words)
