"""Messages: blocks as Slack takes them, and buttons that keep within its limits."""

from __future__ import annotations

import pytest

from app.slack.messages.buttons import OPEN_SCALE, link_button, scale_button
from app.slack.messages.message import Message, sentence
from sandbox.slack.limits import problems


@pytest.mark.parametrize("text", ["hello", "x" * 10_000, "&amp;" * 2_000])
def test_a_sentence_is_one_section_that_slack_takes(text: str) -> None:
    blocks = sentence(text).block_dicts()
    assert [block["type"] for block in blocks] == ["section"]
    assert problems({"text": text, "blocks": blocks}) == []


def test_a_plain_at_channel_in_a_sentence_stays_plain() -> None:
    assert sentence("@channel").block_dicts()[0]["text"]["verbatim"] is True


def test_a_message_may_have_no_blocks() -> None:
    assert Message("hello").block_dicts() == []


@pytest.mark.parametrize("group", ["web", "g" * 255])
def test_a_scale_button_names_its_group_and_carries_it(group: str) -> None:
    button = scale_button(group, position=2).to_dict()
    assert button["value"] == group
    assert button["action_id"] == f"{OPEN_SCALE}:2"
    assert len(button["text"]["text"]) <= 75
    assert group[:50] in button["text"]["text"]


def test_a_link_button_opens_its_page() -> None:
    assert link_button("Open", "https://example.com/", "console").to_dict()["url"] == "https://example.com/"
