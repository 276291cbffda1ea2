"""What comes at an odd moment is heard: within somebody's mute window, and as a trickle after a burst."""

from __future__ import annotations

from app.config.configuration import Configuration, SlackChannel
from app.config.routes import Route
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, eventbridge_says, ring
from tests.app.card_actions.asking import cloudwatch_has
from tests.app.card_actions.test_muting import let_time_pass
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock


def calling(slack: RunningSlack, clock: SetClock) -> Bellhop:
    routes = (Route(mention=("U0ANA",)),)
    return Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), routes=routes))


def called(slack: RunningSlack, name: str) -> list[bool]:
    """For each card of the alarm whether it mentions somebody."""
    return ["<@U0ANA>" in str(card["blocks"]) for card in cards(slack) if name in card["text"]]


def test_an_alarm_that_eventbridge_told_within_a_mute_window_is_heard_when_the_window_ends(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = calling(slack, clock)
    ring(bellhop, eventbridge_says("OK", "ALARM", 60, muted=True))
    cloudwatch_has(bellhop, "ALARM", seconds=60)
    let_time_pass(bellhop, hours=1, minutes=50)
    assert called(slack, "web-high-cpu") == []
    let_time_pass(bellhop, minutes=20)
    assert called(slack, "web-high-cpu") == [True]


def test_each_alarm_of_a_trickle_after_a_burst_has_a_message_and_a_call_of_its_own(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = calling(slack, clock)
    for number in range(6):
        ring(bellhop, cloudwatch_says("OK", "ALARM", number, f"burst-{number}"))
    for number in range(1, 13):
        let_time_pass(bellhop, minutes=4, seconds=50)
        ring(bellhop, cloudwatch_says("OK", "ALARM", 290 * number, f"trickle-{number:02}"))
        assert called(slack, f"trickle-{number:02}") == [True]
