"""Answer people where they asked."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from app.base.errors import Later
from app.base.metrics import Metric
from app.base.values import dataclass
from app.slack.client import Slack
from app.slack.errors import CARD_LOST, EDIT_REFUSED, NOT_THERE, UNREACHABLE, NoSuchChannel, SlackError
from app.slack.interactions import DIRECT, Caller, Reply
from app.slack.messages.message import Message, sentence
from app.slack.posting import Poster

INVITE = "Bellhop is not in this channel, so it cannot post updates here. `/invite @Bellhop` adds it."
# Nobody can be invited into a conversation of two.
NOT_IN_DIRECT = (
    "Bellhop is not in this conversation, so it cannot post updates here. Use a channel that it is in, or message "
    "Bellhop directly."
)
# So often a response_url is tried that gives no answer: about a quarter of a minute, and it takes five messages.
TRIES_BY_URL = 3

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Replies:
    """Public replies are posted once and stay; one person sees the others. Who asked in a thread is answered there.

    What was asked by a form on a card is told in the card's thread; but what one person sees is told in the channel,
    because a closed thread would hide it.
    """

    slack: Slack
    poster: Poster

    def tell(self, caller: Caller, reply: Reply, key: str, tries: int = 0) -> None:
        """Deliver; with `key` a public reply is one message, however often this is tried; `tries` were in vain."""
        if not reply.message.text:
            return
        if not reply.public or not caller.channel_id:  # no channel can hear of what was asked in none
            self._whisper(caller, reply, key, tries)
            return
        below = caller.thread_ts if reply.for_others else caller.below
        if below and self.poster.post_below(key, caller.channel_id, below, reply.message):
            return
        try:
            self.poster.post_once(key, caller.channel_id, reply.message)
        except SlackError as problem:
            if problem.code not in NOT_THERE:
                raise
            self._answer_where_the_bot_is_not(caller, reply.message, key, tries)

    def _whisper(self, caller: Caller, reply: Reply, key: str, tries: int) -> None:
        """Through response_url, which works in every channel, or else in the channel or a direct message.

        In the bot's direct messages only the person reads what is posted, and there it stays.
        """
        message = reply.message
        if self._responded(caller, message, tries, replaces=reply.replaces and caller.sees_alone):
            return
        if caller.channel_id:  # none on a Home tab, and in a form that was opened there
            try:
                self._show(caller, message, key)
                return
            except SlackError:
                pass
        with last_way(caller.user_id, caller.channel_id):
            self.poster.post_once(key, self.slack.direct_channel(caller.user_id), message)

    def _show(self, caller: Caller, message: Message, key: str) -> None:
        if caller.channel_id.startswith(DIRECT):
            self.poster.post_once(key, caller.channel_id, message, caller.thread_ts or None)
        else:
            self.slack.whisper(caller.channel_id, caller.user_id, message, caller.thread_ts)

    def _responded(
        self, caller: Caller, message: Message, tries: int, public: bool = False, replaces: bool = False
    ) -> bool:
        """Whether the response_url took it: it may be used up or too old, and the other ways need none.

        Nor do they need what is between it and us.
        """
        if not caller.response_url:
            return False
        try:
            self.slack.respond(caller.response_url, message, public, caller.thread_ts, replaces)
        except SlackError:
            return False
        except Later:
            if tries < TRIES_BY_URL:
                raise
            return False
        return True

    def _answer_where_the_bot_is_not(self, caller: Caller, message: Message, key: str, tries: int) -> None:
        """Private channels and direct messages: response_url reaches them too, for half an hour."""
        hint = NOT_IN_DIRECT if caller.channel_id.startswith(DIRECT) else INVITE
        with_hint = Message(f"{message.text}\n{hint}", (*message.blocks, *sentence(hint).blocks))
        if self._responded(caller, with_hint, tries, public=True):
            return
        with last_way(caller.user_id, caller.channel_id):
            self.poster.post_once(f"{key}-direct", self.slack.direct_channel(caller.user_id), with_hint)


@dataclass(frozen=True)
class PublicReply:
    """A public reply that was told: found by its `key` in `channel`, perhaps in a thread there."""

    key: str
    channel: str
    thread_ts: str = ""


def edit_reply(place: PublicReply, message: Message, slack: Slack, poster: Poster) -> bool:
    """Replace a public reply, or say it below where Slack lets nobody edit; False if Bellhop can do neither."""
    ts = poster.found(place.key, place.channel, place.thread_ts)
    if not ts:
        return False
    try:
        slack.update(place.channel, ts, message)
    except SlackError as problem:
        if problem.code in EDIT_REFUSED:
            said_before = hashlib.sha256(message.text.encode()).hexdigest()[:12]
            return poster.post_below(f"{place.key}-{said_before}", place.channel, place.thread_ts or ts, message)
        if problem.code not in CARD_LOST | NOT_THERE:
            raise
        return False
    return True


@contextmanager
def last_way(user_id: str, channel: str) -> Iterator[None]:
    """A result that cannot be told to anybody is logged and counted, and is no failure: it was carried out."""
    try:
        yield
    except (SlackError, NoSuchChannel) as problem:
        if isinstance(problem, SlackError) and problem.code not in UNREACHABLE | NOT_THERE | CARD_LOST:
            raise
        facts = {"user": user_id, "channel": channel, "why": str(problem)}
        logger.warning("result not told", extra={**facts, "metrics": {Metric.NOT_TOLD: 1}})
