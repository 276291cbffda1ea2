"""A storm of alarms at home and in another account, with the same names: each is muted and unmuted where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from app.base.errors import Refused
from app.config.guards import Guard
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cloudwatch_says
from tests.app.alarms.storms import digest, press_digest, settle
from tests.app.card_actions.pressing import whispered
from tests.app.card_actions.test_muting_all import mute_all
from tests.app.commands.scale.two_places import TwoPlaces, two_places
from tests.fakes.aws import FakeCloudWatch, alarm
from tests.fakes.bellhop import sns_record
from tests.fakes.clock import SetClock

NOT_LET_IN = Refused("Bellhop can't get into prod (210987654321), eu-west-1: AWS doesn't let it.")
PLACES = (("123456789012", "us-east-1"), ("210987654321", "eu-west-1"))
NAMES = [f"storm-{number}" for number in range(4)]


def storm(world: TwoPlaces) -> None:
    for account, region in PLACES:
        for name in NAMES:
            arn = f"arn:aws:cloudwatch:{region}:{account}:alarm:{name}"
            says = {**cloudwatch_says("OK", "ALARM", name=name), "AlarmArn": arn, "AWSAccountId": account}
            world.bellhop.alarms.put(sns_record({**says, "Region": region}, arn))
    for cloudwatch in (world.alarms_here, world.alarms_there):
        for name in NAMES:
            cloudwatch.add(alarm(name, "ALARM"))
    world.bellhop.alarms.deliver(world.bellhop.intake.take, 10)
    settle(world.bellhop, 5)


@pytest.fixture
def world(slack: RunningSlack, clock: SetClock) -> Iterator[TwoPlaces]:
    with two_places(slack, clock) as made:
        storm(made)
        yield made


def muted(cloudwatch: FakeCloudWatch) -> list[str]:
    return sorted(name for names, _, _ in cloudwatch.rules.values() for name in names.split(", "))


def said(world: TwoPlaces) -> str:
    return whispered(world.bellhop)[-1]


def test_all_are_muted_where_they_are_and_the_mutes_end_there(world: TwoPlaces) -> None:
    mute_all(world.bellhop)
    assert "8 alarms muted until" in said(world)
    assert "left out" not in said(world)
    assert (muted(world.alarms_here), muted(world.alarms_there)) == (NAMES, NAMES)
    settle(world.bellhop, timedelta(minutes=61).total_seconds())
    assert (world.alarms_here.rules, world.alarms_there.rules) == ({}, {})
    assert ":mute:" not in str(digest(world.bellhop.slack)["blocks"])


def test_all_are_unmuted_where_they_are(world: TwoPlaces) -> None:
    mute_all(world.bellhop)
    settle(world.bellhop, 5)
    press_digest(world.bellhop, "digest_unmute")
    assert said(world).startswith(":bell: 8 alarms unmuted.")
    assert (world.alarms_here.rules, world.alarms_there.rules) == ({}, {})


def test_an_account_that_does_not_let_bellhop_in_is_named_and_holds_up_nobody(world: TwoPlaces) -> None:
    world.closes(NOT_LET_IN)
    mute_all(world.bellhop)
    assert "4 alarms muted until" in said(world)
    assert "left out: Bellhop can't get into prod (210987654321), eu-west-1" in said(world)
    assert (muted(world.alarms_here), world.alarms_there.rules) == (NAMES, {})


def test_those_of_an_account_that_lets_nobody_in_any_more_stay_muted_and_that_is_said(world: TwoPlaces) -> None:
    mute_all(world.bellhop)
    settle(world.bellhop, 5)
    world.closes(NOT_LET_IN)
    press_digest(world.bellhop, "digest_unmute")
    assert said(world).startswith(":bell: 4 alarms unmuted.")
    assert "left out: Bellhop can't get into prod" in said(world)
    assert (world.alarms_here.rules, muted(world.alarms_there)) == ({}, NAMES)


def test_one_that_is_ok_there_by_now_is_not_muted(world: TwoPlaces) -> None:
    settle(world.bellhop, 60)
    since = world.bellhop.clock()
    world.alarms_there.add(replace(alarm(NAMES[2], "OK"), since=since))
    world.alarms_here.add(replace(alarm(NAMES[1], "OK"), since=since))
    mute_all(world.bellhop)
    assert "6 alarms muted until" in said(world)
    assert (NAMES[1] in muted(world.alarms_here), NAMES[2] in muted(world.alarms_here)) == (False, True)
    assert (NAMES[1] in muted(world.alarms_there), NAMES[2] in muted(world.alarms_there)) == (True, False)


def test_a_mute_of_all_twice_is_a_rule_in_each(world: TwoPlaces) -> None:
    mute_all(world.bellhop)
    world.bellhop.jobs.put(world.bellhop.jobs.texts[-1], group="again")
    world.bellhop.work()
    assert (len(world.alarms_here.rules), len(world.alarms_there.rules)) == (1, 1)


def test_a_guard_of_one_account_keeps_its_alarms_from_it(slack: RunningSlack, clock: SetClock) -> None:
    only_bo = Guard(alarm="storm-*", users=("U0BO",), account=("210987654321",))
    with two_places(slack, clock, (only_bo,)) as world:
        storm(world)
        mute_all(world.bellhop)
        assert (muted(world.alarms_here), world.alarms_there.rules) == (NAMES, {})
        assert "left out: the guards in bellhop.toml" in said(world)
