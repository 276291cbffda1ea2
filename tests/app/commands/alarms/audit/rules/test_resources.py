"""What is gone, and what nobody watches; test_planted.py has most of it."""

from __future__ import annotations

from dataclasses import replace

from app.aws.alarm_definition import Metric
from app.commands.alarms.audit.buttons import Fix
from app.commands.alarms.audit.rules.resources import GONE, UNWATCHED
from tests.app.commands.alarms.audit.rules.planted import names, snapshot, watched

OLD = Metric("AWS/EC2", "CPUUtilization", (("AutoScalingGroupName", "old"),))


def test_where_the_groups_are_not_known_none_is_gone_and_none_is_unwatched() -> None:
    given = snapshot(watched(metrics=(OLD,), groups=("old",)), groups={"web": frozenset()})
    assert (names(GONE, given), names(UNWATCHED, given)) == (["a"], ["web"])
    unknown = replace(given, groups=None)
    assert (names(GONE, unknown), names(UNWATCHED, unknown)) == ([], [])


def test_as_long_as_not_all_alarms_are_read_no_group_is_said_to_have_none() -> None:
    assert names(UNWATCHED, snapshot(groups={"web": frozenset()}, is_whole=False)) == []


def test_what_a_composite_needs_is_not_deleted() -> None:
    given = snapshot(watched("child", metrics=(OLD,)), watched("parent", children=("child",)), groups={})
    assert [found.fix for found in GONE.find(given)] == [Fix.NONE]
    assert [found.fix for found in GONE.find(replace(given, alarms=given.alarms[:1]))] == [Fix.DELETE]
