"""Replies: what one asked is answered where one asked it, also where the bot is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.base.errors import Later
from app.base.metrics import Metric
from app.listeners.job import caller_of, from_text
from app.slack.errors import SlackError
from app.slack.interactions import Caller, Reply
from app.slack.messages.buttons import actions, button
from app.slack.messages.message import Message, sentence
from app.slack.replies import INVITE, NOT_IN_DIRECT, TRIES_BY_URL, Replies
from sandbox.slack.threaded import RunningSlack
from tests.app.slack.conftest import door_to
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock
from tests.patience import SHORT

PUBLIC = Reply(sentence("*web* wants 4 now."), public=True)
WHISPER = Reply(sentence("*web* wants 2."))
TURNED = Reply(sentence("Showing 41 to 45."), replaces=True)


@pytest.fixture
def replies(listening_bellhop: Bellhop) -> Replies:
    return Replies(listening_bellhop.parts.slack, listening_bellhop.parts.poster)


def caller_in(bellhop: Bellhop, channel: str, user: str = "U0ANA") -> Caller:
    """Somebody who just typed a command there, with the response_url that Slack gave for it."""
    bellhop.slack.act(user=user, channel=channel, command="/echo hello")
    body = from_text(bellhop.jobs.texts[-1]).body
    return Caller(user, body["channel_id"], response_url=body["response_url"])


def who_pressed(bellhop: Bellhop, list_ts: str) -> Caller:
    """Somebody who just pressed the button of a list."""
    bellhop.slack.act(user="U0ANA", channel="C0OPS", ts=list_ts, action_id="scale_page:next")
    return caller_of(from_text(bellhop.jobs.texts[-1]))


def a_list() -> Message:
    return Message("Showing 1 to 40.", (actions([button("Next", "scale_page:next", "{}", "of the list")]),))


def test_a_public_reply_is_posted_in_the_channel_and_stays(
    replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    replies.tell(caller_in(listening_bellhop, "C0OPS"), PUBLIC, key="k")
    (message,) = slack.messages("C0OPS")
    assert (message["text"], message["ephemeral_to"]) == (PUBLIC.message.text, "")


def test_a_public_reply_told_again_is_still_one_message(
    replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    caller = caller_in(listening_bellhop, "C0OPS")
    replies.tell(caller, PUBLIC, key="k")
    replies.tell(caller, PUBLIC, key="k")
    assert len(slack.messages("C0OPS")) == 1


def test_the_other_replies_are_seen_by_who_asked_alone(
    replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    replies.tell(caller_in(listening_bellhop, "C0OPS"), WHISPER, key="k")
    (message,) = slack.messages("C0OPS")
    assert (message["text"], message["ephemeral_to"]) == (WHISPER.message.text, "U0ANA")


def test_where_the_bot_is_not_a_public_reply_comes_all_the_same_and_says_how_to_invite_it(
    replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    replies.tell(caller_in(listening_bellhop, "C0PRIVATE"), PUBLIC, key="k")
    (message,) = slack.messages("C0PRIVATE")
    assert (message["text"], message["ephemeral_to"]) == (f"{PUBLIC.message.text}\n{INVITE}", "")
    assert INVITE in str(message["blocks"])


def test_in_a_conversation_of_two_nobody_is_told_to_invite_the_bot(replies: Replies, slack: RunningSlack) -> None:
    replies.tell(Caller("U0ANA", "D0ANABO"), PUBLIC, key="k")
    (message,) = slack.messages("D0ANA")
    assert message["text"] == f"{PUBLIC.message.text}\n{NOT_IN_DIRECT}"
    assert "/invite" not in str(message)


def test_where_the_bot_is_not_a_whisper_comes_all_the_same(
    replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    replies.tell(caller_in(listening_bellhop, "C0PRIVATE"), WHISPER, key="k")
    (message,) = slack.messages("C0PRIVATE")
    assert message["ephemeral_to"] == "U0ANA"


def test_where_the_bot_is_not_and_the_response_url_is_too_old_it_comes_as_a_direct_message(
    replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    caller = caller_in(listening_bellhop, "C0PRIVATE")
    clock.advance(31 * 60)
    replies.tell(caller, PUBLIC, key="k")
    replies.tell(caller, PUBLIC, key="k")
    (message,) = slack.messages("D0ANA")
    assert message["text"].endswith(INVITE)
    assert slack.messages("C0PRIVATE") == []


def test_a_whisper_with_a_response_url_that_is_used_up_comes_by_another_way(
    replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    caller = caller_in(listening_bellhop, "C0OPS")
    for _ in range(6):
        replies.tell(caller, WHISPER, key="k")
    assert [message["ephemeral_to"] for message in slack.messages("C0OPS")] == ["U0ANA"] * 6


def test_a_whisper_that_no_way_in_the_channel_can_carry_comes_as_a_direct_message(
    replies: Replies, slack: RunningSlack
) -> None:
    replies.tell(Caller("U0ANA", "C0PRIVATE"), WHISPER, key="k")
    (message,) = slack.messages("D0ANA")
    assert message["text"] == WHISPER.message.text


@pytest.mark.parametrize("code", ["messages_tab_disabled", "cannot_dm_bot", "user_disabled", "channel_not_found"])
@pytest.mark.parametrize("reply", [PUBLIC, WHISPER])
def test_a_result_that_cannot_be_told_is_logged_and_counted_and_no_failure(
    reply: Reply, code: str, replies: Replies, slack: RunningSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fault("conversations.open", "error", error=code)
    replies.tell(Caller("U0ANA", "C0PRIVATE"), reply, key="k")
    (line,) = [record for record in caplog.records if record.message == "result not told"]
    assert (line.__dict__["user"], line.__dict__["metrics"]) == ("U0ANA", {Metric.NOT_TOLD: 1})
    assert code in line.__dict__["why"]


def test_without_a_messages_tab_a_command_where_the_bot_is_not_ends_well(
    listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.set_messages_tab(False)
    slack.act(user="U0ANA", channel="C0PRIVATE", command="/scale web 4")
    slack.fault("response_url", "status", status=404)
    listening_bellhop.work()
    assert listening_bellhop.scaling.changes == [("web", 4)]
    assert (listening_bellhop.jobs.next_due(), listening_bellhop.jobs.dead_letters) == (None, [])


def test_a_bug_on_the_last_way_stays_one(replies: Replies, slack: RunningSlack) -> None:
    slack.fault("conversations.open", "error", error="invalid_arguments")
    with pytest.raises(SlackError):
        replies.tell(Caller("U0ANA", "C0PRIVATE"), PUBLIC, key="k")


@pytest.mark.parametrize(("reply", "method"), [(PUBLIC, "chat.postMessage"), (WHISPER, "response_url")])
def test_an_error_at_slack_comes_back_as_later_and_no_other_way_is_tried(
    reply: Reply, method: str, replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    caller = caller_in(listening_bellhop, "C0OPS")
    slack.fault(method, "status", status=500)
    with pytest.raises(Later):
        replies.tell(caller, reply, key="k")
    assert [call["method"] for call in slack.calls()] == [method]


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 500}, {"kind": "ratelimited"}, {"kind": "timeout"}])
@pytest.mark.parametrize(("channel", "reply"), [("C0OPS", WHISPER), ("C0PRIVATE", WHISPER), ("C0PRIVATE", PUBLIC)])
def test_a_response_url_that_takes_nothing_for_several_tries_is_no_reason_to_wait_for_it_any_longer(
    channel: str, reply: Reply, fault: dict[str, Any], listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    """What answers for it may be a proxy that lets nobody through to it, only to Slack's API."""
    parts = listening_bellhop.parts
    door = door_to(slack.api_url, slack.bot_token, timeout=SHORT) if fault["kind"] == "timeout" else parts.slack
    replies, caller = Replies(door, parts.poster), caller_in(listening_bellhop, channel)
    slack.fault("response_url", **fault)
    for tries in range(TRIES_BY_URL):
        with pytest.raises(Later):
            replies.tell(caller, reply, "k", tries)
    replies.tell(caller, reply, "k", TRIES_BY_URL)
    told = [each for place in (channel, "D0ANA") for each in slack.messages(place)]
    assert [reply.message.text in each["text"] for each in told] == [True]


