"""A composite alarm is a part of a drill if nothing but the drill's alarms set it off, and within its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.alarms.keep.drilled import InDrill, as_of_drill, may_be_of_drill
from app.alarms.read.tested import reason_of_drill
from app.alarms.read.transition import Child, State, Transition
from tests.app.alarms.alarm_support import payload, transition
from tests.app.alarms.ringing import BEGAN, cloudwatch_says

REASON = reason_of_drill("ana", "database", "C0OPS", "0123456789ab")
KNOWN = InDrill("d1", REASON, ("arn:a", "arn:b"), BEGAN, BEGAN + timedelta(minutes=10))


def composite(*arns: str, seconds: float = 10) -> Transition:
    made = transition(payload("composite"))
    children = tuple(Child(arn, arn[-1], "ALARM") for arn in arns)
    return replace(made, children=children, changed_at=BEGAN + timedelta(seconds=seconds))


def test_only_one_that_went_off_by_alarms_that_are_all_known_may_be() -> None:
    assert may_be_of_drill(composite("arn:a"))
    assert not may_be_of_drill(replace(composite("arn:a"), more_children=1))
    assert not may_be_of_drill(replace(composite("arn:a"), new=State.OK))
    assert not may_be_of_drill(transition(cloudwatch_says("OK", "ALARM")))


@pytest.mark.parametrize(
    ("alarm", "known", "is_drill"),
    [
        (composite("arn:a"), KNOWN, True),
        (composite("arn:b", "arn:a"), KNOWN, True),
        (composite("arn:a", "arn:c"), KNOWN, False),
        (composite("arn:a", seconds=606), KNOWN, False),
        (composite("arn:a", seconds=-6), KNOWN, False),
        (composite("arn:a"), InDrill(), False),
        (composite("arn:a"), None, False),
    ],
)
def test_it_has_the_drills_reason_then(alarm: Transition, known: InDrill | None, is_drill: bool) -> None:
    found = as_of_drill(alarm, known)
    assert found == (replace(alarm, reason=REASON) if is_drill else alarm)
    assert bool(found.tested_by) is is_drill


def test_one_that_is_drilled_itself_keeps_its_own() -> None:
    own = replace(composite("arn:a"), reason=reason_of_drill("bo", "other", "C0ALARMS", "0123456789ab"))
    assert as_of_drill(own, KNOWN) == own
