"""Messages: blocks as Slack takes them, and buttons that keep within its limits."""

from __future__ import annotations

import pytest

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
