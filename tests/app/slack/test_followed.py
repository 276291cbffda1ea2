"""A reply that is followed is edited or posted, and where neither can be, whoever asked is told its end."""

from __future__ import annotations

import logging

import pytest

from app.slack.followed import TOLD_HERE, keep_up, post_reply
from app.slack.messages.message import sentence
from app.slack.replies import PublicReply
from sandbox.slack.people import Channel
from sandbox.slack.threaded import RunningSlack
from tests.fakes.bellhop import Bellhop

QUESTION, OWN = PublicReply("question", "C0OPS"), PublicReply("reply-1", "C0OPS")
END = sentence("It is over.")


def told(bellhop: Bellhop, *places: PublicReply, is_over: bool = True, user: str = "U0ANA") -> None:
    keep_up(places, END, user, is_over, bellhop.parts.slack, bellhop.parts.poster)


def texts(slack: RunningSlack, channel: str = "C0OPS") -> list[str]:
    return [each["text"] for each in slack.messages(channel)]


def test_the_message_that_is_there_is_edited(bellhop: Bellhop, slack: RunningSlack) -> None:
    bellhop.parts.poster.post_once(QUESTION.key, "C0OPS", sentence("Go ahead?"))
    told(bellhop, QUESTION, OWN)
    assert texts(slack) == ["It is over."]


def test_what_its_job_could_not_tell_yet_is_posted_and_the_job_says_nothing_more(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    told(bellhop, QUESTION, OWN)
    assert post_reply(OWN, sentence("It has begun."), bellhop.parts.poster)
    assert texts(slack) == ["It is over."]


def test_in_a_thread_it_is_posted_there_and_without_the_thread_in_the_channel(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    above = bellhop.parts.poster.post_once("card", "C0OPS", sentence("A card."))
    told(bellhop, PublicReply("reply-1", "C0OPS", above))
    bellhop.parts.slack.delete("C0OPS", above)
    told(bellhop, PublicReply("reply-2", "C0OPS", "1700000000.000001"))
    inside, alone = slack.messages("C0OPS")[-2:]
    assert (inside["thread_ts"], alone.get("thread_ts")) == (above, None)


@pytest.mark.parametrize(
    ("is_over", "user", "direct"), [(True, "U0ANA", [f"{TOLD_HERE}It is over."]), (False, "U0ANA", []), (True, "", [])]
)
@pytest.mark.parametrize("channel", ["C0PRIVATE", ""])
def test_where_bellhop_cannot_post_only_the_end_is_told_directly_and_once(
    is_over: bool, user: str, direct: list[str], channel: str, bellhop: Bellhop, slack: RunningSlack
) -> None:
    for _ in range(2):
        told(bellhop, PublicReply("reply-1", channel), is_over=is_over, user=user)
    assert texts(slack, "D0ANA") == direct


def test_where_its_message_is_gone_the_end_is_posted_in_the_channel_once(bellhop: Bellhop, slack: RunningSlack) -> None:
    """Somebody deleted it, and Bellhop can post there."""
    ts = bellhop.parts.poster.post_once(OWN.key, "C0OPS", sentence("It has begun."))
    bellhop.parts.slack.delete("C0OPS", ts)
    for is_over in (False, True, True):
        told(bellhop, OWN, is_over=is_over)
    assert (texts(slack), texts(slack, "D0ANA")) == (["It is over."], [])


def test_one_that_nobody_can_be_told_is_logged(
    bellhop: Bellhop, slack: RunningSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fault("conversations.open", "error", error="user_disabled")
    with caplog.at_level(logging.WARNING):
        told(bellhop, PublicReply("reply-1", "C0PRIVATE"))
    assert "result not told" in caplog.messages


def test_a_message_in_an_archived_channel_is_not_posted_again(bellhop: Bellhop, slack: RunningSlack) -> None:
    bellhop.parts.poster.post_once(OWN.key, "C0OPS", sentence("It has begun."))
    slack.add_channel(Channel("C0OPS", "ops", {"U0BELLHOP"}, is_archived=True))
    told(bellhop, OWN)
    assert (texts(slack), texts(slack, "D0ANA")) == (["It has begun."], [f"{TOLD_HERE}It is over."])
