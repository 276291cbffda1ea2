"""Posting, changing and deleting messages in the stand-in."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack.people import Channel
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.sandbox.slack.slack_support import HandClock, actions, button, client, section

CONFIRM = {
    "title": {"type": "plain_text", "text": "Sure?"},
    "text": {"type": "mrkdwn", "text": "This tells <!channel>"},
    "confirm": {"type": "plain_text", "text": "Yes"},
    "deny": {"type": "plain_text", "text": "No"},
}


@pytest.fixture
def slack() -> Iterator[RunningSlack]:
    with running_slack() as running:
        yield running


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        call(**arguments)
    return str(error.value.response["error"])


@pytest.mark.parametrize("channel", ["C0ALARMS", "alarms", "#alarms"])
def test_a_channel_goes_by_its_id_or_its_name(slack: RunningSlack, channel: str) -> None:
    assert client(slack).chat_postMessage(channel=channel, text="hello")["channel"] == "C0ALARMS"


def test_each_message_has_a_later_ts_than_the_one_before_even_if_time_stands_still() -> None:
    with running_slack(clock=HandClock()) as slack:
        stamps = [client(slack).chat_postMessage(channel="C0OPS", text="hello")["ts"] for _ in range(3)]
    assert stamps == ["1732330000.000000", "1732330000.000001", "1732330000.000002"]


def test_a_message_without_text_blocks_or_attachments_is_refused(slack: RunningSlack) -> None:
    assert refused(client(slack).api_call, api_method="chat.postMessage", json={"channel": "C0OPS"}) == "no_text"


def test_channels_the_bot_is_not_in_are_closed_to_it(slack: RunningSlack) -> None:
    slack.add_channel(Channel("C0RANDOM", "random", {"U0ANA"}))
    slack.add_channel(Channel("C0OLD", "old", {"U0ANA", "U0BELLHOP"}, is_archived=True))
    slack.add_channel(Channel("C0NEWS", "news", {"U0ANA", "U0BELLHOP"}, is_read_only=True))
    post = client(slack).chat_postMessage
    assert refused(post, channel="C0NEWS", text="hello") == "restricted_action_read_only_channel"
    assert refused(post, channel="C0NOWHERE", text="hello") == "channel_not_found"
    assert refused(post, channel="C0PRIVATE", text="hello") == "channel_not_found"
    assert refused(post, channel="C0RANDOM", text="hello") == "not_in_channel"
    assert refused(post, channel="C0OLD", text="hello") == "is_archived"


def test_posting_to_a_person_goes_to_their_direct_messages(slack: RunningSlack) -> None:
    channel = client(slack).chat_postMessage(channel="U0ANA", text="psst")["channel"]
    assert client(slack).conversations_open(users="U0ANA")["channel"]["id"] == channel
    assert [message["text"] for message in slack.messages(channel)] == ["psst"]


def test_a_username_of_the_apps_choice_makes_it_a_bot_message(slack: RunningSlack) -> None:
    client(slack).chat_postMessage(channel="C0OPS", text="hello", username="Night shift")
    [message] = slack.messages("C0OPS")
    assert (message["subtype"], message["username"], "user" in message) == ("bot_message", "Night shift", False)


def test_blocks_without_an_id_are_given_one(slack: RunningSlack) -> None:
    blocks = client(slack).chat_postMessage(channel="C0OPS", text="x", blocks=[section("a"), section("b")])["message"][
        "blocks"
    ]
    assert blocks[0]["block_id"] != blocks[1]["block_id"]


def test_an_answer_goes_to_the_thread_of_its_message(slack: RunningSlack) -> None:
    parent = client(slack).chat_postMessage(channel="C0OPS", text="parent")["ts"]
    first = client(slack).chat_postMessage(channel="C0OPS", text="first", thread_ts=parent)["ts"]
    client(slack).chat_postMessage(channel="C0OPS", text="answer to the answer", thread_ts=first)
    assert [message["thread_ts"] for message in slack.messages("C0OPS")] == [parent, parent, parent]


def test_a_thread_needs_a_message_to_begin_with(slack: RunningSlack) -> None:
    post = client(slack).chat_postMessage
    assert refused(post, channel="C0OPS", text="x", thread_ts="1.000001") == "thread_not_found"


def test_an_update_of_text_alone_takes_the_blocks_away_and_marks_it_edited(slack: RunningSlack) -> None:
    ts = client(slack).chat_postMessage(channel="C0OPS", text="a", blocks=[section("a")])["ts"]
    client(slack).chat_update(channel="C0OPS", ts=ts, text="b")
    [message] = slack.messages("C0OPS")
    assert (message["text"], "blocks" in message, "edited" in message) == ("b", False, True)


def test_an_update_with_blocks_leaves_no_mark(slack: RunningSlack) -> None:
    ts = client(slack).chat_postMessage(channel="C0OPS", text="a", blocks=[section("a")])["ts"]
    client(slack).chat_update(channel="C0OPS", ts=ts, text="b", blocks=[section("b")])
    [message] = slack.messages("C0OPS")
    assert (message["ts"], message["blocks"][0]["text"]["text"], "edited" in message) == (ts, "b", False)


def test_metadata_stays_until_it_is_replaced_and_shows_only_on_request(slack: RunningSlack) -> None:
    first = {"event_type": "incident", "event_payload": {"id": "1"}}
    second = {"event_type": "incident", "event_payload": {"id": "2"}}
    ts = client(slack).chat_postMessage(channel="C0OPS", text="a", metadata=first)["ts"]
    client(slack).chat_update(channel="C0OPS", ts=ts, text="b")
    assert slack.messages("C0OPS")[0]["metadata"] == first
    client(slack).chat_update(channel="C0OPS", ts=ts, text="c", metadata=second)
    [plain] = client(slack).conversations_history(channel="C0OPS")["messages"]
    [full] = client(slack).conversations_history(channel="C0OPS", include_all_metadata=True)["messages"]
    assert ("metadata" in plain, full["metadata"]) == (False, second)


def test_only_own_messages_that_exist_can_be_changed_or_deleted(slack: RunningSlack) -> None:
    ana = slack.act(user="U0ANA", channel="C0OPS", text="mine")["response"]["ts"]
    bot = client(slack)
    assert refused(bot.chat_update, channel="C0OPS", ts="1.000001", text="x") == "message_not_found"
    assert refused(bot.chat_update, channel="C0OPS", ts=ana, text="x") == "cant_update_message"
    assert refused(bot.chat_delete, channel="C0OPS", ts=ana) == "cant_delete_message"


def test_a_deleted_message_is_gone(slack: RunningSlack) -> None:
    ts = client(slack).chat_postMessage(channel="C0OPS", text="a")["ts"]
    client(slack).chat_delete(channel="C0OPS", ts=ts)
    assert slack.messages("C0OPS") == []


def test_an_ephemeral_message_is_in_no_history_and_cannot_be_changed(slack: RunningSlack) -> None:
    ts = client(slack).chat_postEphemeral(channel="C0OPS", user="U0ANA", text="for you")["message_ts"]
    assert client(slack).conversations_history(channel="C0OPS")["messages"] == []
    assert refused(client(slack).chat_update, channel="C0OPS", ts=ts, text="x") == "message_not_found"


def test_an_ephemeral_message_needs_somebody_who_is_there(slack: RunningSlack) -> None:
    slack.add_channel(Channel("C0SMALL", "small", {"U0ANA", "U0BELLHOP"}))
    post = client(slack).chat_postEphemeral
    assert refused(post, channel="C0SMALL", user="U0BO", text="x") == "user_not_in_channel"


def test_a_permalink_names_channel_and_message(slack: RunningSlack) -> None:
    ts = client(slack).chat_postMessage(channel="C0OPS", text="a")["ts"]
    link = client(slack).chat_getPermalink(channel="C0OPS", message_ts=ts)["permalink"]
    assert link.endswith(f"/archives/C0OPS/p{ts.replace('.', '')}")


@pytest.mark.parametrize(
    ("content", "pinged"),
    [
        ({"text": "<!channel> <@U0ANA|ana>"}, ["<!channel>", "<@U0ANA>"]),
        ({"text": "x", "blocks": [section("hey <!here>")]}, ["<!here>"]),
        ({"text": "x", "attachments": [{"text": "<!subteam^S0OPS>"}]}, ["<!subteam^S0OPS>"]),
        ({"text": "x", "blocks": [actions(button("a", confirm=CONFIRM))]}, []),
        ({"text": "&lt;!channel&gt; @channel"}, []),
        ({"text": "x", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "<!channel>"}}]}, []),
    ],
)
def test_who_a_message_pings_is_remembered(slack: RunningSlack, content: Any, pinged: list[str]) -> None:
    client(slack).chat_postMessage(channel="C0OPS", **content)
    assert slack.messages("C0OPS")[0]["pings"] == pinged


def test_an_update_does_not_undo_a_ping(slack: RunningSlack) -> None:
    ts = client(slack).chat_postMessage(channel="C0OPS", text="<!channel>")["ts"]
    client(slack).chat_update(channel="C0OPS", ts=ts, text="never mind")
    assert slack.messages("C0OPS")[0]["pings"] == ["<!channel>"]
