"""What may come of other sizes is said before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.aws.scaling import Activity, Instance, Refresh, ScheduledAction
from tests.app.commands.scale.test_plan import NOW, STEPS, TRACKING, warned
from tests.fakes.scaling import web


@pytest.mark.parametrize(
    ("words", "around", "said"),
    [
        ("web 4", {"group": web(suspended=("Launch",))}, "Launch is suspended"),
        ("web 1", {"group": web(suspended=("Terminate",))}, "Terminate is suspended"),
        ("web 4 for 2h", {"group": web(suspended=("ScheduledActions",))}, "does not run on time"),
        ("web 4 in 2h", {"group": web(suspended=("ScheduledActions",))}, "does not run on time"),
        ("web 4", {"policies": (TRACKING,)}, "`cpu-50` keeps ASGAverageCPUUtilization at 50 and will change"),
        ("web 4", {"policies": (STEPS,)}, "`up` may change the desired capacity again"),
        ("web 4", {"policies": (TRACKING,), "group": web(suspended=("AlarmNotification",))}, "alarms do not scale it"),
        (
            "web 4",
            {"scheduled": (ScheduledAction("web", "noon", NOW + timedelta(minutes=20)),)},
            "`noon` changes the group again",
        ),
        (
            "web 4 for 2h",
            {"scheduled": (ScheduledAction("web", "later", NOW + timedelta(minutes=90)),)},
            "`later` changes the group again",
        ),
        (
            "web 4",
            {"scheduled": (ScheduledAction("web", "bellhop-back-x", NOW + timedelta(hours=5), desired=1),)},
            "The way back to 1 ",
        ),
        ("web 4", {"refreshes": (Refresh("r", "InProgress", 40),)}, "refresh is running (40%)"),
        ("web 4", {"activities": (Activity("a", NOW, "InProgress", "Launching &c"),)}, "(Launching &amp;c)"),
        (
            "web 1",
            {"group": web(instances=tuple(Instance(f"i-{n}", "InService", is_protected=True) for n in range(2)))},
            "2 instances in service are protected",
        ),
        ("web 4", {"group": web(unit="vcpu")}, "are in vCPUs, not instances"),
        ("web suspend Launch", {"group": web(instances=())}, "does not replace failed instances"),
        ("web refresh start", {"group": web(suspended=("InstanceRefresh",))}, "nothing is replaced until"),
    ],
)
def test_what_may_come_of_it_is_said_before(words: str, around: dict[str, Any], said: str) -> None:
    assert said in warned(words, **around)


@pytest.mark.parametrize(
    ("words", "around"),
    [
        ("web 4", {}),
        ("web 1", {"group": web(suspended=("Launch",))}),
        ("web 4", {"policies": (replace(TRACKING, is_enabled=False),)}),
        ("web 4", {"policies": (replace(TRACKING, scales_in=False),)}),
        ("web 4", {"scheduled": (ScheduledAction("web", "night", NOW + timedelta(hours=5)),)}),
        ("web 4", {"activities": (Activity("a", NOW, "Successful", ended=NOW),)}),
        ("web resume Launch", {}),
    ],
)
def test_and_nothing_where_nothing_will_come_of_it(words: str, around: dict[str, Any]) -> None:
    assert warned(words, **around) == ""
