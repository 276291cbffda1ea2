"""Newer blocks: what Slack refuses is left out from then on, in every process, until it may have come."""

from __future__ import annotations

import pytest

from app.slack.client import Slack
from app.slack.messages.blocks import section
from app.slack.messages.message import Message
from app.slack.messages.newer import CHART, FOLDED, Line, folded, line_chart
from app.slack.stored_blocks import REFUSED_FOR, StoredBlocks
from app.store.table import MemoryTable
from sandbox.slack.threaded import RunningSlack
from tests.app.slack.conftest import door_to
from tests.fakes.clock import SetClock

CARD = Message(
    "an alarm",
    (
        section("an alarm"),
        line_chart("CPU", ["02:41", "02:42"], [Line("CPU", (1.0, 2.0))], "UTC"),
        folded("Details", [section("why")]),
    ),
)


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


def new_process(slack: RunningSlack, table: MemoryTable, clock: SetClock) -> Slack:
    door = door_to(slack.api_url, slack.bot_token)
    door.blocks.stored = StoredBlocks(table, clock)
    return door


def shown(slack: RunningSlack) -> list[list[str]]:
    return [[block["type"] for block in message.get("blocks", [])] for message in slack.messages("C0OPS")]


def refusals(slack: RunningSlack) -> int:
    return sum(call["error"] == "invalid_blocks" for call in slack.calls())


def test_where_slack_takes_them_they_are_there(slack: RunningSlack, door: Slack) -> None:
    door.post("C0OPS", CARD, "key")
    assert shown(slack) == [["section", CHART, FOLDED]]
    assert door.takes(CHART)


@pytest.mark.parametrize(
    ("lacking", "seen"),
    [
        ((CHART,), ["section", FOLDED]),
        ((FOLDED,), ["section", CHART]),
        ((CHART, FOLDED), ["section"]),
    ],
)
def test_only_what_slack_refuses_is_left_out_and_nobody_asks_again(
    lacking: tuple[str, ...], seen: list[str], slack: RunningSlack, table: MemoryTable, clock: SetClock
) -> None:
    slack.lack_blocks(*lacking)
    for _ in range(3):
        new_process(slack, table, clock).post("C0OPS", CARD, "key")
    assert shown(slack) == [seen] * 3
    assert refusals(slack) == len(lacking)
    assert [new_process(slack, table, clock).takes(kind) for kind in lacking] == [False] * len(lacking)


def test_an_edit_is_told_the_same(slack: RunningSlack, table: MemoryTable, clock: SetClock) -> None:
    door = new_process(slack, table, clock)
    ts = door.post("C0OPS", CARD, "key")
    slack.lack_blocks(FOLDED)
    door.update("C0OPS", ts, CARD)
    assert shown(slack) == [["section", CHART]]
    assert not door.takes(FOLDED)


def test_after_a_day_it_is_tried_again(slack: RunningSlack, table: MemoryTable, clock: SetClock) -> None:
    slack.lack_blocks(CHART)
    new_process(slack, table, clock).post("C0OPS", CARD, "key")
    slack.lack_blocks()
    clock.advance(REFUSED_FOR.total_seconds())
    new_process(slack, table, clock).post("C0OPS", CARD, "key")
    assert shown(slack)[-1] == ["section", CHART, FOLDED]


def test_a_refusal_that_is_about_something_else_takes_nothing_from_the_next_card(
    slack: RunningSlack, table: MemoryTable, clock: SetClock
) -> None:
    slack.fault("chat.postMessage", "error", error="msg_blocks_too_long", count=1)
    door = new_process(slack, table, clock)
    door.post("C0OPS", CARD, "key")
    door.post("C0OPS", CARD, "key-2")
    assert shown(slack) == [[], ["section", CHART, FOLDED]]


def test_a_refusal_that_points_nowhere_is_laid_to_the_newer_blocks_only_if_that_helps(
    slack: RunningSlack, table: MemoryTable, clock: SetClock
) -> None:
    slack.fault("chat.postMessage", "error", error="invalid_blocks", count=2)
    door = new_process(slack, table, clock)
    door.post("C0OPS", CARD, "key")
    assert shown(slack) == [[]]
    assert door.takes(CHART)
    slack.fault("chat.postMessage", "error", error="invalid_blocks", count=1)
    door.post("C0OPS", CARD, "key-2")
    assert shown(slack)[-1] == ["section"]
    assert not door.takes(CHART)
