"""How a change goes on: one message, edited while instances come, with each ending told as what it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.aws.scaling import Activity
from app.commands.scale.change_log import Changes
from app.commands.scale.progress import bar
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    listening_bellhop.scaling.is_slow = True
    return listening_bellhop


def pass_by(bellhop: Bellhop, seconds: float) -> None:
    """Time goes on, and every timer rings in its time."""
    end = bellhop.clock.epoch() + seconds
    while (due := bellhop.watch.next_due()) is not None and due <= end:
        bellhop.clock.advance(max(0.0, due - bellhop.clock.epoch()) + 0.001)
        bellhop.work()
    bellhop.clock.advance(max(0.0, end - bellhop.clock.epoch()))
    bellhop.work()


def told(bellhop: Bellhop) -> str:
    """What the message about web's change says now."""
    return next(text for text in reversed(seen(bellhop)) if "set *web*" in text)


def capacity_failed(bellhop: Bellhop, number: int) -> Activity:
    at = bellhop.clock() + timedelta(seconds=number)
    said = "We currently do not have sufficient t3.micro capacity in us-east-1a."
    return Activity(f"a-{number}", at, "Failed", "Launching a new EC2 instance", "", said, at)


def the_change(bellhop: Bellhop) -> Any:
    return Changes(bellhop.table, bellhop.clock).newest("web")[0]


def start_refresh(bellhop: Bellhop) -> str:
    type_in(bellhop, "/scale web refresh start")
    question = {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}
    press(bellhop, question, "scale_confirm")
    bellhop.work()
    return str(question["ts"])


@pytest.mark.parametrize(
    ("done", "wanted", "drawn"),
    [(2, 4, "▰▰▱▱"), (4, 4, "▰▰▰▰"), (3, 1, "▰◇◇"), (0, 0, "—"), (0, 2, "▱▱"), (30, 60, "▰" * 10 + "▱" * 10)],
)
def test_the_bar(done: int, wanted: int, drawn: str) -> None:
    assert bar(done, wanted) == drawn
