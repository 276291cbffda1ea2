"""What is known of a group's metrics: one at its limit, one that is a time, and those that have figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.alarms.decide.evaluation import Condition
from app.commands.scale.outlook.forecast.alarms import Outcome
from app.commands.scale.outlook.forecast.figure import Figure
from app.commands.scale.outlook.forecast.foresight import Asked, Found, Watching
from app.commands.scale.outlook.forecast.points import Stay
from app.commands.scale.outlook.forecast.shared import Why
from tests.fakes.aws import alarm

START = datetime(2026, 11, 30, tzinfo=UTC)
HOUR, HOURS = 3600, 6
ABOVE_50 = Condition("GreaterThanThreshold", 50.0, 1, 1, 60)


def found(metric: str, load: float = 120.0, most: float = 1000.0) -> Found:
    """Two or four, in turn for an hour; now it is two."""
    sizes = [4 if hour % 2 == 0 else 2 for hour in range(HOURS)]
    loads = [load / sizes[each // 60] + each % 3 / 10 for each in range(HOURS * 60)]
    values = tuple((START + timedelta(minutes=each), min(most, value)) for each, value in enumerate(loads))
    begin = START.timestamp()
    stays = tuple(Stay(begin + hour * HOUR, begin + (hour + 1) * HOUR, size) for hour, size in enumerate(sizes))
    asked = Asked("AWS/EC2", metric, (), "Average", 60)
    watching = {asked: (Watching(alarm(state="ALARM"), ABOVE_50),)}
    return Found(watching, {asked: values}, stays, 2, START + timedelta(hours=HOURS))


def figure(known: Found, to: int) -> Figure | Why:
    (asked,) = known.watching
    return known.figure(asked, to)


def test_a_metric_that_divides_has_a_figure_and_its_alarms_an_outcome() -> None:
    known = found("CPUUtilization")
    (asked,), four = known.watching, figure(known, 4)
    assert isinstance(four, Figure)
    assert round(four.then) == 30
    assert [outcome for _, outcome in known.outcomes(asked, four)] == [Outcome("OK", 1)]


def test_the_smallest_size_that_fits_is_within_the_limits_or_there_is_none() -> None:
    known = found("CPUUtilization")
    assert known.fitting(1, 8) == 3
    assert known.fitting(4, 8) == 4
    assert known.fitting(1, 2) is None


def test_a_share_at_its_limit_has_none_and_what_is_no_share_has_one() -> None:
    assert figure(found("CPUUtilization", 400.0, most=100.0), 4) is Why.FULL
    assert isinstance(figure(found("CPUUtilization", 400.0), 4), Figure), "ECS measures more than all of a share"
    assert isinstance(figure(found("RequestCount", 400.0), 4), Figure)


def test_a_time_has_none() -> None:
    known = found("Latency")
    assert figure(known, 4) is Why.A_TIME
    assert known.foretellable == ()
