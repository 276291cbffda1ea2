"""The blocks that messages and modals are made of: foreign text in them pings nobody and fits."""

from __future__ import annotations

from slack_sdk.models.blocks import ContextBlock, MarkdownTextObject, SectionBlock

from app.slack.messages.text import SECTION_LIMIT, cut


def mrkdwn(text: str) -> MarkdownTextObject:
    """`text` is mrkdwn, foreign parts escaped; verbatim, or Slack would make a mention of a plain @channel."""
    return MarkdownTextObject(text=text, verbatim=True)


def section(text: str) -> SectionBlock:
    """`text` is mrkdwn of any length; what is too long is cut, but never inside a `<...>`."""
    return SectionBlock(text=mrkdwn(cut(text, SECTION_LIMIT)))


def context(text: str) -> ContextBlock:
    """Small print; `text` as for a section."""
    return ContextBlock(elements=[mrkdwn(cut(text, SECTION_LIMIT))])
