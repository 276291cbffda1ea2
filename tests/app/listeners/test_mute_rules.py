"""What is said of the mutes that a newer one replaces."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.base.errors import Later, Refused
from app.listeners.mute_rules import (
    MOST_RULES,
    UNTILS_SHOWN,
    active_rules,
    holds,
    older_rules,
    replace_rules,
    replaced_until,
)
from app.slack.messages.text import moment
from tests.fakes.bellhop import Bellhop

NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
ENDS = [NOON + timedelta(hours=hours) for hours in range(1, 6)]


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ([], ""),
        ([None, NOON], ""),
        ([ENDS[0], ENDS[0]], f"It replaces the mute until {moment(ENDS[0])}."),
        (ENDS[:2], f"It replaces the mutes until {moment(ENDS[0])} and {moment(ENDS[1])}."),
    ],
)
def test_each_end_that_is_to_come_is_said_once(ends: list[datetime | None], said: str) -> None:
    assert replaced_until(ends, NOON) == said


def test_of_many_the_last_ones_are_said() -> None:
    said = replaced_until(ENDS, NOON)
    assert [moment(end) in said for end in ENDS] == [False] * (5 - UNTILS_SHOWN) + [True] * UNTILS_SHOWN


def test_only_bellhops_own_of_other_requests_are_older_and_none_where_aws_does_not_tell(bellhop: Bellhop) -> None:
    for rule in ("bellhop-mark-0", "bellhop-before-0", "deploys"):
        bellhop.cloudwatch.mute(rule, "web-5xx", NOON, ENDS[0], "")
    assert [rule.name for rule in older_rules(["web-5xx"], "mark", bellhop.parts)] == ["bellhop-before-0"]
    bellhop.cloudwatch.takes_rules = False
    assert older_rules(["web-5xx"], "mark", bellhop.parts) == ()


@pytest.mark.parametrize("count", [1, MOST_RULES + 10])
def test_an_operation_holds_all_alarms_that_a_rule_of_its_own_holds_however_many_those_are(
    count: int, bellhop: Bellhop
) -> None:
    names = [f"web-{number}" for number in range(count)]
    for name in names:
        bellhop.cloudwatch.mute(f"bellhop-mark-{name}", name, NOON, ENDS[0], "")
    bellhop.cloudwatch.mute("bellhop-before-0", "web-5xx", NOON, ENDS[0], "")
    assert holds(names, "mark", bellhop.parts)
    assert not holds([*names, "web-5xx"], "mark", bellhop.parts)


def test_where_aws_keeps_an_older_one_that_is_said_and_the_others_end(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for rule in ("bellhop-first-0", "bellhop-second-0"):
        bellhop.cloudwatch.mute(rule, "web-5xx", NOON, ENDS[0], "")
    older, end = older_rules(["web-5xx"], "mark", bellhop.parts), bellhop.cloudwatch.unmute

    def unmute(rule: str) -> None:
        if rule == "bellhop-first-0":
            raise Refused("AWS does not let Bellhop delete it.")
        end(rule)

    monkeypatch.setattr(bellhop.cloudwatch, "unmute", unmute)
    said = f"An older mute goes on until {moment(ENDS[0])}, since Bellhop could not end it: AWS does not let"
    assert replace_rules(older, ["web-5xx"], bellhop.parts).startswith(said)
    assert list(bellhop.cloudwatch.rules) == ["bellhop-first-0"]


def test_while_aws_is_busy_it_is_tried_again(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    bellhop.cloudwatch.mute("bellhop-first-0", "web-5xx", NOON, ENDS[0], "")
    older = older_rules(["web-5xx"], "mark", bellhop.parts)

    def unmute(rule: str) -> None:
        raise Later("Rate exceeded.")

    monkeypatch.setattr(bellhop.cloudwatch, "unmute", unmute)
    with pytest.raises(Later):
        replace_rules(older, ["web-5xx"], bellhop.parts)


@pytest.mark.parametrize(
    ("ours", "others", "read", "has_more"),
    [(30, 30, 60, False), (MOST_RULES, 1, MOST_RULES + 1, False), (MOST_RULES + 1, 1, MOST_RULES + 1, True)],
)
def test_of_many_active_rules_so_many_of_each_are_read_and_it_is_told_whether_that_is_all(
    bellhop: Bellhop, ours: int, others: int, read: int, has_more: bool
) -> None:
    for name in [*(f"bellhop-{at}" for at in range(ours)), *(f"deploys-{at}" for at in range(others))]:
        bellhop.cloudwatch.mute(name, "web-5xx", NOON, ENDS[0], "")
    active = active_rules(bellhop.parts)
    assert (len(active.rules), active.has_more) == (read, has_more)
