"""Listing channels and reading what was said in them."""

from collections.abc import Iterator

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack.people import Channel
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.sandbox.slack.slack_support import client


@pytest.fixture
def slack() -> Iterator[RunningSlack]:
    with running_slack() as running:
        yield running


def post(slack: RunningSlack, *texts: str) -> list[str]:
    return [client(slack).chat_postMessage(channel="C0OPS", text=text)["ts"] for text in texts]


def test_the_list_of_channels_comes_in_pages(slack: RunningSlack) -> None:
    pages = [[channel["name"] for channel in page["channels"]] for page in client(slack).conversations_list(limit=1)]
    assert pages == [["alarms"], ["ops"], ["random"]]


def test_the_bots_own_channels_are_those_that_it_is_in(slack: RunningSlack) -> None:
    listed = client(slack).users_conversations(types="public_channel,private_channel")["channels"]
    assert [channel["id"] for channel in listed] == ["C0ALARMS", "C0OPS"]


def test_a_private_channel_without_the_bot_is_hidden_from_it(slack: RunningSlack) -> None:
    listed = client(slack).conversations_list(types="public_channel,private_channel")["channels"]
    assert "C0PRIVATE" not in [channel["id"] for channel in listed]
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client(slack).conversations_info(channel="C0PRIVATE")


def test_archived_channels_can_be_left_out(slack: RunningSlack) -> None:
    slack.add_channel(Channel("C0OLD", "old", {"U0BELLHOP"}, is_archived=True))
    listed = client(slack).conversations_list(exclude_archived=True)["channels"]
    assert [channel["id"] for channel in listed] == ["C0ALARMS", "C0OPS", "C0RANDOM"]


def test_a_channels_info_says_whether_the_bot_is_in_it(slack: RunningSlack) -> None:
    slack.add_channel(Channel("C0RANDOM", "random", {"U0ANA"}))
    infos = [client(slack).conversations_info(channel=name)["channel"] for name in ("C0OPS", "C0RANDOM")]
    assert [info["is_member"] for info in infos] == [True, False]


def test_history_is_newest_first_and_comes_in_pages(slack: RunningSlack) -> None:
    post(slack, "one", "two", "three")
    pages = client(slack).conversations_history(channel="C0OPS", limit=2)
    assert [[message["text"] for message in page["messages"]] for page in pages] == [["three", "two"], ["one"]]


def test_history_between_two_times_leaves_both_out_unless_inclusive(slack: RunningSlack) -> None:
    one, _, three = post(slack, "one", "two", "three")
    read = client(slack).conversations_history
    exclusive = read(channel="C0OPS", oldest=one, latest=three)["messages"]
    inclusive = read(channel="C0OPS", oldest=one, latest=three, inclusive=True)["messages"]
    assert [message["text"] for message in exclusive] == ["two"]
    assert [message["text"] for message in inclusive] == ["three", "two", "one"]


def test_answers_are_in_the_thread_and_in_the_channel_only_when_sent_there(slack: RunningSlack) -> None:
    [parent] = post(slack, "parent")
    client(slack).chat_postMessage(channel="C0OPS", text="quiet", thread_ts=parent)
    client(slack).chat_postMessage(channel="C0OPS", text="loud", thread_ts=parent, reply_broadcast=True)
    channel = client(slack).conversations_history(channel="C0OPS")["messages"]
    thread = client(slack).conversations_replies(channel="C0OPS", ts=parent)["messages"]
    assert [message["text"] for message in channel] == ["loud", "parent"]
    assert [message["text"] for message in thread] == ["parent", "quiet", "loud"]
    assert (channel[1]["reply_count"], channel[1]["latest_reply"]) == (2, thread[2]["ts"])


def test_reading_needs_membership(slack: RunningSlack) -> None:
    slack.add_channel(Channel("C0RANDOM", "random", {"U0ANA"}))
    with pytest.raises(SlackApiError, match="not_in_channel"):
        client(slack).conversations_history(channel="C0RANDOM")


def test_a_thread_that_is_not_there_is_not_found(slack: RunningSlack) -> None:
    with pytest.raises(SlackApiError, match="thread_not_found"):
        client(slack).conversations_replies(channel="C0OPS", ts="1.000001")


def test_a_cursor_of_somebody_elses_is_refused(slack: RunningSlack) -> None:
    with pytest.raises(SlackApiError, match="invalid_cursor"):
        client(slack).conversations_list(cursor="???")
