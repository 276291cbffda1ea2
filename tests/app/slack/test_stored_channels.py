"""Channel ids outlive a process: where there are thousands they are listed once, at the pace that Slack lets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.slack.client import Slack
from app.slack.errors import NoSuchChannel, SlackError
from app.slack.stored_channels import TRUSTED_FOR, StoredChannels
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


@pytest.mark.slow
def test_thousands_of_channels_are_listed_once_however_many_processes_start(
    slack: RunningSlack, table: MemoryTable, clock: SetClock
) -> None:
    for number in range(6_000):
        slack.add_channel(Channel(f"C1{number}", f"other-{number}", {"U0BELLHOP"}))
    for _ in range(20):
        assert cold_start(slack, table, clock).channel_id("#other-5999") == "C15999"
    for _ in range(2):  # what waits for a channel tries again each minute; Slack takes fifty calls
        clock.advance(60)
        for _ in range(20):
            with pytest.raises(NoSuchChannel):
                cold_start(slack, table, clock).channel_id("#nowhere")
    assert len(methods(slack)) <= 3 * 7
    assert [call["error"] for call in slack.calls() if call["error"]] == []


def test_a_channel_that_was_not_there_is_looked_for_by_each_retry(
    slack: RunningSlack, table: MemoryTable, clock: SetClock
) -> None:
    door = cold_start(slack, table, clock)
    with pytest.raises(NoSuchChannel):
        door.channel_id("#late")
    slack.add_channel(Channel("C0LATE", "late", {"U0BELLHOP"}))
    with pytest.raises(NoSuchChannel) as waits:
        door.channel_id("#late")
    clock.advance(waits.value.wait)
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


def test_a_name_that_another_channel_has_now_leads_there_within_a_day(
    slack: RunningSlack, table: MemoryTable, clock: SetClock
) -> None:
    assert cold_start(slack, table, clock).channel_id("#ops") == "C0OPS"
    slack.add_channel(Channel("C0OPS", "ops-legacy", {"U0BELLHOP"}))
    slack.add_channel(Channel("C0NEW", "ops", {"U0BELLHOP"}))
    clock.advance(TRUSTED_FOR.total_seconds() - 1)
    assert cold_start(slack, table, clock).channel_id("#ops") == "C0OPS"
    clock.advance(1)
    assert cold_start(slack, table, clock).channel_id("#ops") == "C0NEW"


def test_a_channel_that_was_renamed_is_still_posted_to_while_no_other_has_its_name(
    slack: RunningSlack, table: MemoryTable, clock: SetClock
) -> None:
    cold_start(slack, table, clock).channel_id("#ops")
    slack.add_channel(Channel("C0OPS", "operations", {"U0BELLHOP"}))
    for _ in range(2):
        clock.advance(TRUSTED_FOR.total_seconds())
        assert [cold_start(slack, table, clock).channel_id("#ops") for _ in range(2)] == ["C0OPS"] * 2
    assert methods(slack) == ["users.conversations"] * 3


def test_an_id_that_slack_does_not_tell_again_now_still_serves(
    slack: RunningSlack, table: MemoryTable, clock: SetClock
) -> None:
    cold_start(slack, table, clock).channel_id("#ops")
    clock.advance(TRUSTED_FOR.total_seconds())
    slack.fault("users.conversations", "ratelimited")
    assert cold_start(slack, table, clock).channel_id("#ops") == "C0OPS"
