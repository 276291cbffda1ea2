"""Buttons keep within Slack's limits."""

from __future__ import annotations

import pytest

from app.slack.messages.buttons import OPEN_SCALE, NamedGroup, link_button, named_group, scale_button


@pytest.mark.parametrize("group", ["web", "g" * 255])
def test_a_scale_button_names_its_group_and_carries_it(group: str) -> None:
    named = NamedGroup(group, "123456789012", "us-east-1")
    button = scale_button(named, position=2).to_dict()
    assert named_group(button["value"]) == named
    assert button["action_id"] == f"{OPEN_SCALE}:2"
    assert len(button["text"]["text"]) <= 75
    assert group[:50] in button["text"]["text"]


def test_a_link_button_opens_its_page() -> None:
    assert link_button("Open", "https://example.com/", "console").to_dict()["url"] == "https://example.com/"
