"""Authority: who somebody is as Slack knows it, asked only about what guards name, and kept a short while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.access.authority import SCOPE_MISSING, Authority
from app.access.guards import GUEST, STRANGER, Attempt
from app.base.errors import Forbidden, Refused
from app.config.guards import Guard
from app.config.secrets import Secret
from app.slack.client import Slack
from app.slack.errors import SlackLater
from app.slack.interactions import Caller
from app.slack.person import Person
from sandbox.slack.people import User
from sandbox.slack.threaded import RunningSlack
from tests.fakes.clock import SetClock
from tests.fakes.http import answering
from tests.patience import NO_TIMEOUT

ANA, EVE = Caller("U0ANA", "C0OPS", team_id="T0SANDBOX"), Caller("U0EVE", "C0OPS")
WEB = Attempt("group", "web", "C0OPS")
OPS_ONLY = Guard(group="web", usergroups=("S0OPS",))


@pytest.fixture
def guards() -> list[Guard]:
    """A test adds its own."""
    return []


@pytest.fixture
def authority(slack: RunningSlack, clock: SetClock, guards: Sequence[Guard]) -> Authority:
    return Authority(Slack(Secret("SLACK_BOT_TOKEN", slack.bot_token, fetch=str), slack.api_url), guards, clock)


def calls(slack: RunningSlack, method: str) -> int:
    return [call["method"] for call in slack.calls()].count(method)


def test_a_person_has_their_zone_and_those_of_their_groups_that_guards_name(
    authority: Authority, guards: list[Guard]
) -> None:
    assert authority.person(ANA) == Person("U0ANA", zone="Europe/Lisbon")
    guards.append(OPS_ONLY)
    assert authority.person(ANA).usergroups == {"S0OPS"}


def test_who_acts_from_another_workspace_is_a_stranger_whatever_slack_says_of_them(authority: Authority) -> None:
    assert authority.ruling(Caller("U0ANA", "C0OPS", team_id="T0OTHER"), WEB).refusal == STRANGER
    assert authority.refusal_at_all(Caller("U0ANA", "C0OPS", team_id="T0OTHER"), "group") == STRANGER


def test_a_user_group_lets_its_members_and_who_is_added_a_little_later(
    authority: Authority, guards: list[Guard], slack: RunningSlack, clock: SetClock
) -> None:
    guards.append(OPS_ONLY)
    slack.set_members("S0OPS", "U0BO")
    assert authority.ruling(ANA, WEB).refusal
    slack.set_members("S0OPS", "U0BO", "U0ANA")
    clock.advance(301)
    assert not authority.ruling(ANA, WEB).refusal
    assert not authority.ruling(ANA, WEB).refusal
    assert calls(slack, "usergroups.users.list") == 2


def test_slack_is_asked_only_about_what_the_guards_for_this_thing_name(
    authority: Authority, guards: list[Guard], slack: RunningSlack
) -> None:
    guards += [Guard(group="worker", usergroups=("S0OPS",), channels=("#ops",)), Guard(group="web")]
    authority.ruling(ANA, WEB)
    assert {call["method"] for call in slack.calls()} == {"users.info", "auth.test"}


def test_of_a_full_member_the_coarse_question_asks_no_user_group(
    authority: Authority, guards: list[Guard], slack: RunningSlack
) -> None:
    guards.append(OPS_ONLY)
    assert authority.refusal_at_all(ANA, "group") == ""
    assert calls(slack, "usergroups.users.list") == 0


def test_a_guest_in_a_group_that_a_guard_names_may_try(
    authority: Authority, guards: list[Guard], slack: RunningSlack
) -> None:
    guards.append(OPS_ONLY)
    slack.set_members("S0OPS", "U0EVE")
    assert authority.refusal_at_all(EVE, "group") == ""
    assert authority.refusal_at_all(EVE, "alarm") == GUEST
    assert not authority.ruling(EVE, WEB).refusal


IN_BOTH = User("U0GRID", "gil", "Gil", "T0OTHER", enterprise_id="E0ORG", teams=("T0OTHER", "T0SANDBOX"))
ELSEWHERE = replace(IN_BOTH, teams=("T0OTHER",))


@pytest.mark.parametrize("team", ["T0SANDBOX", "T0OTHER", ""])
@pytest.mark.parametrize(
    ("user", "whole", "is_member"), [(IN_BOTH, False, True), (ELSEWHERE, False, False), (ELSEWHERE, True, True)]
)
def test_in_an_organization_a_member_is_who_belongs_to_what_the_app_is_installed_in(
    team: str, user: User, whole: bool, is_member: bool, authority: Authority, slack: RunningSlack
) -> None:
    """Whatever team a request names: a command the one where it was typed, a press one of the person's, or none."""
    slack.join_organization("E0ORG", whole=whole)
    slack.put_user(user)
    refusal = authority.ruling(Caller("U0GRID", "C0OPS", team_id=team), WEB).refusal
    assert refusal == ("" if is_member else STRANGER)


