"""Markdown and Slack's own links in other people's texts, as what they mean: plain words with addresses. No IO.

The text stays untrusted: links keep their address in sight, so that their words can't disguise it.
"""

from __future__ import annotations

import re

from app.alarms.read.leaves import leaves_of, opened
from app.alarms.read.ranking import label

LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((https?://[^\s()<>]{1,1500})\)")
SLACK_LINK = re.compile(r"<(https?://[^\s<>|]{1,1500})\|([^<>|\n]{1,300})>")
BARE_LINK = re.compile(r"<(https?://[^\s<>|]{1,1500})>")
BOLD = re.compile(r"(?<![*\w])\*\*(?=\S)([^*\n]{1,500})(?<=\S)\*\*(?![*\w])")
HEADING = re.compile(r"^#{1,6}[ \t]+(\S[^\n]{0,300})$", re.MULTILINE)
EMOJI = re.compile(r"^(?:\s{0,9}:[a-z0-9_+-]{1,60}:\s{0,9}){1,9}")
MARKED = re.compile(r"(?<!\w)(\*\*|[*_~`])(?=\S)((?:(?!\1)[^\n]){1,300})(?<=\S)\1(?!\w)")
BULLET = re.compile(r"^([ \t]{0,12})[*+-][ \t]+(?=\S)", re.MULTILINE)


def with_plain_links(text: str) -> str:
    """With the addresses of its links beside their words."""
    return BARE_LINK.sub(r"\1", SLACK_LINK.sub(r"\2 (\1)", LINK.sub(r"\1 (\2)", text)))


def as_mrkdwn(text: str) -> str:
    """Raw text, still to be escaped."""
    text = with_plain_links(text)
    text = HEADING.sub(lambda found: f"*{found[1].rstrip().strip('*')}*", text)
    text = BOLD.sub(r"*\1*", text)
    return BULLET.sub(r"\1• ", text)


def plain_title(text: str) -> str:
    """Without formatting, which would end the title's own, and without the emoji before it: a card has its sign."""
    words = MARKED.sub(r"\2", EMOJI.sub("", with_plain_links(text)))
    return words.strip() or text


def readable(text: str) -> str:
    """A description that is JSON, as some tools write it, with a line for each of its values."""
    leaves = leaves_of(opened(text)) if text.lstrip()[:1] in ("{", "[") else []
    return "\n".join(f"{label(leaf.name)}: {', '.join(leaf.values)}" for leaf in leaves if leaf.name) or text
