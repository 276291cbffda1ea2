"""Replies: what one asked is answered where one asked it, also where the bot is not."""

from __future__ import annotations

import pytest

from app.base.errors import Later
from app.listeners.job import from_text
from app.slack.interactions import Caller, Reply
from app.slack.messages.message import sentence
from app.slack.replies import INVITE, NOT_IN_DIRECT, Replies
from sandbox.slack.threaded import RunningSlack
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

PUBLIC = Reply(sentence("*web* wants 4 now."), public=True)
WHISPER = Reply(sentence("*web* wants 2."))


@pytest.fixture
def replies(listening_bellhop: Bellhop) -> Replies:
    return Replies(listening_bellhop.parts.slack, listening_bellhop.parts.poster)


def caller_in(bellhop: Bellhop, channel: str, user: str = "U0ANA") -> Caller:
    """Somebody who just typed a command there, with the response_url that Slack gave for it."""
    bellhop.slack.act(user=user, channel=channel, command="/echo hello")
    body = from_text(bellhop.jobs.texts[-1]).body
    return Caller(user, body["channel_id"], response_url=body["response_url"])


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


@pytest.mark.parametrize(("reply", "method"), [(PUBLIC, "chat.postMessage"), (WHISPER, "response_url")])
def test_an_error_at_slack_comes_back_as_later_and_no_other_way_is_tried(
    reply: Reply, method: str, replies: Replies, listening_bellhop: Bellhop, slack: RunningSlack
) -> None:
    caller = caller_in(listening_bellhop, "C0OPS")
    slack.fault(method, "status", status=500)
    with pytest.raises(Later):
        replies.tell(caller, reply, key="k")
    assert [call["method"] for call in slack.calls()] == [method]
