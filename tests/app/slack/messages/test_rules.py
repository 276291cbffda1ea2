"""A guard in words: who, where and how far, without calling anybody of a user group."""

from __future__ import annotations

import pytest

from app.config.guards import Guard
from app.slack.messages.rules import channel_links, limits_of, rule_line, rule_name, who_may


@pytest.mark.parametrize(
    ("guard", "name"),
    [(Guard(group="web-*"), "rule 2 for groups `web-*`"), (Guard(alarm="*-5xx"), "rule 2 for alarms `*-5xx`")],
)
def test_a_rule_is_called_by_its_place_and_what_it_guards(guard: Guard, name: str) -> None:
    assert rule_name(2, guard) == name


def test_where_nobody_is_named_full_members_may() -> None:
    assert who_may(Guard(group="web"), {}) == "full members"


def test_a_user_group_is_named_and_never_called() -> None:
    guard = Guard(group="web", usergroups=("S0OPS", "S0NEW"))
    assert who_may(guard, {"S0OPS": "@ops"}) == "@ops or the user group `S0NEW`"


def test_of_many_the_first_are_named_and_the_others_counted() -> None:
    assert who_may(Guard(group="web", users=tuple(f"U{number}" for number in range(8))), {}).endswith(" or 3 more")


@pytest.mark.parametrize(
    ("guard", "limits"),
    [
        (Guard(group="web"), ""),
        (Guard(group="web", max=4), " at most 4"),
        (Guard(group="web", step=2), " at most 2 more or fewer at once"),
        (Guard(group="web", max=4, step=2), " at most 4 and at most 2 more or fewer at once"),
    ],
)
def test_limits_are_told_where_there_are_some(guard: Guard, limits: str) -> None:
    assert limits_of(guard) == limits


def test_a_line_says_who_where_and_how_far() -> None:
    guard = Guard(group="web", users=("U0ANA",), channels=("C0OPS",), max=4)
    assert rule_line(1, guard, {}) == "• rule 1 for groups `web`: <@U0ANA> in <#C0OPS>, at most 4"


def test_a_channel_that_no_id_was_found_for_stays_a_name() -> None:
    assert channel_links(["C0OPS", "#gone", "C0OPS"]) == "<#C0OPS> or #gone"
