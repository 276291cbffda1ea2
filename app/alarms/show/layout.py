"""Parts of cards: safe text objects, cut texts, and blocks that fit into one message."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

from slack_sdk.models.blocks import Block, SectionBlock

from app.slack.messages.blocks import mrkdwn
from app.slack.messages.text import escape, shorten, with_longest_names

# Slack refuses a message with `msg_blocks_too_long` at about 13,200 characters of blocks (slackapi/bolt-js#2509).
BLOCKS_LIMIT = 13_000
SCALES = (1.0, 0.6, 0.3, 0.1)
# It ends before a quote, and before a bracket that it did not open; &lt; and &gt; are < and >, escaped.
URL = re.compile(
    r"https?://(?:(?!&[lg]t;)(?:\([^\s<>|…`\"()]{0,200}\)|[^\s<>|…`\"()]))*"
    r"(?:\([^\s<>|…`\"()]{0,200}\)|[^\s<>|…`.,;:!?()\]'\"])"
)
LINE_ENDS = re.compile(r"[\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+")
FORMATTING = re.compile(r"[*~`]|\b_|_\b")

Build = Callable[[float], Sequence[Block]]


def fitting(build: Build) -> tuple[Block, ...]:
    """The blocks that `build` makes with the largest scale of its texts that Slack accepts."""
    built: tuple[Block, ...] = ()
    for scale in SCALES:
        built = tuple(build(scale))
        written = json.dumps([block.to_dict() for block in built], ensure_ascii=False)
        if len(with_longest_names(written)) <= BLOCKS_LIMIT:
            break
    return built


def listing(title: str, lines: Sequence[str], more: str = "") -> str:
    """A title over lines, and how many `more` there are; '' without lines."""
    return "\n".join([f"*{title}*", *lines, *([more] if more else [])]) if lines else ""


def fields(pairs: Sequence[tuple[str, str]]) -> SectionBlock:
    """Up to ten labels with their values in two columns; values are mrkdwn."""
    return SectionBlock(fields=[mrkdwn(f"*{label}*\n{value}") for label, value in pairs[:10]])


def one_line(text: str) -> str:
    """Each end of a line is one space, with the white space around it. Blanks before it are not searched for again."""
    first, *more = LINE_ENDS.split(text)
    return " ".join([first.rstrip(), *filter(None, (line.strip() for line in more))]) if more else first


def untrusted(text: str, limit: int) -> str:
    """Untrusted text in one line and within `limit`; as code if it would otherwise be bold or struck through."""
    line = shorten(escape(one_line(text)), limit)
    return f"`{line.replace('`', chr(39))}`" if FORMATTING.search(line) else line


def inline(text: str, limit: int) -> str:
    """Untrusted text as inline code, in one line and within `limit`; `-` if there is none."""
    line = shorten(escape(one_line(text)), limit).replace("`", "'")
    return f"`{line}`" if line else "-"


def linked(text: str, limit: int) -> str:
    """Untrusted text over several lines, with its URLs as links, roughly within `limit`."""
    return URL.sub(r"<\g<0>>", shorten(escape(text), limit))


def split(text: str, size: int) -> tuple[str, str]:
    """The start of a raw text that escapes to at most `size` characters and ends with a line or a word; the rest."""
    head = text[:size]
    while (excess := len(escape(head)) - size) > 0:
        head = head[: -max(1, excess // 5)]  # the longest entity, `&amp;`, has five characters
    if len(head) < len(text):
        ends = (head.rfind(mark) + 1 for mark in "\n ")
        head = head[: next((end for end in ends if end > len(head) // 2), len(head))]
    return head, text[len(head) :]
