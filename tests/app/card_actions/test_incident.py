"""What the buttons of a card share: whether its alarm is ours to act on."""

from __future__ import annotations

from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.card_actions.pressing import press
from tests.fakes.bellhop import Bellhop


def test_an_alarm_of_another_region_is_not_bellhops_to_mute(listening_bellhop: Bellhop) -> None:
    says = cloudwatch_says("OK", "ALARM", name="far")
    ring(listening_bellhop, {**says, "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:far"})
    press(listening_bellhop, "alarm_mute", name="far")
    view = listening_bellhop.slack.state("U0ANA")["views"][-1]["view"]
    assert "eu-west-1" in str(view["blocks"])
    assert view["submit"] is None
