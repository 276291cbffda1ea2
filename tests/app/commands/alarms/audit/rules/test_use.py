"""Alarms of little use; test_planted.py has most of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.aws.alarm import MuteRule
from app.commands.alarms.audit.rules.use import DROPPED, FLAPPING, MUTED, NEVER, NOISY
from app.commands.alarms.audit.snapshot import Past
from app.config.routes import Route
from tests.app.commands.alarms.audit.rules.planted import DAY, NOW, names, snapshot, watched


def test_what_the_history_does_not_reach_back_to_is_not_said() -> None:
    alarm = watched(since=NOW - 7 * DAY)
    assert names(NEVER, snapshot(alarm, past=Past(NOW - 30 * DAY))) == ["a"]
    assert names(NEVER, snapshot(alarm, past=Past(NOW - 20 * DAY))) == []
    assert names(NEVER, snapshot(alarm)) == []
    assert names(NEVER, snapshot(alarm, past=Past(NOW - 30 * DAY, {"a": (NOW - 8 * DAY,)}))) == []
    assert names(NEVER, snapshot(watched(since=NOW - 31 * DAY), past=Past(NOW))) == ["a"]


@pytest.mark.parametrize(("times", "within", "found"), [(20, 6, True), (19, 6, False), (40, 60, False)])
def test_twenty_times_within_a_week_are_flapping(times: int, within: int, found: bool) -> None:
    went_off = {"a": tuple(NOW - within * DAY * number / times for number in range(1, times + 1))}
    assert names(FLAPPING, snapshot(watched(), past=Past(NOW - 30 * DAY, went_off))) == (["a"] if found else [])


def test_of_several_mutes_the_longest_is_told_once() -> None:
    rules = [MuteRule("short", ("a",), lasts=timedelta(hours=70)), MuteRule("long", ("a", "b", "gone"), lasts=5 * DAY)]
    found = list(MUTED.find(snapshot(watched("a"), watched("b"), watched("c"), mutes=(*rules, rules[1]))))
    assert [(each.name, each.words["rule"]) for each in found] == [("a", "`long`"), ("b", "`long`")]


@pytest.mark.parametrize(
    ("routes", "dropped"),
    [
        ([Route("a", drop=True)], True),
        ([Route("a", drop=True, states=("OK",))], False),
        ([Route("a", channel="#x", also=True), Route("a", drop=True)], False),
        ([Route("a", drop=True, tags={"team": "x"})], False),
        ([Route("*", channel="#x", tags={"team": "x"}), Route("a", drop=True)], False),
        ([Route("a", drop=True, account="999999999999")], False),
    ],
)
def test_only_what_is_dropped_for_sure_is_said_to_be(routes: list[Route], dropped: bool) -> None:
    assert names(DROPPED, snapshot(watched(), routes=routes)) == (["a"] if dropped else [])


@pytest.mark.parametrize(
    ("times", "at_once", "kind", "found"),
    [
        (14, 11, "metric", True),
        (5, 3, "metric", True),
        (4, 4, "metric", False),
        (14, 6, "metric", False),
        (14, 11, "composite", False),
        (90, 80, "metric", False),  # it flaps, which is said already
    ],
)
def test_what_mostly_ends_by_itself_is_noisy(times: int, at_once: int, kind: str, found: bool) -> None:
    went_off = tuple(NOW - 28 * DAY * number / times for number in range(times))
    given = snapshot(watched(kind=kind), past=Past(NOW - 30 * DAY, {"a": went_off}, {"a": at_once}))
    assert names(NOISY, given) == (["a"] if found else [])


def test_how_noisy_it_is_is_said_with_the_time_that_is_known() -> None:
    past = Past(NOW - 12 * DAY, {"a": (NOW - DAY,) * 9}, {"a": 8})
    (found,) = NOISY.find(snapshot(watched(), past=past))
    assert NOISY.says.format(name="`a`", **found.words) == (
        "`a` went off 9 times in 12 days, 8 of them for less than 5 minutes"
    )
