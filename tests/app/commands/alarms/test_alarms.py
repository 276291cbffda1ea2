"""Which words of /alarms open a form."""

from __future__ import annotations

import pytest

from app.commands.alarms import acts_on, opens
from app.slack.interactions import Caller, SlashCommand


def typed(text: str) -> SlashCommand:
    return SlashCommand(Caller("U0ANA", "C0OPS"), "/alarms", text)


@pytest.mark.parametrize(
    ("text", "topic", "has_form"),
    [
        ("new web", "alarm:new web", True),
        ("create queue:orders", "alarm:new queue:orders", True),
        ("edit web-5xx", "alarm:web-5xx", True),
        ('edit "my alarm"', "alarm:my alarm", True),
        ("new", "", False),
        ("edit", "", False),
        ("help", "", False),
        ("web-5xx", "", False),
        ("", "", False),
        ("alarm:new", "", False),
        ("mute web-* for 2h", "alarms:web-*", False),
    ],
)
def test_only_new_and_edit_with_a_name_open_one(text: str, topic: str, has_form: bool) -> None:
    assert acts_on(typed(text)) == topic
    assert (opens(typed(text)) is not None) is has_form
