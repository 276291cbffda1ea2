"""What is found after a press or a word, for the tests of /scale."""

from __future__ import annotations

from typing import Any

from app.aws.scaling import Capacity
from tests.fakes.bellhop import Bellhop


def newest(bellhop: Bellhop) -> dict[str, Any]:
    """The newest message of the channel."""
    return {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}


def capacity(bellhop: Bellhop, name: str) -> Capacity | None:
    group = bellhop.scaling.group(name)
    return group.capacity if group else None
