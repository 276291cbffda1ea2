"""Public channels: Slack is asked once for each, and where it doesn't say, a channel counts as private."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.base.deadline import seconds_left
from app.base.errors import BellhopError
from app.slack.client import Slack
from app.slack.errors import SlackError, SlackLater
from app.slack.public import LONGEST_SECONDS, REMEMBERED_SECONDS, PublicChannels
from sandbox.slack.threaded import RunningSlack
from tests.app.slack.conftest import methods
from tests.fakes.clock import SetClock

PUBLIC = {"id": "C1", "is_private": False}
NOT_FOUND = SlackError("channel_not_found", "Slack refused conversations.info: channel_not_found.")
BUSY = SlackLater("Slack did not take conversations.info now (ratelimited).", wait=30, maybe_done=False)


class Asked:
    """What Slack answers by the channel's id: a channel object, or an error."""

    def __init__(self, **answers: Mapping[str, Any] | BellhopError) -> None:
        self.answers, self.ids, self.seconds = answers, list[str](), list[float]()

    def __call__(self, channel: str) -> Mapping[str, Any]:
        self.ids.append(channel)
        self.seconds.append(seconds_left())
        answer = self.answers[channel]
        if isinstance(answer, BellhopError):
            raise answer
        return answer


@pytest.mark.parametrize(
    ("answer", "is_public"),
    [
        ({"id": "C1", "is_private": False}, True),
        ({"id": "C1", "is_private": True}, False),
        ({"id": "C1", "is_mpim": True, "is_private": False}, False),
        ({"id": "C1", "is_channel": True}, False),
        ({"id": "C1", "is_private": None}, False),
        ({}, False),
        (NOT_FOUND, False),
        (BUSY, False),
    ],
)
def test_a_channel_is_public_only_if_slack_says_so(answer: Any, is_public: bool) -> None:
    assert PublicChannels(Asked(C1=answer)).among(["C1"]) == ({"C1"} if is_public else set())


def test_each_is_asked_about_once_for_ten_minutes_and_a_direct_message_never(clock: SetClock) -> None:
    asked = Asked(C1=PUBLIC, C2=NOT_FOUND)
    known = PublicChannels(asked, clock.epoch)
    for _ in range(2):
        assert known.among(["C1", "D1", "", "C2", "C1"]) == {"C1"}
    assert asked.ids == ["C1", "C2"]
    assert max(asked.seconds) <= LONGEST_SECONDS
    clock.advance(REMEMBERED_SECONDS)
    asked.answers["C1"] = {"id": "C1", "is_private": True}
    assert known.among(["C1"]) == set()


def test_where_slack_is_busy_it_is_asked_again_next_time() -> None:
    asked = Asked(C1=BUSY, C2=PUBLIC)
    known = PublicChannels(asked)
    assert known.among(["C1", "C2"]) == set()
    assert asked.ids == ["C1"]
    asked.answers["C1"] = PUBLIC
    assert known.among(["C1", "C2"]) == {"C1", "C2"}


def test_slack_itself_knows(slack: RunningSlack, door: Slack) -> None:
    assert door.public.among(["C0OPS", "C0PRIVATE"]) == {"C0OPS"}
    assert methods(slack).count("conversations.info") == 2
