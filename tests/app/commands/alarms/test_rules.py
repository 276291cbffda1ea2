"""Which mute rules hold alarms, typed in Slack."""

from __future__ import annotations

from datetime import timedelta

from app.slack.messages.text import moment
from tests.app.commands.alarms.test_muting import bellhop, muted
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop

__all__ = ["bellhop"]


def test_a_mute_says_which_rule_outlasts_it(bellhop: Bellhop) -> None:
    now = bellhop.clock()
    bellhop.cloudwatch.mute("short", "web-mem", now, now + timedelta(minutes=5), "")
    bellhop.cloudwatch.mute("nightly", "web-mem", now, now + timedelta(hours=8), "")
    type_in(bellhop, "/alarms mute web-mem for 10m")
    assert " Already muted for longer: `web-mem`, by the rule `nightly` until <!date^" in seen(bellhop)[-1]
    assert "`short`" not in seen(bellhop)[-1]


def test_a_mute_does_not_outlast_itself(bellhop: Bellhop) -> None:
    bellhop.clock.advance(21)
    type_in(bellhop, "/alarms mute web-mem for 10m")
    assert "longer" not in seen(bellhop)[-1]
    ((_, _, end),) = bellhop.cloudwatch.rules.values()
    assert f"until {moment(end)}" in seen(bellhop)[-1], "CloudWatch's rules last whole minutes"


def test_one_that_is_muted_among_many_rules_is_unmuted(bellhop: Bellhop) -> None:
    now = bellhop.clock()
    for number in range(60):
        bellhop.cloudwatch.mute(f"bellhop-{number}", "db-cpu", now, now + timedelta(hours=1), "")
    type_in(bellhop, "/alarms mute web-mem")
    type_in(bellhop, "/alarms unmute web-mem")
    assert seen(bellhop)[-1].startswith(":bell: ana unmuted `web-mem`.")
    assert "web-mem" not in muted(bellhop)


def test_a_newer_mute_replaces_bellhops_older_one_and_says_until_when_that_was(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms mute web-mem for 8h")
    until = moment(bellhop.clock() + timedelta(hours=8))
    bellhop.clock.advance(60)
    now = bellhop.clock()
    type_in(bellhop, "/alarms mute web-mem for 10m")
    assert f"It replaces the mute until {until}." in seen(bellhop)[-1]
    assert "longer" not in seen(bellhop)[-1]
    ((names, _, end),) = bellhop.cloudwatch.rules.values()
    assert (names, end) == ("web-mem", now + timedelta(minutes=10))


def test_a_newer_mute_of_one_leaves_the_others_muted(bellhop: Bellhop) -> None:
    now = bellhop.clock()
    bellhop.cloudwatch.mute_many("bellhop-before-0", ["web-mem", "db-cpu"], now, now + timedelta(hours=8), "")
    type_in(bellhop, "/alarms mute web-mem for 10m")
    assert bellhop.cloudwatch.rules["bellhop-before-0"][0] == "db-cpu"
    assert len(bellhop.cloudwatch.rules) == 2


def test_several_older_mutes_are_named_by_their_ends(bellhop: Bellhop) -> None:
    now = bellhop.clock()
    ends = [now + timedelta(hours=hours) for hours in (1, 2)]
    for number, end in enumerate(ends):
        bellhop.cloudwatch.mute_many(f"bellhop-before-{number}", ["web-mem"], now, end, "")
    type_in(bellhop, "/alarms mute web-mem for 10m")
    assert f"It replaces the mutes until {moment(ends[0])} and {moment(ends[1])}." in seen(bellhop)[-1]
