"""Blocks of 2026 that a workspace may not take yet: what folds details away, and a chart that Slack draws itself.

No IO. docs.slack.dev, "Container block" and "Data visualization block"; app/slack/taken_blocks.py remembers what was
refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from slack_sdk.models.blocks import Block, ContainerBlock

from app.base.values import dataclass
from app.slack.messages.message import Message
from app.slack.messages.text import shorten

FOLDED, CHART = "container", "data_visualization"
NEWER = frozenset({FOLDED, CHART})

MOST_FOLDED = 10
MOST_POINTS, LABEL_LIMIT, TITLE_LIMIT = 20, 20, 50
DIGITS = 12  # beyond them is what computing an average added: 95.00000000000001
POINTER = re.compile(r"/blocks/([0-9]{1,3})(?![0-9])")


class ChartBlock(Block):
    """slack_sdk 3.48 has none (slackapi/python-slack-sdk#1899)."""

    type = CHART

    def __init__(self, title: str, chart: Mapping[str, Any]) -> None:
        super().__init__(type=self.type)
        self.title = title
        self.chart = dict(chart)

    @property
    def attributes(self) -> set[str]:  # type: ignore[override]
        return super().attributes | {"title", "chart"}


@dataclass(frozen=True)
class Line:
    """One line of a chart: its name, and a value for each label."""

    name: str
    values: tuple[float, ...]


class OpenElsewhere(ContainerBlock):
    """One whose blocks stand open where Slack does not fold: nothing else says what they say."""


def folded_or_open(title: str, children: Sequence[Block]) -> OpenElsewhere:
    shown = list(children[:MOST_FOLDED])
    return OpenElsewhere(title=title, child_blocks=shown, is_collapsible=True, default_collapsed=True)


def folded(title: str, children: Sequence[Block]) -> ContainerBlock:
    """Blocks that only the title is seen of until somebody opens it."""
    shown = list(children[:MOST_FOLDED])
    return ContainerBlock(title=title, child_blocks=shown, is_collapsible=True, default_collapsed=True)


def line_chart(title: str, labels: Sequence[str], lines: Sequence[Line], below: str) -> ChartBlock:
    """The newest values of each line over their labels; `below` says what the labels are. Plain text, not escaped."""
    newest = labels[-MOST_POINTS:]
    series = [
        {
            "name": shorten(line.name, LABEL_LIMIT),
            "data": [
                {"label": label, "value": float(f"{value:.{DIGITS}g}")}
                for label, value in zip(newest, line.values[-MOST_POINTS:], strict=True)
            ],
        }
        for line in lines
    ]
    assert all(math.isfinite(value) for line in lines for value in line.values)
    axes = {"categories": list(newest), "x_label": below}
    return ChartBlock(shorten(title, TITLE_LIMIT), {"type": "line", "series": series, "axis_config": axes})


def has_newer(message: Message) -> bool:
    return any(block.type in NEWER for block in message.blocks)


def without(message: Message, kinds: Collection[str]) -> Message:
    if not any(block.type in kinds for block in message.blocks):
        return message
    return replace(message, blocks=tuple(kept for block in message.blocks for kept in _kept(block, kinds)))


def _kept(block: Block, kinds: Collection[str]) -> Sequence[Block]:
    if block.type not in kinds:
        return (block,)
    return [each for each in block.child_blocks if isinstance(each, Block)] if isinstance(block, OpenElsewhere) else ()


def suspected(message: Message, problems: Sequence[str]) -> frozenset[str]:
    """The newer kinds of blocks in a message that Slack's refusal is about: those it points to, or else all."""
    kinds = [block.type for block in message.blocks]
    named = [int(found[1]) for problem in problems if (found := POINTER.search(problem))]
    pointed = {kinds[index] for index in named if index < len(kinds)} if named else set(kinds)
    return NEWER & pointed
