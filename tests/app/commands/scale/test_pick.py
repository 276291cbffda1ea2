"""The shortcut "Scale a group": a menu of the groups, the form of the one that is picked, and where it is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.commands.scale.pick import PICK, SHORTCUT, picking
from app.config.configuration import Configuration
from app.config.guards import Guard
from sandbox.slack.limits import check_view
from sandbox.slack.threaded import RunningSlack
from tests.app.people import modal_of
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock


def pick(bellhop: Bellhop, group: str, user: str = "U0ANA") -> dict[str, Any]:
    """Somebody picks the shortcut, and a group in it; the form that they see then."""
    assert bellhop.slack.act(user=user, shortcut=SHORTCUT.name)["ok"]
    bellhop.work()
    modal = modal_of(bellhop, user)
    assert bellhop.slack.act(user=user, view_id=modal["id"], action_id=PICK, value=group)["ok"]
    bellhop.work()
    return modal_of(bellhop, user)


def test_the_group_that_is_picked_is_scaled_and_told_in_the_channel_that_is_picked(
    listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    modal = pick(listening_bellhop, "web")
    answer = slack.act(user="U0ANA", view_id=modal["id"], values={"desired": "4", "channel": "C0OPS"})
    listening_bellhop.work()
    assert answer["ok"], answer
    assert listening_bellhop.scaling.changes == [("web", 4)]
    assert ["set *web* from 2 to 4" in message["text"] for message in slack.messages("C0OPS")] == [True]


def test_a_guard_for_a_channel_counts_for_the_channel_that_is_picked(slack: RunningSlack, clock: SetClock) -> None:
    guards = (Guard(group="*", channels=("#ops",)),)
    bellhop = Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=guards))
    with listening(bellhop):
        for channel, changes in (("C0ALARMS", []), ("C0OPS", [("web", 4)])):
            modal = pick(bellhop, "web")
            slack.act(user="U0ANA", view_id=modal["id"], values={"desired": "4", "channel": channel})
            bellhop.work()
            assert bellhop.scaling.changes == changes


def test_guests_see_why_they_cannot(listening_bellhop: Bellhop) -> None:
    assert "size" not in str(pick(listening_bellhop, "web", "U0EVE")["view"]["blocks"])
    assert listening_bellhop.scaling.changes == []


@pytest.mark.parametrize("count", [1, 100, 101, 1000, 1200])
def test_a_menu_of_many_groups_stays_within_slacks_limits(count: int) -> None:
    names = [f"group-{number:04}-" + "x" * (number % 130) for number in range(count)]
    view = picking(names).to_dict()
    check_view(view)
    assert len(json.dumps(view)) < 250_000
    assert ("more are not listed" in json.dumps(view)) == (count > 1000)


def test_a_name_that_fits_no_menu_is_counted_and_none_at_all_says_so() -> None:
    assert "1 more are not listed" in json.dumps(picking(["web", "x" * 200]).to_dict())
    assert "There are no Auto Scaling groups in this" in json.dumps(picking([]).to_dict())
    said = json.dumps(picking([], ("group", "ecs", "dynamodb")).to_dict())
    assert "There are no Auto Scaling groups, ECS services or DynamoDB tables in this account and region." in said
