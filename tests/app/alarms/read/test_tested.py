"""A test is known by the whole reason, which nobody can type."""

from __future__ import annotations

import pytest

from app.alarms.read.tested import drilled_in, reason_of, reason_of_drill, who_tested

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
        f"{reason_of_drill('ana', 'database', 'C0OPS', MARK)} (set by hand in Slack by eve; request {MARK})",
        reason_of_drill("ana", "database", "#ops", MARK),
    ],
)
def test_no_other_reason_is_one(reason: str) -> None:
    assert who_tested(reason) == ""
    assert drilled_in(reason) == ""


@pytest.mark.parametrize("who", ["ana", "eve in C0ALARMS; request 0123456789ab; a drill) x", "O'Neil <x>"])
def test_the_reason_of_a_drill_says_who_which_and_where(who: str) -> None:
    reason = reason_of_drill(who, "data base", "C0OPS", MARK)
    assert who_tested(reason) == f"{who}, drill data base"
    assert drilled_in(reason) == "C0OPS"
    assert drilled_in(reason_of(who, MARK)) == ""
