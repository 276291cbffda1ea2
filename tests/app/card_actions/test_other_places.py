"""An alarm of another account, region or partition with the name of one of ours: nothing of ours is touched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.models.blocks import ActionsBlock

from app.alarms.decide.incident import Incident, Mute
from app.card_actions import muting
from app.queues.timers import Timer
from app.runtime.timers import run_timer
from app.slack.messages.blocks import section
from app.slack.messages.buttons import button
from app.slack.messages.message import Message
from tests.app.card_actions.places import NAME, PLACES, SAYS, Place, arrive
from tests.app.card_actions.pressing import blocks, card_of, press, whispered
from tests.app.card_actions.test_muting import let_time_pass
from tests.app.people import press as press_message
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop
from tests.menus import elements_of, presses_of

pytestmark = pytest.mark.slow

ELSEWHERE = pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
OTHER = PLACES["another account"]
# What the cards of 0.2 had.
OLD_BUTTONS = ("alarm_mute", "alarm_unmute", "scale_open:0", "alarm_details")


def touched(bellhop: Bellhop) -> list[Any]:
    """What was changed, drawn or looked up of our own alarms and groups."""
    cloudwatch = bellhop.cloudwatch
    disabled = [each.name for each in cloudwatch.alarms() if not each.actions_enabled]
    seen = [*cloudwatch.drawn, *cloudwatch.queried, *cloudwatch.looked_up]
    return [*cloudwatch.changes, *cloudwatch.rules, *disabled, *seen, *bellhop.scaling.done]


def as_posted_by_0_2(bellhop: Bellhop) -> Incident:
    """The card as the version before left it: all buttons, of which Scale… names no more than the group."""
    (card,) = [card_of(bellhop)]
    (incident_id,) = {each["value"] for each in elements_of(card) if each["action_id"] == "alarm_ack"}
    values = {"alarm_ack": incident_id} | dict.fromkeys(OLD_BUTTONS, incident_id) | {"scale_open:0": "web"}
    elements = [button(name, name, value, "web") for name, value in values.items()]
    message = Message(card["text"], (section("ALARM"), ActionsBlock(elements=elements)))
    bellhop.parts.slack.update(card["channel"], card["ts"], message)
    incident = bellhop.parts.processor.find(incident_id)
    assert incident is not None
    return incident


def buttons(card: Mapping[str, Any]) -> list[str]:
    """The actions of its buttons, and of those in its menu."""
    return [name for name, _ in presses_of(dict(card))]


def told(bellhop: Bellhop) -> str:
    """The newest that the person who pressed sees, in the channel or in a modal."""
    views = bellhop.slack.state("U0ANA")["views"]
    return json.dumps([*whispered(bellhop)[-1:], *views[-1:]], ensure_ascii=False)


@pytest.mark.parametrize("envelope", SAYS)
@ELSEWHERE
def test_its_card_has_no_button_that_acts_in_aws_and_says_why(
    place: Place, envelope: str, listening_bellhop: Bellhop
) -> None:
    arrive(listening_bellhop, envelope, place)
    card = card_of(listening_bellhop)
    found = buttons(card)
    assert [name for name in found if not name.startswith("link:")] == ["alarm_ack"]
    assert f"Account {place.account} · {place.region}. Bellhop has no access there" in blocks(listening_bellhop)


@pytest.mark.parametrize("envelope", SAYS)
@ELSEWHERE
def test_it_gets_no_graph_of_our_own_metrics(place: Place, envelope: str, listening_bellhop: Bellhop) -> None:
    arrive(listening_bellhop, envelope, place)
    let_time_pass(listening_bellhop, minutes=5)
    assert touched(listening_bellhop) == []
    assert "slack_file" not in blocks(listening_bellhop)


@pytest.mark.parametrize("envelope", SAYS)
def test_an_alarm_of_our_own_has_all_of_that(envelope: str, listening_bellhop: Bellhop) -> None:
    arrive(listening_bellhop, envelope, Place())
    let_time_pass(listening_bellhop, minutes=5)
    found = buttons(card_of(listening_bellhop))
    assert {"alarm_ack", "alarm_mute", "scale_open:0", "alarm_details"} <= set(found)
    assert "data_visualization" in blocks(listening_bellhop)
    assert len(listening_bellhop.cloudwatch.queried) == 1
    assert "no access" not in blocks(listening_bellhop)


@ELSEWHERE
def test_it_can_be_acknowledged_because_that_is_only_between_people(place: Place, listening_bellhop: Bellhop) -> None:
    arrive(listening_bellhop, "SNS", place)
    press(listening_bellhop, "alarm_ack")
    assert ":eyes: Acknowledged by <@U0ANA>" in blocks(listening_bellhop)
    assert touched(listening_bellhop) == []


@pytest.mark.parametrize("button", OLD_BUTTONS)
@pytest.mark.parametrize("envelope", SAYS)
@ELSEWHERE
def test_an_old_cards_button_refuses_and_names_account_and_region(
    place: Place, envelope: str, button: str, listening_bellhop: Bellhop
) -> None:
    arrive(listening_bellhop, envelope, place)
    as_posted_by_0_2(listening_bellhop)
    assert press_message(listening_bellhop, card_of(listening_bellhop), button)["ok"]
    listening_bellhop.work()
    assert f"account {place.account}, {place.region}." in told(listening_bellhop)
    assert "nothing was done" in told(listening_bellhop)
    assert touched(listening_bellhop) == []


def test_the_form_of_an_old_cards_mute_button_changes_nothing_if_it_is_submitted_before_it_refuses(
    listening_bellhop: Bellhop,
) -> None:
    arrive(listening_bellhop, "SNS", OTHER)
    as_posted_by_0_2(listening_bellhop)
    press_message(listening_bellhop, card_of(listening_bellhop), "alarm_mute")
    view = listening_bellhop.slack.state("U0ANA")["views"][-1]
    assert listening_bellhop.slack.act(user="U0ANA", view_id=view["id"], values={"span": "60"})["ok"]
    listening_bellhop.work()
    assert "account 222222222222" in whispered(listening_bellhop)[-1]
    assert "Muted" not in blocks(listening_bellhop)
    assert touched(listening_bellhop) == []


def test_an_old_cards_scale_button_on_our_own_alarm_still_opens_the_form(listening_bellhop: Bellhop) -> None:
    arrive(listening_bellhop, "SNS", Place())
    as_posted_by_0_2(listening_bellhop)
    press_message(listening_bellhop, card_of(listening_bellhop), "scale_open:0")
    listening_bellhop.work()
    assert listening_bellhop.slack.state("U0ANA")["views"][-1]["view"]["submit"]


def test_what_0_2_muted_and_drew_of_ours_is_not_said_of_the_other_and_ends_for_ours(
    listening_bellhop: Bellhop,
) -> None:
    arrive(listening_bellhop, "SNS", OTHER)
    incident = as_posted_by_0_2(listening_bellhop)
    until = listening_bellhop.clock() + timedelta(minutes=30)
    listening_bellhop.cloudwatch.add(replace(alarm(NAME), actions_enabled=False))
    listening_bellhop.parts.processor.amend_incident(
        incident.id, lambda known: replace(known, mute=Mute(until, "U0ANA"), image="F0OURS", revision=9)
    )
    assert "Muted" not in blocks(listening_bellhop)
    assert "F0OURS" not in blocks(listening_bellhop)
    assert touched(listening_bellhop) == [NAME]
    listening_bellhop.clock.advance(1801)
    run_timer(listening_bellhop.parts, Timer(muting.TIMER, incident.id, until))
    assert touched(listening_bellhop) == []


def test_a_change_of_our_group_is_not_noted_on_the_card_of_a_namesakes_alarm(listening_bellhop: Bellhop) -> None:
    arrive(listening_bellhop, "SNS", OTHER)
    arrive(listening_bellhop, "EventBridge", Place(), at=5)
    listening_bellhop.slack.act(user="U0ANA", channel="C0OPS", command="/scale web 4")
    listening_bellhop.work()
    noted = [card["blocks"] for card in listening_bellhop.slack.messages("C0ALARMS") if "Activity" in str(card)]
    assert len(noted) == 1
    assert "222222222222" not in str(noted)
