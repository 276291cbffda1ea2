"""Channel ids outlive a process: where there are thousands they are listed once, at the pace that Slack lets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.slack.client import Slack
from app.slack.errors import NoSuchChannel, SlackError
from app.slack.stored_channels import MISSED_FOR, StoredChannels
from app.store.table import MemoryTable
from sandbox.slack.people import Channel
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.app.slack.conftest import HELLO, door_to, methods
from tests.fakes.clock import SetClock


@pytest.fixture
def slack(clock: SetClock) -> Iterator[RunningSlack]:
    with running_slack(clock=clock.epoch, paced=True) as running:
        yield running


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


def cold_start(slack: RunningSlack, table: MemoryTable, clock: SetClock) -> Slack:
    door = door_to(slack.api_url, slack.bot_token)
    door.channels.stored = StoredChannels(table, clock)
    return door


def test_thousands_of_channels_are_listed_once_however_many_processes_start(
    slack: RunningSlack, table: MemoryTable, clock: SetClock
) -> None:
    for number in range(30_000):
        slack.add_channel(Channel(f"C1{number}", f"other-{number}", {"U0BELLHOP"}))
    for _ in range(20):
        assert cold_start(slack, table, clock).channel_id("#other-29999") == "C129999"
    clock.advance(60)  # Slack takes fifty calls a minute
    for _ in range(20):
        with pytest.raises(NoSuchChannel):
            cold_start(slack, table, clock).channel_id("#nowhere")
    assert len(methods(slack)) <= 2 * 31
    assert [call["error"] for call in slack.calls() if call["error"]] == []


def test_a_channel_that_was_not_there_is_looked_for_again_after_some_minutes(
    slack: RunningSlack, table: MemoryTable, clock: SetClock
) -> None:
    door = cold_start(slack, table, clock)
    with pytest.raises(NoSuchChannel):
        door.channel_id("#late")
    slack.add_channel(Channel("C0LATE", "late", {"U0BELLHOP"}))
    with pytest.raises(NoSuchChannel):
        door.channel_id("#late")
    clock.advance(MISSED_FOR.total_seconds())
    assert door.channel_id("#late") == "C0LATE"
    assert cold_start(slack, table, clock).channel_id("#late") == "C0LATE"
    assert methods(slack) == ["users.conversations"] * 2


def test_a_channel_that_was_archived_and_created_again_is_looked_up_by_later_processes_too(
    slack: RunningSlack, table: MemoryTable, clock: SetClock
) -> None:
    door = cold_start(slack, table, clock)
    assert door.channel_id("#ops") == "C0OPS"
    slack.add_channel(Channel("C0OPS", "ops", {"U0BELLHOP"}, is_archived=True))
    slack.add_channel(Channel("C0NEW", "ops", {"U0BELLHOP"}))
    with pytest.raises(SlackError):
        door.post("C0OPS", HELLO, key="k")
    assert cold_start(slack, table, clock).channel_id("#ops") == "C0NEW"
