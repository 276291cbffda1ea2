"""The card of a group and of its instance refresh."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from app.aws.scaling import Activity, Group, Instance, Refresh
from app.aws.scaling_policy import ScalingPolicy
from app.commands.scale import card
from app.commands.scale.card import FIXED_HINT, refresh_card
from app.commands.scale.form import loading_form
from app.slack.interactions import ButtonClick, Caller
from app.slack.messages.message import Message
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.test_plan import snapshot
from tests.app.commands.scale.test_run import group_card, shown
from tests.app.people import type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import web

AT = datetime(2026, 11, 29, 3, tzinfo=UTC)


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
    (told,) = slack.messages("C0OPS")
    assert "`web`: desired 2, 2 in service (min 1, max 8)" in told["text"]
    assert "scale_open" in json.dumps(told["blocks"])


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


def labels(message: Message) -> list[str]:
    elements = [each for block in message.block_dicts() for each in block.get("elements", []) if "text" in each]
    return [each["text"]["text"] for each in elements if each["type"] == "button"]


def test_the_card_of_a_group_with_a_running_refresh_offers_to_cancel_it_or_roll_it_back() -> None:
    running = Refresh("r", "InProgress", 40, can_roll_back=True)
    message = card.group_card(snapshot(refreshes=(running,)), card.Around(), "mark")
    assert labels(message) == ["Scale web…", "Cancel refresh", "Roll back", "History"]


@pytest.mark.parametrize(
    ("suspended", "label"),
    [(("Launch",), "Resume Launch"), (("Launch", "Terminate", "AZRebalance"), "Resume all 3")],
)
def test_the_card_of_a_group_with_suspended_processes_offers_to_resume_them(
    suspended: tuple[str, ...], label: str
) -> None:
    assert labels(group_card(web(suspended=suspended))) == ["Scale web…", label, "History"]
    assert labels(group_card(web(suspended=suspended, operator="eks.amazonaws.com"))) == ["History"]


def test_the_card_links_to_the_group_in_the_console() -> None:
    arn = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:1:autoScalingGroupName/web"
    url = "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#AutoScalingGroupDetails:id=web"
    assert f"<{url}|Console> · `/scale web 3`" in shown(group_card(web(arn=arn)))


def test_the_card_names_the_alarms_that_are_red_and_counts_the_others() -> None:
    alarms = (
        *(alarm(f"calm-{number}") for number in range(24)),
        *(alarm(name, "ALARM") for name in ("web-5xx", "web-down")),
        alarm("new", "INSUFFICIENT_DATA"),
    )
    text = card.group_card(snapshot(), card.Around(alarms), "mark").text
    assert "*Alarms*: :red_circle: `web-5xx`, :red_circle: `web-down` · 24 OK · 1 without data\n" in text


def test_where_not_all_alarms_were_read_the_card_says_so() -> None:
    text = card.group_card(snapshot(), card.Around((alarm("web-5xx"),), more=True), "mark").text
    assert "*Alarms*: 1 OK · perhaps more: this account has too many alarms to read them all\n" in text


def test_of_a_policy_that_tracks_a_target_the_card_says_its_name_and_none_of_the_alarms_that_are_its_own() -> None:
    policy = ScalingPolicy("cpu-50", "TargetTrackingScaling", alarms=("TargetTracking-web-AlarmLow",))
    alarms = (alarm("TargetTracking-web-AlarmLow", "ALARM"), alarm("web-5xx"))
    text = card.group_card(snapshot(policies=(policy,)), card.Around(alarms), "mark").text
    assert "*Scaling policy*: `cpu-50`\n*Alarms*: 1 OK\n" in text


def test_the_card_says_in_a_line_why_a_launch_failed_and_has_awss_words() -> None:
    ended = AT + timedelta(seconds=1)
    activities = (
        Activity("2", AT, "Failed", "Launching", "", "The image id 'ami-1' does not exist. And more.", ended),
        Activity("1", AT, "Cancelled", "Launching a new EC2 instance", ended=ended),
    )
    message = card.group_card(snapshot(activities=activities), card.Around(), "mark")
    assert "The AMI ami-1 can't be used" in message.text
    assert "And more" not in message.text
    assert ":no_entry_sign:" in message.text.splitlines()[-2]
    assert labels(message) == ["Scale web…", "AWS's words", "History"]


def test_a_group_without_instances_says_so() -> None:
    assert "no instances" in group_card(Group("worker", 0, 4, 0)).text


def test_nothing_in_a_card_or_form_makes_a_mention_of_a_plain_at_channel() -> None:
    assert '"verbatim": true' in shown(group_card(web(name="@channel")))
    assert '"verbatim": true' in json.dumps(loading_form(ButtonClick(Caller("U0ANA", ""), "a", "@channel")).to_dict())
