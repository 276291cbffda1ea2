"""/forcealarm of an alarm in another account whose name one here has, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.base.errors import BellhopError, Refused
from app.config.guards import Guard
from sandbox.slack.threaded import RunningSlack
from tests.app.card_actions.places import Place, arrive
from tests.app.card_actions.pressing import card_of, whispered
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.two_places import NAME, TwoPlaces, two_places
from tests.fakes.aws import FakeCloudWatch, alarm
from tests.fakes.clock import SetClock
from tests.fakes.elsewhere import PROD

NOT_LET_IN = Refused("Bellhop can't get into prod (210987654321), eu-west-1: AWS doesn't let it.")
CALLED = "arn:aws:lambda:eu-west-1:210987654321:function:page-somebody"


@pytest.fixture
def world(slack: RunningSlack, clock: SetClock) -> Iterator[TwoPlaces]:
    with two_places(slack, clock) as made:
        yield made


def set_in(cloudwatch: FakeCloudWatch) -> list[tuple[str, str]]:
    return [(name, state) for name, state, _ in cloudwatch.changes]


def asked(world: TwoPlaces) -> None:
    """Somebody is asked before that alarm is set, since it calls a function."""
    actions: dict[str, tuple[str, ...]] = {"ALARM": (CALLED,), "OK": (), "INSUFFICIENT_DATA": ()}
    world.alarms_there.add(replace(alarm(NAME, "OK"), actions=actions))
    world.alarms_here.add(replace(alarm(NAME, "OK"), actions=actions))
    assert "wants to set" in world.type(f"{NAME} ALARM in prod", command="/forcealarm")


@pytest.mark.parametrize("is_removed", [True, False])
def test_one_that_nobody_may_look_at_any_more_is_told_so_and_is_no_bug(world: TwoPlaces, is_removed: bool) -> None:
    world.type(f"{NAME} OK in prod", command="/forcealarm")
    world.alarms_here.add(alarm(NAME, "OK"))
    if is_removed:
        world.configure()
    else:
        world.closes(NOT_LET_IN)
    world.pass_by(hours=1)
    assert "Bellhop can't look what became of it" in world.last()
    assert (world.bellhop.watch.dead_letters, world.bellhop.watch.next_due()) == ([], None)


def test_one_whose_role_was_away_for_a_moment_is_followed_to_its_end(world: TwoPlaces) -> None:
    world.type(f"{NAME} OK in prod", command="/forcealarm")
    world.closes(NOT_LET_IN)
    world.pass_by(seconds=20)
    world.opens()
    world.alarms_there.add(replace(alarm(NAME, "ALARM"), since=world.bellhop.clock()))
    world.pass_by(minutes=2)
    assert "CloudWatch set it back to *ALARM*" in world.last()


def test_a_question_is_cancelled_by_whom_the_guards_there_let_force_it(slack: RunningSlack, clock: SetClock) -> None:
    there, here = ("210987654321",), ("123456789012",)
    guards = (
        Guard(alarm="web-*", users=("U0ANA",), account=there),
        Guard(alarm="web-*", users=("U0BO",), account=here),
    )
    with two_places(slack, clock, guards) as world:
        asked(world)
        world.press(newest(world.bellhop), "force_cancel", "U0BO")
        assert "Nothing was done: no rule for the alarm" in world.last("U0BO")
        assert not world.said("Cancelled by bo")


@pytest.mark.parametrize("where", ["in prdo", "in staging eu-west-1", "in prdo because of a test", "in Prdo."])
@pytest.mark.parametrize("is_removed", [False, True])
def test_a_place_that_there_is_not_is_no_reason_to_set_the_one_here(
    where: str, is_removed: bool, world: TwoPlaces
) -> None:
    if is_removed:
        world.configure()
    world.type(f"{NAME} OK {where}", command="/forcealarm")
    assert (set_in(world.alarms_here), set_in(world.alarms_there)) == ([], [])
    known = "no other account or region" if is_removed else "`prod/eu-west-1`"
    assert world.said(f" is no place: bellhop.toml names {known}. A reason comes after `because`.")


@pytest.mark.parametrize(
    "words", ["{name} in prdo", "{name}-* OK in prdo", "test {name} in prdo", "nothing OK in prdo"]
)
def test_a_place_that_there_is_not_is_answered_with_those_that_there_are(words: str, world: TwoPlaces) -> None:
    world.type(words.format(name=NAME), command="/forcealarm")
    assert world.said("There is no place `prdo`: bellhop.toml names `prod/eu-west-1`.")
    assert (set_in(world.alarms_here), set_in(world.alarms_there)) == ([], [])


def test_whoever_means_it_as_a_reason_says_because_or_presses(world: TwoPlaces) -> None:
    world.type(f"{NAME} OK in maintenance", command="/forcealarm")
    world.press(newest(world.bellhop), "forcealarm_do:0")
    assert set_in(world.alarms_here) == [(NAME, "OK")]


@pytest.mark.parametrize("problem", [None, NOT_LET_IN])
def test_a_yes_after_the_account_is_gone_sets_nothing_here(world: TwoPlaces, problem: BellhopError | None) -> None:
    asked(world)
    question = newest(world.bellhop)
    if problem:
        world.closes(problem)
    else:
        world.configure()
    said = world.press(question, "force_confirm")
    assert "210987654321, eu-west-1" in said or "(210987654321), eu-west-1" in said
    assert (set_in(world.alarms_here), set_in(world.alarms_there)) == ([], [])


def test_a_yes_after_the_account_has_another_name_means_the_same_alarm(world: TwoPlaces) -> None:
    asked(world)
    question = newest(world.bellhop)
    world.configure(replace(PROD, name="live"))
    world.press(question, "force_confirm")
    assert (set_in(world.alarms_here), set_in(world.alarms_there)) == ([], [(NAME, "ALARM")])


def test_the_yes_of_one_question_does_not_set_the_alarm_of_the_other(world: TwoPlaces) -> None:
    asked(world)
    there = newest(world.bellhop)
    world.type(f"{NAME} ALARM", command="/forcealarm")
    here = newest(world.bellhop)
    assert here["ts"] != there["ts"]
    world.press(here, "force_confirm")
    assert (set_in(world.alarms_here), set_in(world.alarms_there)) == ([(NAME, "ALARM")], [])
    world.press(there, "force_confirm")
    assert (set_in(world.alarms_here), set_in(world.alarms_there)) == ([(NAME, "ALARM")], [(NAME, "ALARM")])


def test_its_card_says_where_it_is(world: TwoPlaces) -> None:
    assert f"*prod/eu-west-1:{NAME}* is in *ALARM*" in world.type(f"{NAME} in prod", command="/forcealarm")
    assert f"*{NAME}* is in *ALARM*" in world.type(NAME, command="/forcealarm")


@pytest.mark.parametrize("is_removed", [False, True])
def test_what_is_this_alarm_on_its_card_is_never_answered_with_the_one_of_its_name_here(
    world: TwoPlaces, is_removed: bool
) -> None:
    arrive(world.bellhop, "SNS", Place("210987654321", "eu-west-1"))
    world.alarms_there.add(alarm(NAME, "INSUFFICIENT_DATA"))
    shown = card_of(world.bellhop)
    if is_removed:
        world.configure()
    assert world.bellhop.slack.act(user="U0ANA", channel="C0ALARMS", ts=shown["ts"], shortcut="what_alarm")["ok"]
    world.bellhop.work()
    said = whispered(world.bellhop)[-1]
    expected = "is in account 210987654321" if is_removed else f"*prod/eu-west-1:{NAME}* is in *INSUFFICIENT_DATA*"
    assert expected in said
