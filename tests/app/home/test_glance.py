"""What there is to see, read in few calls."""

from __future__ import annotations

from datetime import timedelta

from app.alarms.read.regions import build_arn
from app.home.glance import LAST, arn_of, look
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.people import type_in
from tests.fakes.aws import HOME, alarm
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.counted import CountedTable


def test_alarms_have_their_open_incidents_and_ones_that_are_over_are_none(listening_bellhop: Bellhop) -> None:
    bellhop = listening_bellhop
    bellhop.cloudwatch.add(alarm(state="ALARM"))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    seen = {each.name: each.incident for each in look(bellhop.parts).alarms}
    assert set(seen) == {"web-high-cpu", "web-5xx"}
    assert seen["web-high-cpu"] is not None and seen["web-5xx"] is None
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    assert all(each.incident is None for each in look(bellhop.parts).alarms), "CloudWatch is a moment behind"


def test_changes_are_those_of_the_last_day(listening_bellhop: Bellhop) -> None:
    type_in(listening_bellhop, "/scale web 4")
    assert [change.group for change in look(listening_bellhop.parts).changes] == ["web"]
    listening_bellhop.clock.advance((LAST + timedelta(minutes=1)).total_seconds())
    assert look(listening_bellhop.parts).changes == ()


def test_a_hundred_red_alarms_are_two_reads_of_the_table(slack: RunningSlack, clock: SetClock) -> None:
    table = CountedTable()
    bellhop = Bellhop(slack, clock, table=table)
    for number in range(100):
        bellhop.cloudwatch.add(alarm(f"alarm-{number:03}", "ALARM"))
    before = len(table.calls)
    look(bellhop.parts)
    assert len(table.calls) - before <= 5


def test_an_alarm_without_an_arn_is_at_home() -> None:
    assert arn_of(alarm("x", "ALARM"), HOME) == build_arn(HOME.region, HOME.account, "x")


def test_a_change_in_a_private_channel_is_read_by_who_made_it(listening_bellhop: Bellhop) -> None:
    type_in(listening_bellhop, "/scale web 4 because of the secret sale", user="U0BO", channel="C0PRIVATE")
    glance = look(listening_bellhop.parts)
    assert [change.reason for change in glance.changes] == ["of the secret sale"]
    assert glance.public == frozenset()
    type_in(listening_bellhop, "/scale web 5", user="U0BO")
    assert look(listening_bellhop.parts).public == {"C0OPS"}
