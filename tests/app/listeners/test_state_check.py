"""What EventBridge told within somebody else's mute window: CloudWatch sends no second event, so Bellhop asks then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.base.errors import Later, Refused
from app.config.configuration import Configuration, SlackChannel
from app.config.routes import Route
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, eventbridge_says, ring, thread
from tests.app.card_actions.asking import cloudwatch_has
from tests.app.card_actions.pressing import blocks
from tests.app.card_actions.test_muting import let_time_pass
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

FOREIGN = "arn:aws:cloudwatch:us-east-1:210987654321:alarm:web-high-cpu"
ELSEWHERE = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:web-high-cpu"
# The window of eventbridge_says ends two hours after the alarm went off, which is a minute before these tests begin.


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Bellhop:
    """With an alarm that went off within the window, and a route that calls people."""
    bellhop = Bellhop(
        slack, clock, configuration=Configuration(SlackChannel("#alarms"), routes=(Route(mention=("S0OPS",)),))
    )
    ring(bellhop, eventbridge_says("OK", "ALARM", muted=True))
    cloudwatch_has(bellhop, "ALARM")
    return bellhop


def test_what_still_holds_when_the_window_is_over_is_heard(bellhop: Bellhop) -> None:
    let_time_pass(bellhop, hours=1, minutes=59)
    assert cards(bellhop.slack) == []
    let_time_pass(bellhop, minutes=2)
    (card,) = cards(bellhop.slack)
    assert card["pings"] == ["<!subteam^S0OPS>"]
    assert "The mute window has ended, and CloudWatch says that it is still in this state." in blocks(bellhop)
    let_time_pass(bellhop, minutes=61)
    assert "Still in *ALARM*" in thread(bellhop.slack, card["ts"])[-1]


@pytest.mark.parametrize("state", ["OK", ""])
def test_what_is_over_or_deleted_by_then_is_shown_nowhere(state: str, bellhop: Bellhop) -> None:
    if state:
        cloudwatch_has(bellhop, state, seconds=600)
    else:
        bellhop.cloudwatch.remove("web-high-cpu")
    let_time_pass(bellhop, hours=8)
    assert cards(bellhop.slack) == []
    assert bellhop.watch.next_due() is None


def test_where_its_actions_have_run_by_then_nothing_is_said_twice(bellhop: Bellhop) -> None:
    let_time_pass(bellhop, hours=1, minutes=59, seconds=10)
    ring(bellhop, {**cloudwatch_says("OK", "ALARM"), "ActionExecutedAfterMuteWindow": True})
    let_time_pass(bellhop, minutes=5)
    (card,) = cards(bellhop.slack)
    assert thread(bellhop.slack, card["ts"]) == []
    assert "so its actions ran" in blocks(bellhop)


def test_where_its_actions_run_later_the_card_says_so_and_nobody_is_called_again(bellhop: Bellhop) -> None:
    let_time_pass(bellhop, hours=2)
    ring(bellhop, {**cloudwatch_says("OK", "ALARM"), "ActionExecutedAfterMuteWindow": True})
    (card,) = cards(bellhop.slack)
    assert thread(bellhop.slack, card["ts"]) == []
    assert "so its actions ran" in blocks(bellhop)


def test_cloudwatch_or_slack_that_cannot_now_is_asked_again(bellhop: Bellhop, slack: RunningSlack) -> None:
    bellhop.cloudwatch.silence = Later("AWS is busy.")
    let_time_pass(bellhop, hours=2, minutes=10)
    bellhop.cloudwatch.silence = None
    slack.fault("chat.postMessage", "status", status=503)
    let_time_pass(bellhop, minutes=30)
    assert cards(bellhop.slack) == []
    slack.clear_faults()
    let_time_pass(bellhop, hours=1)
    assert len(cards(bellhop.slack)) == 1


def test_a_process_that_dies_before_it_sets_the_timer_is_made_up_for_by_its_redelivery(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = Bellhop(slack, clock)
    bellhop.watch.faults.append(Later("AWS did not answer."))
    ring(bellhop, eventbridge_says("OK", "ALARM", muted=True))
    cloudwatch_has(bellhop, "ALARM")
    assert bellhop.watch.next_due() is None
    clock.advance(600)
    bellhop.ring()
    let_time_pass(bellhop, hours=3)
    assert len(cards(bellhop.slack)) == 1


def whose(arn: str) -> dict[str, Any]:
    """What EventBridge says of the place of an alarm."""
    _, _, _, region, account, *_ = arn.split(":")
    return {"resources": [arn], "region": region, "account": account}


@pytest.mark.parametrize("arn", [ELSEWHERE, FOREIGN])
def test_where_cloudwatch_cannot_be_asked_about_it_what_no_event_took_back_is_heard(
    arn: str, slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = Bellhop(slack, clock)
    ring(bellhop, {**eventbridge_says("OK", "ALARM", muted=True), **whose(arn)})
    let_time_pass(bellhop, hours=2, minutes=1)
    (card,) = cards(slack)
    assert card["text"].startswith(":red_circle: ALARM")
    assert bellhop.cloudwatch.asked == []


def test_where_bellhop_may_not_ask_what_no_event_took_back_is_heard(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.silence = Refused("AWS does not allow Bellhop to look at the alarm.")
    let_time_pass(bellhop, hours=2)
    assert len(cards(bellhop.slack)) == 1
    assert bellhop.watch.dead_letters == []


def test_what_an_event_took_back_within_the_window_is_shown_nowhere(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock)
    for old, new, seconds in (("OK", "ALARM", 0), ("ALARM", "OK", 600)):
        ring(bellhop, {**eventbridge_says(old, new, seconds, muted=True), **whose(FOREIGN), "id": new})
    let_time_pass(bellhop, hours=8)
    assert cards(slack) == []


def test_while_another_rule_mutes_it_nobody_is_called_and_when_that_is_gone_it_is_heard(bellhop: Bellhop) -> None:
    now = bellhop.clock()
    bellhop.cloudwatch.rules["longer"] = ("web-high-cpu", now, now + timedelta(hours=5))
    let_time_pass(bellhop, hours=4)
    assert cards(bellhop.slack) == []
    del bellhop.cloudwatch.rules["longer"]
    let_time_pass(bellhop, hours=1, minutes=1)
    assert len(cards(bellhop.slack)) == 1


def test_a_rule_that_never_ends_is_asked_about_for_fifteen_days(bellhop: Bellhop) -> None:
    now = bellhop.clock()
    bellhop.cloudwatch.rules["for ever"] = ("web-high-cpu", now, now)
    let_time_pass(bellhop, days=16)
    assert cards(bellhop.slack) == []
    assert bellhop.watch.next_due() is None
