"""Cards of alarms with one name, of two accounts, in one channel: what is pressed on one is done where its alarm is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.slack.messages.buttons import carried
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload
from tests.app.alarms.ringing import cards
from tests.app.card_actions.places import Place, arrive
from tests.app.commands.scale.two_places import HERE, THERE, TwoPlaces, two_places
from tests.app.people import modal_of, press, submit
from tests.fakes.bellhop import sns_record
from tests.fakes.clock import SetClock
from tests.menus import elements_of, presses_of

PLACES = {"here": Place(), "there": Place("210987654321", "eu-west-1")}
ARNS = {"here": HERE, "there": THERE}


@pytest.fixture
def world(slack: RunningSlack, clock: SetClock) -> Iterator[TwoPlaces]:
    with two_places(slack, clock) as made:
        for at, place in enumerate(PLACES.values()):
            arrive(made.bellhop, "SNS", place, at=at)
        yield made


def card(world: TwoPlaces, where: str) -> dict[str, Any]:
    first, second = (each for each in cards(world.bellhop.slack) if not each["ephemeral_to"])
    return {**(first if where == "here" else second), "channel": "C0ALARMS"}


def done(world: TwoPlaces) -> dict[str, list[str]]:
    return {"here": world.here.done, "there": world.there.done}


def other(where: str) -> str:
    return "there" if where == "here" else "here"


@pytest.mark.parametrize("where", PLACES)
def test_the_scale_button_names_its_group_by_the_beginning_of_its_arn(world: TwoPlaces, where: str) -> None:
    (value,) = [each["value"] for each in elements_of(card(world, where)) if each["action_id"] == "scale_open:0"]
    assert ARNS[where].startswith((carried(value) or {})["arn"])
    assert PLACES[where].account in value


@pytest.mark.parametrize("where", PLACES)
def test_scaling_from_a_card_scales_the_group_of_its_account_and_its_undo_undoes_that(
    world: TwoPlaces, where: str
) -> None:
    press(world.bellhop, card(world, where), "scale_open:0")
    world.bellhop.work()
    submit(world.bellhop, modal_of(world.bellhop), "5")
    world.pass_by(seconds=30)
    assert done(world) == {where: ["set web to 5"], other(where): []}
    assert "to 5" in str(card(world, where)["blocks"])
    assert "to 5" not in str(card(world, other(where))["blocks"])


@pytest.mark.parametrize("where", PLACES)
def test_who_takes_or_mutes_one_does_not_take_or_mute_the_other(world: TwoPlaces, where: str) -> None:
    press(world.bellhop, card(world, where), "alarm_ack")
    world.bellhop.work()
    press(world.bellhop, card(world, where), "alarm_mute")
    view = modal_of(world.bellhop)
    world.bellhop.slack.act(user="U0ANA", view_id=view["id"], values={"span": "60"})
    world.bellhop.work()
    own, others = card(world, where), card(world, other(where))
    assert ":mute: Muted by" in str(own["blocks"])
    assert ":eyes: Acknowledged" in str(own["blocks"])
    assert {"alarm_ack", "alarm_mute"} <= {name for name, _ in presses_of(others)}
    rules = {"here": len(world.alarms_here.rules), "there": len(world.alarms_there.rules)}
    assert rules == {where: 1, other(where): 0}


def test_an_alarm_that_watches_another_accounts_group_scales_none_of_that_name_here(world: TwoPlaces) -> None:
    """CloudWatch's cross-account observability: the monitoring account's alarm names the account of each metric."""
    says = payload("other_accounts_metric")
    says = {**says, "AlarmName": "watches-prod", "Region": "us-east-1", "AlarmArn": _arn("watches-prod")}
    (query,) = says["Trigger"]["Metrics"]
    query["MetricStat"]["Metric"]["Dimensions"] = [{"name": "AutoScalingGroupName", "value": "web"}]
    world.bellhop.alarms.put(sns_record(says, "watches-prod"))
    world.bellhop.ring()
    newest = [each for each in cards(world.bellhop.slack) if not each["ephemeral_to"]][-1]
    assert "in account 210987654321" in str(newest["blocks"])
    assert not [name for name, _ in presses_of(newest) if name.startswith("scale_open")]


def _arn(name: str) -> str:
    return f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}"
