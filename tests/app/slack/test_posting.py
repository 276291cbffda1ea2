"""Posting: a message with a key stands in Slack once, though answers get lost and processes die."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest

from app.base.errors import Later
from app.slack.client import Slack
from app.slack.errors import SlackError, SlackLater
from app.slack.messages.message import Message, sentence
from app.slack.posting import HANDS_OFF_SECONDS, Poster, post_key
from app.slack.replies import PublicReply, edit_reply
from app.store.table import Document, MemoryTable
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

HELLO = sentence("hello")


@pytest.fixture
def poster(bellhop: Bellhop) -> Poster:
    return bellhop.parts.poster


class BusySlack(Slack):
    """Looking for a message takes `seconds`, and then `meanwhile` happens."""

    def __init__(self, slack: Slack, clock: SetClock, seconds: float, meanwhile: Callable[[], object]) -> None:
        vars(self).update(vars(slack))
        self._clock, self._seconds, self._meanwhile = clock, seconds, meanwhile

    def find(self, channel: str, key: str, since: datetime, thread_ts: str | None = None) -> str | None:
        found = super().find(channel, key, since, thread_ts)
        self._clock.advance(self._seconds)
        self._meanwhile()
        return found


class MortalSlack(Slack):
    """Who posts by it dies before the answer is written down."""

    def __init__(self, slack: Slack) -> None:
        vars(self).update(vars(slack))

    def post(
        self, channel: str, message: Message, key: str, thread_ts: str | None = None, in_channel: bool = False
    ) -> str:
        super().post(channel, message, key, thread_ts, in_channel)
        raise SystemExit("killed")


def said(slack: RunningSlack) -> list[str]:
    return [call["method"] for call in slack.calls()]


class DyingTable(MemoryTable):
    """A table whose user dies when it wants to write more often than `lives` times."""

    lives = 10**6

    def put(self, document: Document) -> Document:
        self.lives -= 1
        if self.lives < 0:
            raise SystemExit("killed")
        return super().put(document)


def test_a_message_is_posted_and_its_ts_is_given(poster: Poster, slack: RunningSlack) -> None:
    ts = poster.post_once("k", "C0OPS", HELLO)
    assert [message["ts"] for message in slack.messages("C0OPS")] == [ts]


def test_the_same_key_again_gives_the_same_ts_without_asking_slack(poster: Poster, slack: RunningSlack) -> None:
    assert poster.post_once("k", "C0OPS", HELLO) == poster.post_once("k", "C0OPS", HELLO)
    assert said(slack) == ["chat.postMessage"]


def test_another_key_is_another_message(poster: Poster, slack: RunningSlack) -> None:
    poster.post_once("k1", "C0OPS", HELLO)
    poster.post_once("k2", "C0OPS", HELLO)
    assert len(slack.messages("C0OPS")) == 2


@pytest.mark.parametrize("in_thread", [False, True])
def test_when_the_answer_is_lost_the_message_is_found_instead_of_posted_again(
    in_thread: bool, poster: Poster, slack: RunningSlack
) -> None:
    parent = poster.post_once("parent", "C0OPS", HELLO) if in_thread else None
    slack.fault("chat.postMessage", "drop_after_work", count=1)
    with pytest.raises(SlackLater):
        poster.post_once("k", "C0OPS", HELLO, thread_ts=parent)
    ts = poster.post_once("k", "C0OPS", HELLO, thread_ts=parent)
    messages = [message["ts"] for message in slack.messages("C0OPS") if message["ts"] != parent]
    assert messages == [ts]


@pytest.mark.parametrize("ahead", [-3600, 110, 130, 3600])
def test_it_is_found_though_our_clock_is_not_slacks(ahead: float) -> None:
    slacks, ours = SetClock(), SetClock()
    ours.advance(ahead)
    with running_slack(clock=slacks.epoch) as slack:
        poster = Bellhop(slack, ours).parts.poster
        slack.fault("chat.postMessage", "drop_after_work", count=1)
        with pytest.raises(SlackLater):
            poster.post_once("k", "C0OPS", HELLO)
        assert poster.post_once("k", "C0OPS", HELLO) == slack.messages("C0OPS")[0]["ts"]
        assert len(slack.messages("C0OPS")) == 1


@pytest.mark.parametrize("year", [1, 1970])
def test_a_time_that_slack_cannot_have_said_keeps_nobody_from_looking(
    year: int, poster: Poster, slack: RunningSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[datetime] = []
    find = Slack.find

    def found(door: Slack, channel: str, key: str, since: datetime, thread_ts: str | None = None) -> str | None:
        looked.append(since)
        return find(door, channel, key, since, thread_ts)

    monkeypatch.setattr(Slack, "time", datetime(year, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(Slack, "find", found)
    slack.fault("chat.postMessage", "status", status=500, count=1)
    with pytest.raises(SlackLater):
        poster.post_once("k", "C0OPS", HELLO)
    poster.post_once("k", "C0OPS", HELLO)
    assert len(slack.messages("C0OPS")) == 1
    assert min(looked) > datetime(2026, 1, 1, tzinfo=UTC)


def test_when_the_call_never_arrived_it_is_posted_after_looking_for_it(poster: Poster, slack: RunningSlack) -> None:
    slack.fault("chat.postMessage", "status", status=500, count=1)
    with pytest.raises(SlackLater):
        poster.post_once("k", "C0OPS", HELLO)
    poster.post_once("k", "C0OPS", HELLO)
    assert said(slack) == ["chat.postMessage", "conversations.history", "chat.postMessage"]
    assert len(slack.messages("C0OPS")) == 1


def test_after_a_limited_rate_nobody_looks_for_what_cannot_be_there(poster: Poster, slack: RunningSlack) -> None:
    slack.fault("chat.postMessage", "ratelimited", count=1)
    with pytest.raises(SlackLater):
        poster.post_once("k", "C0OPS", HELLO)
    poster.post_once("k", "C0OPS", HELLO)
    assert said(slack) == ["chat.postMessage", "chat.postMessage"]


def test_after_a_refusal_nobody_looks_for_what_cannot_be_there(poster: Poster, slack: RunningSlack) -> None:
    for _ in range(2):
        with pytest.raises(SlackError, match="channel_not_found"):
            poster.post_once("k", "C0PRIVATE", HELLO)
    assert said(slack) == ["chat.postMessage", "chat.postMessage"]


def test_a_limited_rate_after_a_lost_answer_does_not_forget_the_lost_one(poster: Poster, slack: RunningSlack) -> None:
    slack.fault("chat.postMessage", "drop_after_work", count=1)
    slack.fault("conversations.history", "ratelimited", count=1)
    for _ in range(2):
        with pytest.raises(SlackLater):
            poster.post_once("k", "C0OPS", HELLO)
    poster.post_once("k", "C0OPS", HELLO)
    assert len(slack.messages("C0OPS")) == 1


def test_a_process_that_died_after_posting_is_followed_by_one_that_finds_the_message(
    poster: Poster, slack: RunningSlack, clock: SetClock
) -> None:
    table = DyingTable()
    table.lives = 1  # it claims the key, posts, and dies before it writes the ts
    mortal = replace(poster, table=table)
    with pytest.raises(SystemExit):
        mortal.post_once("k", "C0OPS", HELLO)
    table.lives = 10**6
    clock.advance(HANDS_OFF_SECONDS)
    assert mortal.post_once("k", "C0OPS", HELLO) == slack.messages("C0OPS")[0]["ts"]
    assert len(slack.messages("C0OPS")) == 1


def test_while_another_worker_has_it_in_hand_it_is_left_alone(
    poster: Poster, slack: RunningSlack, clock: SetClock
) -> None:
    table = DyingTable()
    table.lives = 1
    with pytest.raises(SystemExit):
        replace(poster, table=table).post_once("k", "C0OPS", HELLO)
    table.lives = 10**6
    clock.advance(5)
    with pytest.raises(Later) as error:
        replace(poster, table=table).post_once("k", "C0OPS", HELLO)
    assert error.value.wait == HANDS_OFF_SECONDS - 5
    assert said(slack) == ["chat.postMessage"]


def slow(poster: Poster, meanwhile: Callable[[], object]) -> Poster:
    """A poster that is so slow to look for an earlier message that another may take it in hand, and post it."""
    return replace(poster, slack=BusySlack(poster.slack, cast(SetClock, poster.clock), HANDS_OFF_SECONDS, meanwhile))


def never_arrived(poster: Poster, slack: RunningSlack) -> None:
    slack.fault("chat.postMessage", "status", status=500, count=1)
    with pytest.raises(SlackLater):
        poster.post_once("k", "C0OPS", HELLO)


def test_who_looked_for_so_long_that_another_posted_it_gives_the_others_ts(poster: Poster, slack: RunningSlack) -> None:
    never_arrived(poster, slack)
    ts = slow(poster, lambda: poster.post_once("k", "C0OPS", HELLO)).post_once("k", "C0OPS", HELLO)
    assert [message["ts"] for message in slack.messages("C0OPS")] == [ts]


def test_who_looked_for_so_long_that_another_tried_comes_again_and_leaves_the_others_try_alone(
    poster: Poster, slack: RunningSlack
) -> None:
    never_arrived(poster, slack)

    def another_dies_after_posting() -> None:
        mortal = replace(poster, slack=MortalSlack(poster.slack))
        with pytest.raises(SystemExit):
            mortal.post_once("k", "C0OPS", HELLO)

    with pytest.raises(Later):
        slow(poster, another_dies_after_posting).post_once("k", "C0OPS", HELLO)
    with pytest.raises(Later):
        poster.post_once("k", "C0OPS", HELLO)
    cast(SetClock, poster.clock).advance(HANDS_OFF_SECONDS)
    assert poster.post_once("k", "C0OPS", HELLO) == slack.messages("C0OPS")[0]["ts"]
    assert len(slack.messages("C0OPS")) == 1


def test_a_message_whose_poster_died_before_writing_its_ts_is_found_in_slack_and_edited(
    bellhop: Bellhop, poster: Poster, slack: RunningSlack
) -> None:
    dying = replace(poster, slack=MortalSlack(poster.slack))
    with pytest.raises(SystemExit):
        dying.post_once("k", "C0OPS", HELLO)

    assert edit_reply(PublicReply("k", "C0OPS"), sentence("hello again"), poster.slack, poster)

    assert [each["text"] for each in slack.messages("C0OPS")] == ["hello again"]
    assert poster.posted("k") == slack.messages("C0OPS")[0]["ts"]


def test_what_somebody_may_be_posting_right_now_is_edited_later(poster: Poster, clock: SetClock) -> None:
    now = clock().timestamp()
    poster.table.put(Document(*post_key("k"), {"tried_at": now, "hands_off_until": now + 9}))
    with pytest.raises(Later) as later:
        poster.found("k", "C0OPS")
    assert later.value.wait == 9

    clock.advance(10)
    assert poster.found("k", "C0OPS") == ""


def test_where_bellhop_may_not_look_nothing_is_found(poster: Poster, slack: RunningSlack, clock: SetClock) -> None:
    poster.table.put(Document(*post_key("k"), {"tried_at": clock().timestamp()}))
    slack.fault("conversations.history", "error", error="not_in_channel")
    assert poster.found("k", "C0OPS") == ""
