"""Which mute rules hold alarms, typed in Slack."""

from __future__ import annotations

from datetime import timedelta

from tests.app.commands.alarms.test_muting import bellhop, muted
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop

__all__ = ["bellhop"]


def test_a_mute_says_which_rule_outlasts_it(bellhop: Bellhop) -> None:
    now = bellhop.clock()
    bellhop.cloudwatch.mute("short", "web-mem", now, now + timedelta(minutes=5), "")
    bellhop.cloudwatch.mute("nightly", "web-mem", now, now + timedelta(hours=8), "")
    type_in(bellhop, "/alarms mute web-mem for 10m")
    assert " Already muted for longer: `web-mem`, by `nightly` until <!date^" in seen(bellhop)[-1]
    assert "`short`" not in seen(bellhop)[-1]


def test_one_that_is_muted_among_many_rules_is_unmuted(bellhop: Bellhop) -> None:
    now = bellhop.clock()
    for number in range(60):
        bellhop.cloudwatch.mute(f"bellhop-{number}", "db-cpu", now, now + timedelta(hours=1), "")
    type_in(bellhop, "/alarms mute web-mem")
    type_in(bellhop, "/alarms unmute web-mem")
    assert seen(bellhop)[-1].startswith(":bell: ana unmuted *1 alarm*: `web-mem`.")
    assert "web-mem" not in muted(bellhop)