@pytest.fixture
def parent(listening_bellhop: Bellhop) -> str:
    return listening_bellhop.parts.slack.post("C0OPS", sentence("a card"), key="card")


@pytest.mark.parametrize("reply", [PUBLIC, WHISPER])
@pytest.mark.parametrize("has_url", [True, False])
def test_who_pressed_in_a_thread_is_answered_there(
    has_url: bool, reply: Reply, replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack, parent: str
) -> None:
    url = caller_in(listening_bellhop, "C0OPS").response_url if has_url else ""
    replies.tell(Caller("U0ANA", "C0OPS", response_url=url, thread_ts=parent), reply, key="k")
    assert [(each["text"], each.get("thread_ts")) for each in slack.messages("C0OPS")[1:]] == [
        (reply.message.text, parent)
    ]


def test_where_the_thread_is_gone_a_public_reply_is_in_the_channel(
    replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack, parent: str
) -> None:
    listening_bellhop.parts.slack.delete("C0OPS", parent)
    replies.tell(Caller("U0ANA", "C0OPS", thread_ts=parent), PUBLIC, key="k")
    assert [message["text"] for message in slack.messages("C0OPS")] == [PUBLIC.message.text]


def test_what_one_person_sees_stays_in_their_messages_with_the_bot_and_comes_once(
    replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    direct = listening_bellhop.parts.slack.direct_channel("U0ANA")
    for _ in range(2):
        replies.tell(Caller("U0ANA", direct), WHISPER, key="k")
    (message,) = slack.messages(direct)
    assert (message["text"], message["ephemeral_to"]) == (WHISPER.message.text, "")


@pytest.mark.parametrize("reply", [WHISPER, PUBLIC])
def test_who_asked_nowhere_is_answered_directly(reply: Reply, replies: Replies, slack: RunningSlack) -> None:
    replies.tell(Caller("U0ANA", ""), reply, key="k")
    (message,) = slack.messages("D0ANA")
    assert message["text"] == reply.message.text
    assert "chat.postEphemeral" not in [call["method"] for call in slack.calls()]


def test_a_page_is_turned_in_place_where_only_who_pressed_sees_it(
    replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    listening_bellhop.parts.slack.whisper("C0OPS", "U0ANA", a_list())
    (before,) = slack.messages("C0OPS")
    for _ in range(2):
        replies.tell(who_pressed(listening_bellhop, before["ts"]), replace(TURNED, message=a_list()), key="k")
    replies.tell(who_pressed(listening_bellhop, before["ts"]), TURNED, key="k")
    (after,) = slack.messages("C0OPS")
    assert (after["ts"], after["text"], after["ephemeral_to"]) == (before["ts"], TURNED.message.text, "U0ANA")


def test_a_page_of_a_list_that_all_see_is_a_new_message_for_who_pressed(
    replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    listed = listening_bellhop.parts.slack.post("C0OPS", a_list(), key="list")
    replies.tell(who_pressed(listening_bellhop, listed), TURNED, key="k")
    assert [(each["text"], each["ephemeral_to"]) for each in slack.messages("C0OPS")] == [
        (a_list().text, ""),
        (TURNED.message.text, "U0ANA"),
    ]


def test_in_ones_messages_with_the_bot_a_page_is_turned_in_place_too(
    replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    direct = listening_bellhop.parts.slack.direct_channel("U0ANA")
    listed = listening_bellhop.parts.slack.post(direct, a_list(), key="list")
    slack.act(user="U0ANA", channel=direct, ts=listed, action_id="scale_page:next")
    replies.tell(caller_of(from_text(listening_bellhop.jobs.texts[-1])), TURNED, key="k")
    assert [(each["ts"], each["text"]) for each in slack.messages(direct)] == [(listed, TURNED.message.text)]


def test_a_press_whose_response_url_is_too_old_gets_its_page_as_a_new_message(
    replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    listening_bellhop.parts.slack.whisper("C0OPS", "U0ANA", a_list())
    caller = who_pressed(listening_bellhop, slack.messages("C0OPS")[0]["ts"])
    clock.advance(31 * 60)
    replies.tell(caller, TURNED, key="k")
    assert [(each["text"], each["ephemeral_to"]) for each in slack.messages("C0OPS")] == [
        (a_list().text, "U0ANA"),
        (TURNED.message.text, "U0ANA"),
    ]
