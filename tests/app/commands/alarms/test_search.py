"""How many alarms are read, of whatever account."""

from __future__ import annotations

from app.aws.alarm import MuteRule
from app.commands.alarms.filters import MOST_HELD, Filters
from app.commands.alarms.search import by_filters, count_ok, held_by
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


def test_of_very_many_that_are_muted_it_is_said_that_there_are_more() -> None:
    cloudwatch = world(OK=MOST_HELD + 1)
    names = tuple(f"OK-{at:04}" for at in range(MOST_HELD + 1))
    muted = Filters(muted=True)
    assert held_by([MuteRule("a", names)], muted, cloudwatch).has_more
    found = held_by([MuteRule("a", names[:MOST_HELD])], muted, cloudwatch)
    assert (len(found.alarms), found.has_more) == (MOST_HELD, False)
