"""A public reply that is followed: it says what is so by now, and its end is told to whoever asked in any case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.slack.client import Slack
from app.slack.errors import CARD_LOST, NOT_THERE, SlackError
from app.slack.messages.message import Message, sentence
from app.slack.posting import Poster
from app.slack.replies import PublicReply, edit_reply, last_way

TOLD_HERE = "Bellhop can't post where this was asked for, so it tells you here. "


def keep_up(
    places: Sequence[PublicReply], message: Message, user_id: str, is_over: bool, slack: Slack, poster: Poster
) -> None:
    """The first of the places that has a message says this now; the last one is that of its job's own reply.

    Where there is none, because the job can't tell it yet or told it elsewhere, it is posted; where it is gone, its end
    is. Where Bellhop can't post, the person is told the end. Raises Later.
    """
    own = places[-1]
    if any(edit_reply(place, message, slack, poster) for place in places):
        return
    is_gone = bool(poster.posted(own.key))
    if is_gone and not is_over:
        return
    if post_reply(replace(own, key=f"{own.key}-alone") if is_gone else own, message, poster):
        return
    if is_over and user_id:  # an older Bellhop did not store who asked
        with last_way(user_id, own.channel):
            if not edit_directly(own.key, user_id, message, slack, poster):
                tell_directly(own.key, user_id, message, slack, poster)


def post_reply(place: PublicReply, message: Message, poster: Poster) -> str:
    """A job's public reply, once, whoever posts it first; its ts, or '' if Bellhop can't post there."""
    if not place.channel:  # it was asked on a Home tab
        return ""
    if place.thread_ts and poster.post_below(place.key, place.channel, place.thread_ts, message):
        return poster.posted(place.key)
    try:
        return poster.post_once(place.key, place.channel, message)
    except SlackError as problem:
        if problem.code not in NOT_THERE:
            raise
        return ""


def tell_directly(key: str, user_id: str, message: Message, slack: Slack, poster: Poster) -> tuple[str, str]:
    """Once, and where that is: the channel and the ts."""
    channel = slack.direct_channel(user_id)
    return channel, poster.post_once(direct_key(key), channel, directly(message))


def edit_directly(key: str, user_id: str, message: Message, slack: Slack, poster: Poster) -> bool:
    """What was told directly says this now; False if nothing was."""
    ts = poster.posted(direct_key(key))
    if not ts:
        return False
    try:
        slack.update(slack.direct_channel(user_id), ts, directly(message))
    except SlackError as problem:
        if problem.code not in CARD_LOST | NOT_THERE:
            raise
    return True


def directly(message: Message) -> Message:
    """As it is told directly."""
    return Message(TOLD_HERE + message.text, (*sentence(TOLD_HERE).blocks, *message.blocks))


def direct_key(key: str) -> str:
    return f"{key}-end"
