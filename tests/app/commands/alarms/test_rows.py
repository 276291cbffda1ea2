"""What a list of alarms says of each, and in which order."""

from __future__ import annotations

from datetime import timedelta

from app.alarms.read.described import seen
from app.aws.alarm import Alarm, MuteRule
from app.commands.alarms.rows import Listed, listed, ranked, with_rules
from app.config.routes import Route
from tests.app.commands.alarms.world import NOON, metric_alarm
from tests.fakes.aws import HOME

ROUTES = (Route(alarm="noise-*", drop=True), Route(alarm="call-*", mention=("U0BO",)))


def of(alarm: Alarm) -> Listed:
    return listed(seen(alarm, HOME, NOON), ROUTES)


def test_the_order_is_a_digests_but_what_is_dropped_is_last_of_its_state() -> None:
    alarms = [
        metric_alarm("noise-1", value=900),
        metric_alarm("quiet", "INSUFFICIENT_DATA"),
        metric_alarm("slightly", value=81),
        metric_alarm("long", value=100, minutes=90),
        metric_alarm("short", value=100, minutes=5),
        metric_alarm("call-1", value=81),
    ]
    names = [each.row.name for each in ranked(map(of, alarms))]
    assert names == ["call-1", "long", "short", "slightly", "noise-1", "quiet"]


def test_of_two_mutes_the_longer_one_counts() -> None:
    rules = [MuteRule(str(hours), ("a",), NOON + timedelta(hours=hours)) for hours in (2, 1)]
    rules += [MuteRule("other", ("b",), NOON + timedelta(hours=9)), MuteRule("cron", ("a",), None)]
    assert with_rules(of(metric_alarm("a")), rules).row.muted_until == NOON + timedelta(hours=2)
    assert with_rules(of(metric_alarm("a")), []).row.muted_until is None
