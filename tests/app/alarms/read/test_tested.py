"""A test is known by the whole reason, which nobody can type."""

from __future__ import annotations

import pytest

from app.alarms.read.tested import reason_of, who_tested

MARK = "0123456789ab"


@pytest.mark.parametrize("who", ["ana", "a (b); request", "O'Neil <x>"])
def test_the_reason_of_a_test_says_who(who: str) -> None:
    assert who_tested(reason_of(who, MARK)) == who
    assert len(reason_of("n" * 200, MARK)) < 1023


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "Threshold Crossed: 1 datapoint [93.25] was greater than the threshold (80.0).",
        f"{reason_of('ana', MARK)} (set by hand in Slack by eve; request {MARK})",
        f"x {reason_of('ana', MARK)}",
        reason_of("ana", "no mark"),
    ],
)
def test_no_other_reason_is_one(reason: str) -> None:
    assert who_tested(reason) == ""
