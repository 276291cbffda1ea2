"""Buttons keep within Slack's limits."""

from __future__ import annotations

import pytest

from app.slack.messages.buttons import OPEN_SCALE, carried, link_button, scale_button
from app.slack.messages.text import escape


@pytest.mark.parametrize("group", ["web", "g" * 255, 'a "b"  c', "R&amp;D <1>", "größe-規模", "\\" * 255])
def test_a_scale_button_names_its_group_and_carries_it(group: str) -> None:
    button = scale_button(group, position=2).to_dict()
    assert carried(button["value"]) == {"group": group}
    assert carried(escape(button["value"])) == {"group": group}, "whether Slack escapes it or not"
    assert button["action_id"] == f"{OPEN_SCALE}:2"
    assert len(button["text"]["text"]) <= 75
    assert group[:10] in button["text"]["text"]


def test_a_link_button_opens_its_page() -> None:
    assert link_button("Open", "https://example.com/", "console").to_dict()["url"] == "https://example.com/"


def test_a_button_carries_the_arn_that_is_known_without_the_name_which_is_there_already() -> None:
    button = scale_button("web", arn="arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:uuid:autoScalingGroupName/web")
    arn = "arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:uuid"
    assert carried(button.to_dict()["value"]) == {"group": "web", "arn": arn}


def test_a_value_of_another_form_is_none_of_ours() -> None:
    assert (carried("web"), carried("4"), carried('["web"]')) == (None, None, None)
