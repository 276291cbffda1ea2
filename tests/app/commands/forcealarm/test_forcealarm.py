"""/forcealarm as λ slack knows it: what it acts on."""

from __future__ import annotations

import pytest

from app.commands.forcealarm import acts_on
from app.slack.interactions import Caller, SlashCommand


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("", ""),
        ("my shop is down", ""),
        ("web ALARM", "alarm:web"),
        ("API ok rate", "alarm:API"),
        ("API ok rate ALARM", "alarm:API"),
        ("ALARM web", "alarm:web"),
        ("web=ALARM", "alarm:web"),
        ("set web to ALARM", "alarm:set web to"),
        ("web ALARM in prod because of a test", "alarm:in prod:web"),
        ("web ALARM in prod eu-west-1", "alarm:in prod/eu-west-1:web"),
        ("errors in prod ALARM", "alarm:errors in prod"),
    ],
)
def test_wherever_a_state_may_be_meant_it_acts_and_always_on_the_same_for_one_alarm(words: str, topic: str) -> None:
    assert acts_on(SlashCommand(Caller("U0ANA", "C0OPS"), "/forcealarm", words)) == topic
