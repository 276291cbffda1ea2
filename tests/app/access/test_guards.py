"""Who may act: full members by default, and where guards count, whom the first of them lets that fits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.guards import (
    GONE,
    GUEST,
    STRANGER,
    Attempt,
    Ruling,
    default_refusal,
    nearest_let_through,
    refusal_at_all,
    ruling,
)
from app.config.guards import Guard
from app.slack.person import Person

ANA = Person("U0ANA", usergroups=frozenset({"S0OPS"}))
CY = Person("U0CY")
EVE = Person("U0EVE", is_guest=True)
ZOE = Person("U0ZOE", is_stranger=True)
OLD = Person("U0OLD", is_gone=True)

LOOK = Attempt("group", "web", "C0OPS")
GROW = Attempt("group", "web", "C0OPS", before=2, after=6)
SHRINK = Attempt("group", "web", "C0OPS", before=8, after=2)


def test_without_a_guard_a_full_member_may_act() -> None:
    assert ruling(GROW, ANA, ()) == Ruling()


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (EVE, GUEST),
        (ZOE, STRANGER),
        (OLD, GONE),
        (Person("U0ALL", is_guest=True, is_stranger=True, is_gone=True), GONE),
    ],
)
def test_without_a_guard_everybody_else_is_told_why_not(person: Person, why: str) -> None:
    assert default_refusal(person) == ruling(GROW, person, ()).refusal == why


@pytest.mark.parametrize(
    ("guard", "person", "attempt", "may"),
    [
        (Guard(group="web*"), CY, LOOK, True),
        (Guard(group="web*"), EVE, LOOK, False),
        (Guard(group="web*"), ZOE, LOOK, False),
        (Guard(group="web*", users=("U0CY",)), CY, LOOK, True),
        (Guard(group="web*", users=("U0BO",)), CY, LOOK, False),
        (Guard(group="web*", users=("U0EVE",)), EVE, LOOK, True),
        (Guard(group="web*", users=("U0ZOE",)), ZOE, LOOK, True),
        (Guard(group="web*", users=("U0OLD",)), OLD, LOOK, False),
        (Guard(group="web*", usergroups=("S0OPS",)), ANA, LOOK, True),
        (Guard(group="web*", usergroups=("S0OPS",)), CY, LOOK, False),
        (Guard(group="web*", users=("U0CY",), usergroups=("S0OPS",)), ANA, LOOK, True),
        (Guard(group="web*", usergroups=("S0OPS",)), replace(EVE, usergroups=frozenset({"S0OPS"})), LOOK, True),
        (Guard(group="web*", channels=("C0OPS",)), CY, LOOK, True),
        (Guard(group="web*", channels=("C0SHOP", "C0OPS")), CY, LOOK, True),
        (Guard(group="web*", channels=("C0SHOP",)), CY, LOOK, False),
        (Guard(group="worker", users=("U0BO",)), CY, LOOK, True),  # it guards something else
        (Guard(group="WEB", users=("U0BO",)), CY, LOOK, True),  # names are told apart by case, as in AWS
        (Guard(alarm="web", users=("U0BO",)), CY, LOOK, True),  # an alarm of that name
        (Guard(group="web-[1]", users=("U0BO",)), CY, replace(LOOK, name="web-1"), False),
        (Guard(group="web-[1]", users=("U0BO",)), CY, replace(LOOK, name="web-[1]"), False),  # its exact name
        (Guard(alarm="web", users=("U0BO",)), CY, Attempt("alarm", "web", "C0OPS"), False),
        (Guard(group="web", max=6), CY, GROW, True),
        (Guard(group="web", max=5), CY, GROW, False),
        (Guard(group="web", max=5), CY, LOOK, True),
        (Guard(group="web", max=1), CY, SHRINK, True),  # what is above it may come back
        (Guard(group="web", step=4), CY, GROW, True),
        (Guard(group="web", step=3), CY, GROW, False),
        (Guard(group="web", step=5), CY, SHRINK, False),
    ],
)
def test_a_guard_says_who_where_and_how_far(guard: Guard, person: Person, attempt: Attempt, may: bool) -> None:
    assert (not ruling(attempt, person, (guard,)).refusal) is may


@pytest.mark.parametrize(
    ("guard", "attempt", "confirm", "approvals"),
    [
        (Guard(group="web"), GROW, False, 0),
        (Guard(group="web", confirm_above=5), GROW, True, 0),
        (Guard(group="web", confirm_above=6), GROW, False, 0),
        (Guard(group="web", confirm_above=5), SHRINK, True, 0),  # six fewer at once
        (Guard(group="web", confirm_above=5), LOOK, False, 0),
        (Guard(group="web", approvals=2), GROW, False, 2),
        (Guard(group="web", approvals=2), LOOK, False, 2),
        (Guard(group="web", approvals=2, confirm_above=5), GROW, True, 2),
        (Guard(group="web", approvals=2, confirm_above=6), GROW, False, 0),
    ],
)
def test_what_is_let_through_may_want_a_confirmation_or_approvals(
    guard: Guard, attempt: Attempt, confirm: bool, approvals: int
) -> None:
    decided = ruling(attempt, CY, (guard,))
    assert (decided.refusal, decided.confirm, decided.approvals) == ("", confirm, approvals)
    assert decided.rule == "rule 1 for groups `web`"


FREE, WATCHED = Guard(group="web", max=4), Guard(group="w*", usergroups=("S0OPS",), approvals=1)


@pytest.mark.parametrize(("after", "rule"), [(4, "rule 2 for groups `web`"), (5, "rule 3 for groups `w*`")])
def test_the_first_whose_limits_let_it_through_decides(after: int, rule: str) -> None:
    guards = (Guard(group="worker"), FREE, WATCHED)
    assert ruling(replace(GROW, after=after), ANA, guards).rule == rule


def test_who_may_not_is_told_which_rules_there_are_and_whom_to_ask() -> None:
    guards = (Guard(group="x"), replace(WATCHED, users=("U0ANA",), channels=("C0OPS", "#gone"), max=9, step=2))
    told = ruling(LOOK, CY, guards, names={"S0OPS": "@ops"}).refusal
    assert told == (
        "Nothing was done: no rule for the group `web` lets you do that here.\n"
        "• rule 2 for groups `w*`: @ops or <@U0ANA> in <#C0OPS> or #gone, "
        "at most 9 and at most 2 more or fewer at once\n"
        "Ask one of those who may."
    )


def test_a_group_of_people_is_named_and_not_called() -> None:
    told = ruling(LOOK, CY, (WATCHED,)).refusal
    assert "the user group `S0OPS`" in told
    assert "<!subteam" not in told


def test_who_may_elsewhere_is_told_where() -> None:
    told = ruling(LOOK, CY, (Guard(group="web", channels=("C0SHOP",)),)).refusal
    assert told.endswith("You may do it in <#C0SHOP>.")


def test_who_wants_too_much_is_told_how_much_they_may_and_who_may_more() -> None:
    told = ruling(replace(GROW, after=9), CY, (replace(FREE, step=3), WATCHED), names={"S0OPS": "@ops"}).refusal
    assert told == (
        "Nothing was done: rule 1 for groups `web` lets you set at most 4 and at most 3 more or fewer at once. "
        "From 2, 4 would be let through.\n"
        "For 9 ask @ops (rule 2 for groups `w*`)."
    )


def test_of_two_limits_the_wider_one_is_told() -> None:
    told = ruling(replace(GROW, after=9), CY, (Guard(group="web", max=3), Guard(group="web", max=7))).refusal
    assert told.startswith("Nothing was done: rule 2")
    assert "7 would be let through" in told


def test_many_rules_are_counted_rather_than_told() -> None:
    told = ruling(LOOK, CY, (WATCHED,) * 8).refusal
    assert told.count("the user group") == 5
    assert "and 3 more rules" in told


def test_a_guest_may_try_only_where_a_guard_of_the_kind_names_them() -> None:
    guards = (Guard(group="web", users=("U0EVE",)),)
    assert refusal_at_all(EVE, "group", guards) == ""
    assert refusal_at_all(EVE, "alarm", guards) == GUEST
    assert refusal_at_all(EVE, None, guards) == GUEST
    assert refusal_at_all(ZOE, "group", guards) == STRANGER
    assert refusal_at_all(CY, "alarm", guards) == ""
    assert refusal_at_all(replace(EVE, is_gone=True), "group", guards) == GONE


sizes = st.integers(0, 30)
few = st.none() | sizes
guards_of_groups = st.builds(
    Guard,
    group=st.sampled_from(["web", "w*", "*", "worker"]),
    users=st.lists(st.sampled_from(["U0ANA", "U0CY", "U0EVE", "U0ZOE"]), max_size=2).map(tuple),
    usergroups=st.sampled_from([(), ("S0OPS",)]),
    channels=st.sampled_from([(), ("C0OPS",), ("C0SHOP",)]),
    max=few,
    step=st.none() | st.integers(1, 30),
    confirm_above=few,
    approvals=st.integers(0, 2),
)
files = st.lists(guards_of_groups, max_size=5).map(tuple)
people = st.sampled_from([ANA, CY, EVE, ZOE, OLD])
attempts = st.builds(
    Attempt,
    kind=st.just("group"),
    name=st.sampled_from(["web", "worker", "db"]),
    channel=st.sampled_from(["C0OPS", "C0SHOP", "D0ANA"]),
    before=few,
    after=few,
)


@pytest.mark.slow
@given(attempts, people, files)
def test_no_rule_lets_more_through_than_its_limits(attempt: Attempt, person: Person, guards: tuple[Guard, ...]) -> None:
    decided = ruling(attempt, person, guards)
    if decided.refusal or not decided.rule:
        return
    guard = guards[int(decided.rule.split()[1]) - 1]
    largest = attempt.after if attempt.before is None or (attempt.after or 0) > attempt.before else 0
    assert guard.max is None or largest is None or largest <= guard.max
    assert guard.step is None or attempt.step is None or attempt.step <= guard.step
    assert not guard.channels or attempt.channel in guard.channels


@given(attempts, people, files, st.integers(0, 5))
def test_a_guard_for_something_else_changes_nothing_but_the_numbers(
    attempt: Attempt, person: Person, guards: tuple[Guard, ...], place: int
) -> None:
    other = Guard(group="elsewhere-*", users=("U0BO",), max=0, approvals=2)
    more = (*guards[:place], other, *guards[place:])
    one, two = ruling(attempt, person, guards), ruling(attempt, person, more)
    assert (bool(one.refusal), one.confirm, one.approvals) == (bool(two.refusal), two.confirm, two.approvals)


MUTE_ONLY = Guard(alarm="web-*", users=("U0ANA",), may=("mute", "acknowledge"))


@pytest.mark.parametrize(
    ("act", "guards", "refusal"),
    [
        ("mute", (MUTE_ONLY,), ""),
        ("acknowledge", (MUTE_ONLY,), ""),
        ("force", (MUTE_ONLY,), "rule 1 for alarms `web-*` lets you only mute or acknowledge here."),
        ("force", (MUTE_ONLY, Guard(alarm="*", users=("U0BO",))), "Ask <@U0BO> (rule 2 for alarms `*`)."),
        ("force", (MUTE_ONLY, Guard(alarm="web-*")), ""),
    ],
)
def test_what_somebody_may_do_to_an_alarm_is_a_limit_like_a_size(
    act: str, guards: tuple[Guard, ...], refusal: str
) -> None:
    found = ruling(Attempt("alarm", "web-5xx", "C0OPS", act=act), ANA, guards).refusal
    assert (refusal in found) if refusal else found == ""


@given(attempts, files)
def test_guests_and_strangers_act_only_where_a_guard_names_them(attempt: Attempt, guards: tuple[Guard, ...]) -> None:
    for person in (EVE, ZOE):
        if not ruling(attempt, person, guards).refusal:
            assert any(person.user_id in guard.users for guard in guards)
            assert refusal_at_all(person, "group", guards) == ""


@given(attempts, files)
def test_who_is_gone_never_acts(attempt: Attempt, guards: tuple[Guard, ...]) -> None:
    assert ruling(attempt, OLD, (*guards, Guard(group="*", users=("U0OLD",)))).refusal == GONE


@given(guards_of_groups, sizes, sizes)
def test_the_size_that_is_offered_instead_is_let_through(guard: Guard, before: int, after: int) -> None:
    value = nearest_let_through(guard, before, after)
    if value is None:
        return
    everybody = replace(guard, group="*", users=(), usergroups=(), channels=())
    assert not ruling(Attempt("group", "web", "C0OPS", before, value), CY, (everybody,)).refusal
    assert (value > before) is (after > before) and value != before


@pytest.mark.parametrize(
    ("attempt", "counts"),
    [
        (replace(LOOK, account="2", region="eu-west-1"), True),
        (replace(LOOK, name="prod/eu-west-1:web", account="2", region="eu-west-1"), True),
        (replace(LOOK, account="2", region="us-east-1"), False),
        (replace(LOOK, account="1", region="eu-west-1"), False),
        (LOOK, True),
    ],
)
def test_a_guard_counts_where_it_says_and_where_nobody_knows_where_that_is(attempt: Attempt, counts: bool) -> None:
    guard = Guard(group="web", users=("U0BO",), account=("2",), region=("eu-west-1",))
    assert bool(ruling(attempt, CY, (guard,)).refusal) is counts
