"""Whatever an alarm or a group is called: a button acts on exactly that one, and never on one that looks like it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.alarms.decide.incident import Incident
from app.alarms.read.regions import build_arn, groups_arn
from app.alarms.show.timeline import escaped
from app.card_actions.catalogue import ALARM_BUTTONS, ALARM_MODALS
from app.slack.messages.buttons import carried
from app.slack.messages.text import escape
from tests.app.alarms.ringing import cards, cloudwatch_says, replies, ring
from tests.app.card_actions.odd_names import ODD_NAMES, lookalikes
from tests.app.people import press as press_message
from tests.fakes.aws import HOME, alarm
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import web
from tests.thorough import every_third

pytestmark = pytest.mark.slow

NAMES = pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)


def rung(bellhop: Bellhop, name: str, group: str = "web") -> dict[str, Any]:
    """An alarm of that name, beside others that look like it, goes off for a group."""
    for each in [name, *lookalikes(name)]:
        bellhop.cloudwatch.add(alarm(each))
    says = cloudwatch_says("OK", "ALARM", name=name)
    says["AlarmArn"] = build_arn(HOME.region, HOME.account, name)
    says["Trigger"]["Dimensions"] = [{"name": "AutoScalingGroupName", "value": group}]
    ring(bellhop, says)
    return {**cards(bellhop.slack)[-1], "channel": "C0ALARMS"}


def press(bellhop: Bellhop, action_id: str, user: str = "U0ANA") -> None:
    card = {**cards(bellhop.slack)[0], "channel": "C0ALARMS"}
    answer = press_message(bellhop, card, action_id, user)
    assert answer["ok"], answer
    bellhop.work()


def incident_of(bellhop: Bellhop) -> Incident:
    (found,) = bellhop.parts.processor.open_incidents("web")
    return found


def acknowledge(bellhop: Bellhop) -> list[str]:
    press(bellhop, "alarm_ack")
    incident = incident_of(bellhop)
    return [incident.latest.name] if incident.acknowledged else []


def join(bellhop: Bellhop) -> list[str]:
    acknowledge(bellhop)
    press(bellhop, "alarm_join", "U0BO")
    incident = incident_of(bellhop)
    return [incident.latest.name] if incident.also == ("U0BO",) else []


def take_over(bellhop: Bellhop) -> list[str]:
    acknowledge(bellhop)
    press(bellhop, "alarm_take_over", "U0BO")
    return held_by(bellhop, "U0BO")


def hand_over(bellhop: Bellhop) -> list[str]:
    acknowledge(bellhop)
    press(bellhop, "alarm_hand_over")
    view = bellhop.slack.state("U0ANA")["views"][-1]
    assert bellhop.slack.act(user="U0ANA", view_id=view["id"], values={"to": "U0BO"})["ok"]
    bellhop.work()
    return held_by(bellhop, "U0BO")


def release(bellhop: Bellhop) -> list[str]:
    acknowledge(bellhop)
    press(bellhop, "alarm_release")
    incident = incident_of(bellhop)
    return [] if incident.acknowledged else [incident.latest.name]


def held_by(bellhop: Bellhop, user: str) -> list[str]:
    incident = incident_of(bellhop)
    return [incident.latest.name] if incident.acknowledged and incident.acknowledged.user_id == user else []


def mute(bellhop: Bellhop) -> list[str]:
    press(bellhop, "alarm_mute")
    view = bellhop.slack.state("U0ANA")["views"][-1]
    assert bellhop.slack.act(user="U0ANA", view_id=view["id"], values={"span": "60"})["ok"]
    bellhop.work()
    return [name for name, _, _ in bellhop.cloudwatch.rules.values()]


def mute_without_a_rule(bellhop: Bellhop) -> list[str]:
    bellhop.cloudwatch.takes_rules = False
    mute(bellhop)
    return [each.name for each in bellhop.cloudwatch.alarms() if not each.actions_enabled]


def unmute(bellhop: Bellhop) -> list[str]:
    """Those that are unmuted of all that were disabled."""
    (muted,) = mute_without_a_rule(bellhop)
    others = [each.name for each in bellhop.cloudwatch.alarms() if each.name != muted]
    for each in others:
        bellhop.cloudwatch.set_actions(each, enabled=False)
    press(bellhop, "alarm_unmute")
    return [each.name for each in bellhop.cloudwatch.alarms() if each.actions_enabled]


def details(bellhop: Bellhop) -> list[str]:
    press(bellhop, "alarm_details")
    return bellhop.cloudwatch.looked_up


def export(bellhop: Bellhop) -> list[str]:
    """Whose timeline the thread gets, which can be read where Slack takes no files."""
    ended = incident_of(bellhop).latest
    ring(bellhop, {**cloudwatch_says("ALARM", "OK", 300, name=ended.name), "AlarmArn": ended.arn})
    bellhop.slack.fault("files.getUploadURLExternal", "error", error="missing_scope")
    press(bellhop, "alarm_export")
    bellhop.work()
    title = f"```# {escape(escaped(ended.name))}\n"
    told = [each for each in replies(bellhop.slack, cards(bellhop.slack)[0]["ts"]) if each.startswith(title)]
    return [ended.name for _ in told]


PRESSED: Mapping[str, Callable[[Bellhop], list[str]]] = {
    "alarm_ack": acknowledge,
    "alarm_join": join,
    "alarm_take_over": take_over,
    "alarm_hand_over": hand_over,
    "hand_over_form": hand_over,
    "alarm_release": release,
    "alarm_mute": mute,
    "mute_form": mute_without_a_rule,
    "alarm_unmute": unmute,
    "alarm_details": details,
    "alarm_export": export,
}
# They are a storm's: they name no alarm and no group, but the digest of all that they act on.
NAMELESS = {"digest_list", "digest_ack", "digest_release", "digest_mute", "digest_unmute", "mute_all_form"}


CASES = [(button, name) for number, button in enumerate(PRESSED) for name in every_third(list(ODD_NAMES), number)]


@pytest.mark.parametrize(("button", "name"), CASES)
def test_a_button_acts_on_exactly_its_cards_alarm(button: str, name: str, listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop, ODD_NAMES[name])
    assert PRESSED[button](listening_bellhop) == [ODD_NAMES[name]]


def test_that_is_tried_with_everything_one_can_press_on_a_card() -> None:
    names = {*(button.name for button in ALARM_BUTTONS), *(modal.name for modal in ALARM_MODALS)}
    assert names == {*PRESSED, *NAMELESS}


@NAMES
def test_the_scale_button_opens_the_form_of_exactly_its_group(name: str, listening_bellhop: Bellhop) -> None:
    for number, each in enumerate([name, *lookalikes(name)]):
        listening_bellhop.scaling.put(web(name=each, maximum=20 + number))
    rung(listening_bellhop, "web-high-cpu", group=name)
    press(listening_bellhop, "scale_open:0")
    view = listening_bellhop.slack.state("U0ANA")["views"][-1]["view"]
    about = json.loads(view["private_metadata"])
    assert (about["group"], about["maximum"]) == (name, "20")


@NAMES
def test_a_group_that_is_gone_is_said_to_be_gone_whatever_looks_like_it(name: str, listening_bellhop: Bellhop) -> None:
    listening_bellhop.scaling.remove("web")
    for each in lookalikes(name):
        listening_bellhop.scaling.put(web(name=each))
    rung(listening_bellhop, "web-high-cpu", group=name)
    press(listening_bellhop, "scale_open:0")
    view = listening_bellhop.slack.state("U0ANA")["views"][-1]["view"]
    assert "no longer exists" in str(view["blocks"])
    assert view["submit"] is None


@NAMES
def test_an_alarm_that_is_gone_is_not_said_to_be_muted(name: str, listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop, name)
    listening_bellhop.cloudwatch.remove(name)
    press(listening_bellhop, "alarm_mute")
    view = listening_bellhop.slack.state("U0ANA")["views"][-1]["view"]
    assert "was deleted in CloudWatch" in str(view["blocks"])
    assert listening_bellhop.cloudwatch.rules == {}


@NAMES
def test_a_button_carries_the_name_whether_slack_escapes_its_value_or_not(name: str, bellhop: Bellhop) -> None:
    card = rung(bellhop, "web-high-cpu", group=name)
    (value,) = [
        button["value"]
        for block in card["blocks"]
        for button in block.get("elements", [])
        if button.get("action_id") == "scale_open:0"
    ]
    assert not {"&", "<", ">"} & set(value)
    assert len(value) <= 2000
    assert carried(value) == {"group": name, "arn": groups_arn(HOME.region, HOME.account)}
