"""How many alarms are read, of whatever account."""

from __future__ import annotations

from app.aws.alarm import MuteRule
from app.commands.alarms.filters import MOST_HELD, Filters
from app.commands.alarms.search import by_filters, count_ok, muted
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
    assert muted(Filters(muted=True), [MuteRule("a", names)], cloudwatch).has_more
    found = muted(Filters(muted=True), [MuteRule("a", names[:MOST_HELD])], cloudwatch)
    assert (len(found.alarms), found.has_more) == (MOST_HELD, False)


def test_those_whose_actions_are_disabled_are_muted_too_in_calls_that_do_not_grow() -> None:
    cloudwatch = world(ALARM=2, OK=1500)
    for name in ("ALARM-0001", "OK-0007", "OK-1400"):
        cloudwatch.set_actions(name, enabled=False)
    held = MuteRule("a", ("ALARM-0000", "OK-1499"))
    found = muted(Filters(muted=True), [held], cloudwatch)
    assert {alarm.name for alarm in found.alarms} == {"ALARM-0000", "ALARM-0001", "OK-0007", "OK-1499"}
    assert (len(cloudwatch.pages), cloudwatch.asked, found.is_partly_read) == (10, [("OK-1499",)], True)
    found = muted(Filters("OK-14*", muted=True), [held], cloudwatch)
    assert ({alarm.name for alarm in found.alarms}, found.is_partly_read) == ({"OK-1400", "OK-1499"}, False)


def test_of_what_is_muted_the_state_counts_and_the_case_does_not() -> None:
    cloudwatch = world(ALARM=2, OK=2)
    for name in ("ALARM-0001", "OK-0001"):
        cloudwatch.set_actions(name, enabled=False)
    assert [alarm.name for alarm in muted(Filters("", ("OK",), muted=True), [], cloudwatch).alarms] == ["OK-0001"]
    assert [alarm.name for alarm in muted(Filters("ok-*", muted=True), [], cloudwatch).alarms] == ["OK-0001"]
