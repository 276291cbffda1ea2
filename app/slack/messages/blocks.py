"""The blocks of messages and modals: untrusted text in them mentions nobody and fits."""

from __future__ import annotations

from slack_sdk.models.blocks import ContextBlock, MarkdownTextObject, SectionBlock

from app.slack.messages.text import SECTION_LIMIT, cut


def mrkdwn(text: str) -> MarkdownTextObject:
    """`text` is mrkdwn with untrusted parts escaped; verbatim, or Slack would turn a plain @channel into a mention."""
    return MarkdownTextObject(text=text, verbatim=True)


def section(text: str) -> SectionBlock:
    """`text` is mrkdwn of any length; long text is cut, but never inside a `<...>`."""
    return SectionBlock(text=mrkdwn(cut(text, SECTION_LIMIT)))


def context(text: str) -> ContextBlock:
    """Small print; `text` as for a section."""
    return ContextBlock(elements=[mrkdwn(cut(text, SECTION_LIMIT))])
