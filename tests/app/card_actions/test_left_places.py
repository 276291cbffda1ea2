"""What waits for an alarm of an account that Bellhop can no longer get into: told, and nothing here is touched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.base.errors import Refused
from app.card_actions import muting
from app.queues.timers import Timer
from app.runtime.timers import run_timer
from sandbox.slack.threaded import RunningSlack
from tests.app.card_actions.muting import mute
from tests.app.card_actions.places import Place, arrive
from tests.app.card_actions.pressing import blocks, card_of
from tests.app.commands.scale.two_places import NAME, TwoPlaces, two_places
from tests.fakes.aws import FakeCloudWatch
from tests.fakes.clock import SetClock

NOT_LET_IN = Refused("Bellhop can't get into prod (210987654321), eu-west-1: AWS doesn't let it.")


@pytest.fixture
def world(slack: RunningSlack, clock: SetClock) -> Iterator[TwoPlaces]:
    """Its alarm there is in ALARM; the one of that name here has its actions disabled by somebody."""
    with two_places(slack, clock) as made:
        made.alarms_here.set_actions(NAME, enabled=False)
        made.alarms_there.takes_rules = False
        arrive(made.bellhop, "SNS", Place("210987654321", "eu-west-1"))
        yield made


def are_enabled(cloudwatch: FakeCloudWatch) -> bool:
    (found,) = cloudwatch.named([NAME])
    return found.actions_enabled


def has_no_dead_letters(world: TwoPlaces) -> bool:
    return not world.bellhop.watch.dead_letters and not world.bellhop.jobs.dead_letters


def test_a_mute_by_disabled_actions_ends_with_what_stays_disabled_there(world: TwoPlaces) -> None:
    mute(world.bellhop, span="60")
    world.configure()
    world.pass_by(hours=2)
    assert (are_enabled(world.alarms_here), are_enabled(world.alarms_there)) == (False, False)
    assert "its actions are still disabled" in blocks(world.bellhop)
    assert "account 210987654321, eu-west-1" in blocks(world.bellhop)
    assert "Muted until" not in blocks(world.bellhop)
    assert has_no_dead_letters(world)


def test_a_mute_ends_once_the_role_lets_bellhop_in_again(world: TwoPlaces) -> None:
    mute(world.bellhop, span="60")
    world.closes(NOT_LET_IN)
    world.pass_by(hours=3)
    assert (are_enabled(world.alarms_here), are_enabled(world.alarms_there)) == (False, False)
    assert has_no_dead_letters(world)
    world.opens()
    world.pass_by(hours=1)
    assert (are_enabled(world.alarms_here), are_enabled(world.alarms_there)) == (False, True)
    assert "Muted by" not in blocks(world.bellhop)


def test_what_a_mute_that_broke_off_has_disabled_is_never_enabled_at_the_one_of_its_name_here(world: TwoPlaces) -> None:
    (incident_id,) = {each["value"] for each in card_of(world.bellhop)["blocks"][1]["elements"][:1]}
    world.configure()
    due = world.bellhop.clock() + timedelta(hours=1)
    run_timer(world.bellhop.parts, Timer(muting.ACTIONS_TIMER, f"{incident_id}:mark", due))
    assert not are_enabled(world.alarms_here)


def test_a_way_back_on_its_card_that_bellhop_may_not_look_after_is_no_bug(world: TwoPlaces) -> None:
    world.type("web 4 in prod")
    world.pass_by(seconds=30)
    arrive(world.bellhop, "SNS", Place("210987654321", "eu-west-1"), "ALARM", "OK", at=40)
    world.pass_by(minutes=2)
    assert "is still at 4" in blocks(world.bellhop)
    world.closes(NOT_LET_IN)
    world.pass_by(hours=3)
    assert has_no_dead_letters(world)
