"""The card of a group and of its instance refresh."""

from __future__ import annotations

import json

import pytest

from app.aws.scaling import Group, Instance, Refresh
from app.commands.scale.card import FIXED_HINT, refresh_card
from app.commands.scale.form import loading_form
from app.slack.interactions import ButtonClick, Caller
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.test_plan import snapshot
from tests.app.commands.scale.test_run import group_card, shown
from tests.app.people import type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import web


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


@pytest.mark.parametrize(
    ("can_roll_back", "labels"), [(False, ["Cancel refresh"]), (True, ["Cancel refresh", "Roll back"])]
)
def test_the_refreshs_card_offers_only_what_auto_scaling_does(can_roll_back: bool, labels: list[str]) -> None:
    running = Refresh("r", "InProgress", 40, can_roll_back=can_roll_back)
    shown = refresh_card(snapshot(refreshes=(running,)), "mark").block_dicts()
    assert [button["text"]["text"] for button in shown[-1]["elements"]] == labels


def test_with_a_group_it_shows_its_card_with_a_button(bellhop: Bellhop, slack: RunningSlack) -> None:
    type_in(bellhop, "/scale web")
    (card,) = slack.messages("C0OPS")
    assert "`web`: desired 2, 2 in service (min 1, max 8)" in card["text"]
    assert "scale_open" in json.dumps(card["blocks"])


def test_one_instance_is_one() -> None:
    assert "`web`: desired 1, 1 in service" in group_card(Group("web", 0, 4, 1, (Instance("i", "InService"),))).text


@pytest.mark.parametrize(
    ("sizes", "examples"),
    [
        ((1, 8, 2), "`/scale web 3` or `/scale web +1` changes it;"),
        ((1, 8, 8), "`/scale web 7` or `/scale web -1` changes it;"),
        ((0, 4, 0), "`/scale web 1` or `/scale web +1` changes it;"),
        ((1, 1, 1), FIXED_HINT.format(name="web")),
    ],
)
def test_the_cards_examples_are_sizes_that_the_group_may_have(sizes: tuple[int, int, int], examples: str) -> None:
    assert examples in shown(group_card(Group("web", *sizes)))


def test_the_card_counts_instances_by_their_state_and_names_what_is_suspended() -> None:
    states = ["InService", "InService", "Pending"]
    instances = tuple(Instance(f"i-{number}", state) for number, state in enumerate(states))
    message = group_card(Group("web", 0, 4, 3, instances, suspended=("Launch",)))
    assert "2 InService, 1 Pending" in message.text
    assert "Suspended: `Launch`" in message.text
    shown(message)


def test_a_group_without_instances_says_so() -> None:
    assert "no instances" in group_card(Group("worker", 0, 4, 0)).text


def test_nothing_in_a_card_or_form_makes_a_mention_of_a_plain_at_channel() -> None:
    assert '"verbatim": true' in shown(group_card(web(name="@channel")))
    assert '"verbatim": true' in json.dumps(loading_form(ButtonClick(Caller("U0ANA", ""), "a", "@channel")).to_dict())
