"""A mute is of the alarm: of its newest card, its next incident, and the cards of its contributors."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.routes import Route, Step
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload
from tests.app.alarms.ringing import cards, cloudwatch_says, eventbridge_says, replies, ring
from tests.app.alarms.storms import settle
from tests.app.card_actions.asking import cloudwatch_has
from tests.app.card_actions.muting import mute
from tests.app.card_actions.pressing import blocks, card_of, press, rung
from tests.app.people import press as press_message
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock


@pytest.fixture
def calling(slack: RunningSlack, clock: SetClock) -> Any:
    """A Bellhop whose route mentions and escalates."""
    route = Route(mention=("S0OPS",), escalate=(Step(15, ("U0BO",)),))
    bellhop = Bellhop(
        slack,
        clock,
        configuration=Configuration(SlackChannel("#alarms"), IncidentSettings(remind_minutes=60), (route,)),
    )
    with listening(bellhop):
        yield bellhop


def called(bellhop: Bellhop, ts: str) -> list[str]:
    """What mentions people in a card's thread."""
    return [text for text in replies(bellhop.slack, ts) if "U0BO" in text or "S0OPS" in text]


def of_contributor(name: str) -> Any:
    says = payload("contributor")
    return json.loads(json.dumps(says).replace(str(says["AlarmContributorId"]), name))


def test_a_form_that_was_open_while_the_alarm_went_off_again_mutes_the_new_card(calling: Bellhop) -> None:
    rung(calling)
    press(calling, "alarm_mute")
    view = calling.slack.state("U0ANA")["views"][-1]
    ring(calling, cloudwatch_says("ALARM", "OK", 60))
    ring(calling, cloudwatch_says("OK", "ALARM", 120))
    cloudwatch_has(calling, "ALARM", 120)
    calling.slack.act(user="U0ANA", view_id=view["id"], values={"span": "240"})
    calling.work()
    settle(calling, 4000)
    assert "Muted by <@U0ANA> until" in blocks(calling)
    assert called(calling, card_of(calling)["ts"]) == []


def test_an_alarm_whose_actions_are_disabled_goes_off_again_without_calling_anybody_until_the_mute_ends(
    calling: Bellhop,
) -> None:
    rung(calling)
    calling.cloudwatch.takes_rules = False
    cloudwatch_has(calling, "ALARM")
    mute(calling, span="240")
    for old, new, at in (("ALARM", "OK", 100), ("OK", "ALARM", 200), ("ALARM", "OK", 300), ("OK", "ALARM", 400)):
        ring(calling, eventbridge_says(old, new, at))
        calling.work()
    cloudwatch_has(calling, "ALARM", 400)
    settle(calling, 4000)
    assert len([card for card in cards(calling.slack) if not card["ephemeral_to"]]) == 1
    settle(calling, 4 * 3600)
    red = card_of(calling)
    assert "ALARM: web-high-cpu" in red["text"]
    assert red["pings"] == ["<!subteam^S0OPS>"]
    assert "Muted by" not in blocks(calling)


def test_unmuted_on_the_card_before_what_went_off_meanwhile_is_told(calling: Bellhop) -> None:
    rung(calling)
    calling.cloudwatch.takes_rules = False
    mute(calling, span="240")
    ring(calling, eventbridge_says("ALARM", "OK", 100))
    ring(calling, eventbridge_says("OK", "ALARM", 200))
    cloudwatch_has(calling, "ALARM", 200)
    press(calling, "alarm_unmute")
    assert "ALARM: web-high-cpu" in card_of(calling)["text"]
    assert card_of(calling)["pings"] == ["<!subteam^S0OPS>"]


def test_a_notification_that_its_actions_sent_calls_people_whatever_the_card_before_says(calling: Bellhop) -> None:
    rung(calling)
    mute(calling, span="240")
    ring(calling, cloudwatch_says("ALARM", "OK", 100))
    ring(calling, cloudwatch_says("OK", "ALARM", 200))
    assert card_of(calling)["pings"] == ["<!subteam^S0OPS>"]
    assert "Muted by" not in blocks(calling)


def test_a_mute_on_one_contributors_card_is_on_those_of_the_others_and_so_is_its_end(calling: Bellhop) -> None:
    calling.cloudwatch.add(alarm(str(payload("contributor")["AlarmName"]), "ALARM"))
    ring(calling, of_contributor("one"))
    ring(calling, of_contributor("two"))
    calling.work()
    first, second = ({**card, "channel": "C0ALARMS"} for card in cards(calling.slack))
    press_message(calling, first, "alarm_mute", "U0ANA")
    view = calling.slack.state("U0ANA")["views"][-1]
    calling.slack.act(user="U0ANA", view_id=view["id"], values={"span": "240"})
    calling.work()
    settle(calling, 4000)
    shown = [card for card in cards(calling.slack) if not card["ephemeral_to"]]
    assert ["Muted by <@U0ANA>" in json.dumps(card["blocks"]) for card in shown] == [True, True]
    assert called(calling, second["ts"]) == []
    press_message(calling, second, "alarm_unmute", "U0ANA")
    calling.work()
    shown = [card for card in cards(calling.slack) if not card["ephemeral_to"]]
    assert ["Muted by <@U0ANA>" in json.dumps(card["blocks"]) for card in shown] == [False, False]
    assert calling.cloudwatch.rules == {}
