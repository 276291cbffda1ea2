"""What a mute acts on: never nothing, or a guest could do it."""

from __future__ import annotations

import pytest

from app.commands.alarms import acts_on
from app.commands.alarms.buttons import mute_button, plan_buttons
from app.commands.alarms.verbs.mute import answer_acts_on, one_acts_on
from app.slack.interactions import ButtonClick, Caller, SlashCommand
from tests.app.commands.alarms.world import arn_of

ANA = Caller("U0ANA", "C0OPS")


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("", ""),
        ("web-5xx", ""),
        ("mute", ""),
        ("mute Web-* for 2h because deploy", "alarms:web-*"),
        ("Mute web-*", "alarms:web-*"),
        ("unmute web-*", "alarms:web-*"),
        ("unmute CPU is high", "alarms:cpu is high"),
    ],
)
def test_a_mute_acts_on_what_it_names(words: str, topic: str) -> None:
    assert acts_on(SlashCommand(ANA, "/alarms", words)) == topic


def test_its_buttons_act_on_the_same() -> None:
    confirm = plan_buttons("1", "Web-*", "Mute").elements[0]
    assert answer_acts_on(ButtonClick(ANA, "", str(confirm.to_dict()["value"]))) == "alarms:web-*"
    one = mute_button(arn_of("web-1"), "web-1")
    assert one_acts_on(ButtonClick(ANA, "", one.value or "")) == "alarms:web-1"
