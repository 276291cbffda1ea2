"""How many alarms are read, of whatever account."""

from __future__ import annotations

from app.commands.alarms.filters import Filters
from app.commands.alarms.search import by_filters, count_ok
from tests.app.commands.alarms.world import metric_alarm
from tests.fakes.aws import FakeCloudWatch


def world(**counts: int) -> FakeCloudWatch:
    made = [metric_alarm(f"{state}-{at:04}", state) for state, count in counts.items() for at in range(count)]
    return FakeCloudWatch(*made)


def test_what_there_is_more_of_is_said() -> None:
    found = by_filters(Filters(), world(ALARM=301, INSUFFICIENT_DATA=100))
    assert (len(found.alarms), found.cut) == (400, ("ALARM",))


def test_those_that_are_ok_are_counted_with_one_call() -> None:
    cloudwatch = world(OK=150)
    assert count_ok(Filters(), cloudwatch) == (100, True)
    assert count_ok(Filters("OK-00*"), cloudwatch) == (100, False)
    assert len(cloudwatch.pages) == 2