def test_people_of_another_organization_are_strangers_in_an_organization(
    authority: Authority, slack: RunningSlack
) -> None:
    slack.join_organization("E0ORG", whole=True)
    slack.put_user(replace(IN_BOTH, enterprise_id="E0OTHER", teams=("T0OTHER",)))
    assert authority.ruling(Caller("U0GRID", "C0OPS", team_id="T0OTHER"), WEB).refusal == STRANGER
    assert authority.ruling(Caller("U0ZOE", "C0OPS", team_id="T0OTHER"), WEB).refusal == STRANGER


def test_a_channel_may_be_named(authority: Authority, guards: list[Guard]) -> None:
    guards.append(Guard(group="web", channels=("#ops",)))
    assert not authority.ruling(ANA, WEB).refusal
    assert "<#C0OPS>" in authority.ruling(ANA, Attempt("group", "web", "C0ALARMS")).refusal


def test_a_channel_that_is_not_there_holds_nobody_up_and_lets_nobody_through(
    authority: Authority, guards: list[Guard], slack: RunningSlack
) -> None:
    guards += [Guard(group="web", channels=("#nowhere",), users=("U0ANA",))]
    for _ in range(3):
        assert "in #nowhere" in authority.ruling(ANA, WEB).refusal
    assert calls(slack, "users.conversations") == 1


def test_a_refusal_names_user_groups_as_people_know_them_and_calls_nobody(
    authority: Authority, guards: list[Guard], slack: RunningSlack
) -> None:
    guards.append(OPS_ONLY)
    slack.set_members("S0OPS", "U0BO")
    with pytest.raises(Forbidden, match="• rule 1 for groups `web`: @ops") as refused:
        authority.require(ANA, WEB)
    assert "subteam" not in str(refused.value)


def test_a_refusal_does_not_wait_for_names(authority: Authority, guards: list[Guard], slack: RunningSlack) -> None:
    guards.append(OPS_ONLY)
    slack.set_members("S0OPS", "U0BO")
    slack.fault("usergroups.list", "ratelimited", retry_after=30)
    assert "the user group `S0OPS`" in authority.ruling(ANA, WEB).refusal


def test_who_is_in_a_group_is_waited_for(authority: Authority, guards: list[Guard], slack: RunningSlack) -> None:
    guards.append(OPS_ONLY)
    slack.fault("usergroups.users.list", "ratelimited", retry_after=30)
    with pytest.raises(SlackLater):
        authority.ruling(ANA, WEB)


def test_without_the_scope_for_user_groups_it_is_said_which_one_lacks(clock: SetClock) -> None:
    class Scopeless(Slack):
        def person(self, user_id: str) -> Person:
            return Person(user_id)

    with answering(200, '{"ok": false, "error": "missing_scope"}', {"Content-Type": "application/json"}) as server:
        door = Scopeless(Secret("SLACK_BOT_TOKEN", "xoxb-test", fetch=str), server.url, timeout=NO_TIMEOUT)
        with pytest.raises(Refused) as refused:
            Authority(door, (OPS_ONLY,), clock).ruling(Caller("U0ANA", "C0OPS"), WEB)
        assert Authority(door, (), clock).groups_of("U0ANA", ["S0OPS"]) == frozenset()
    assert str(refused.value) == SCOPE_MISSING


def test_the_user_groups_of_somebody_are_those_of_the_named_that_they_are_in(authority: Authority) -> None:
    assert authority.groups_of("U0ANA", ["S0OPS", "S0GONE"]) == {"S0OPS"}
    assert authority.groups_of("U0EVE", ["S0OPS"]) == frozenset()


def test_who_became_a_guest_may_no_more_half_a_minute_later(
    authority: Authority, slack: RunningSlack, clock: SetClock
) -> None:
    authority.ruling(ANA, WEB)
    authority.ruling(ANA, WEB)
    assert calls(slack, "users.info") == 1
    clock.advance(31)
    authority.ruling(ANA, WEB)
    assert calls(slack, "users.info") == 2
