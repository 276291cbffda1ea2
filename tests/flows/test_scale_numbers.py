"""What only plain numbers of Application Auto Scaling have or lack, by DynamoDB's read units.

What they share with all that can be scaled is in test_scale.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.aws.scaling import Capacity
from app.commands.scale.buttons import CONFIRM
from tests.flows.desk import Desk
from tests.flows.in_process import in_process


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with in_process(monkeypatch, "dynamodb") as world:
        yield Desk(world)


def test_the_card_says_what_it_counts(desk: Desk) -> None:
    desk.types("/scale web")
    desk.reads("`dynamodb:web:read`: desired 2 read units, 2 provisioned (min 1, max 8)")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/scale worker 0", "`dynamodb:worker:read` may have 1 to 4, not 0. Nothing changed."),
        ("/scale web refresh start", "dynamodb:web:read has no instance refresh: it is a number of read units."),
        ("/scale web 4 every weekday 08:00", "no number again and again"),
        ("/scale web suspend Launch", "Type DynamicScalingIn, DynamicScalingOut, ScheduledScaling or `all`."),
    ],
)
def test_what_a_table_cannot_do_is_said_and_nothing_changes(command: str, said: str, desk: Desk) -> None:
    desk.types(command)
    desk.reads(said)
    assert (desk.sizes(), desk.sizes("worker")) == (Capacity(1, 8, 2), Capacity(1, 4, 1))
    assert not desk.things.planned("web")


def test_a_minimum_that_dynamodb_does_not_take_is_refused_before_anybody_is_asked(desk: Desk) -> None:
    desk.types("/scale worker min=0 0")
    desk.reads("can't have fewer than 1 read unit: AWS takes no lower min. Nothing changed.")
    assert desk.sizes("worker") == Capacity(1, 4, 1)


def test_its_limits_again_and_again_are_scheduled(desk: Desk) -> None:
    desk.types("/scale web min=4 max=8 every weekday 08:00")
    desk.presses(desk.reads("wants to schedule *web* to go to min 4, max 8 every weekday at 08:00"), CONFIRM)
    desk.reads("<@U0ANA> scheduled *web* to go to min 4, max 8 every weekday at 08:00 Europe/Lisbon")
    asked = {"ServiceNamespace": "dynamodb", "ResourceId": "table/web"}
    (action,) = desk.things.client("application-autoscaling").describe_scheduled_actions(**asked)["ScheduledActions"]
    assert (action["Schedule"], action["Timezone"]) == ("cron(0 8 ? * MON,TUE,WED,THU,FRI *)", "Europe/Lisbon")
    assert action["ScalableTargetAction"] == {"MinCapacity": 4, "MaxCapacity": 8}


def test_a_size_is_limits_that_are_both_that_size_for_a_minute_and_then_what_they_were(desk: Desk) -> None:
    desk.types("/scale web 4")
    desk.comes_to(Capacity(4, 4, 4))
    desk.comes_to(Capacity(1, 8, 4))


def test_while_its_scheduled_scaling_is_suspended_it_says_how_to_go_on(desk: Desk) -> None:
    desk.types("/scale web suspend ScheduledScaling")
    desk.reads("suspended `ScheduledScaling` on *web*")
    desk.types("/scale web 4")
    desk.reads("its scheduled scaling is suspended. `/scale resume")
    desk.types("/scale web resume all")
    desk.reads("resumed `ScheduledScaling` on *web*")
    desk.types("/scale web 4")
    desk.comes_to(Capacity(1, 8, 4))


def test_what_fits_is_asked_too(desk: Desk) -> None:
    desk.types("/scale web fit")
    desk.reads("No alarm watches a metric of `dynamodb:web:read` with a fixed threshold")
