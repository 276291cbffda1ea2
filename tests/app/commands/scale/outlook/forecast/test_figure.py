"""One figure, or why there is none."""

from __future__ import annotations

from math import log

import pytest

from app.commands.scale.outlook.forecast.figure import Figure, foretold, is_share, is_time
from app.commands.scale.outlook.forecast.points import Point
from app.commands.scale.outlook.forecast.shared import Shared, Step, Why

STEPS = (Step(log(2), 0.0, 0.0, 0.0), Step(-log(2), 0.0, 0.0, 0.0))


def shared(value: float = 60.0, drift: float = 0.1, size: int = 2) -> Shared:
    return Shared(tuple(Point(60.0 * number, value, size) for number in range(30)), STEPS, drift)


def of(to: int, size: int = 2, now: float = 1800.0, known: Shared | None = None) -> Figure | Why:
    return foretold(known or shared(), size, to, now, 60, is_capped=True)


def test_twice_as_many_have_half_each_and_the_range_is_to_both_sides() -> None:
    found = of(4)
    assert isinstance(found, Figure)
    assert (found.now, found.then) == (60, 30)
    assert found.low < 30 < found.high
    assert round(found.low * found.high) == 900


def test_a_share_goes_no_further_than_its_limit() -> None:
    found = of(1)
    assert isinstance(found, Figure)
    assert (found.then, found.high) == (100, 100)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (of(0), Why.NOTHING),
        (of(4, size=3), Why.MOVING),
        (of(4, size=0), Why.MOVING),
        (of(4, now=5000.0), Why.MOVING),
        (of(9), Why.TOO_FAR),
        (of(4, known=shared(drift=0.8)), Why.UNSTEADY),
    ],
)
def test_else_it_says_why(found: Figure | Why, why: Why) -> None:
    assert found is why


def test_a_metric_is_a_time_or_a_share_by_its_words() -> None:
    assert is_time("TargetResponseTime")
    assert is_time("p99_latency")
    assert not is_time("RuntimeErrors")
    assert is_share("CPUUtilization")
    assert not is_share("RequestCount")
