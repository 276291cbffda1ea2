"""Where a change is told: on its message, in the thread below it, or wherever else whoever asked can read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from app.base.clock import Clock
from app.base.errors import Later
from app.base.values import dataclass
from app.commands.scale.logged_change import Change
from app.commands.scale.progress import first_line
from app.listeners.operation import Operation
from app.slack.client import Slack
from app.slack.errors import CARD_LOST, NOT_THERE, NoSuchChannel, SlackError
from app.slack.followed import direct_key, directly, edit_directly, post_reply, tell_directly
from app.slack.messages.message import Message, sentence
from app.slack.posting import Poster
from app.slack.replies import PublicReply, last_way
from app.store.table import Table

ASKED_ELSEWHERE = "Requested where Bellhop could not post: "

REPLY = "reply-"  # so the key of a job's own answer begins
TOLD_WITHIN = timedelta(days=1)


@dataclass(frozen=True)
class ToldIn:
    """`default_channel` is for changes without another place."""

    slack: Slack
    poster: Poster
    default_channel: Callable[[], str]
    table: Table
    clock: Clock

    def show(self, change: Change, message: Message) -> bool:
        """Update the message; an end that it can't say is said below. Whether the message says it now."""
        with last_way(change.user_id, change.message.channel):
            channel, ts, there = self._place(change, message)
            try:
                self.slack.update(channel, ts, there)
                return True
            except SlackError as problem:
                if problem.code not in CARD_LOST | NOT_THERE:
                    raise
            if not change.is_running:  # nobody sees the end there
                self._tell_the_end(change, channel, _thread(change, channel, ts), there)
        return False

    def _tell_the_end(self, change: Change, channel: str, ts: str, message: Message) -> None:
        """Below its message, or wherever that is possible; what was told there before is edited."""
        key = f"end-{change.id}"
        if edit_directly(key, change.user_id, message, self.slack, self.poster):
            return
        is_told = bool(self.poster.posted(key) or self.poster.posted(f"{key}-alone"))
        where, at = self._post_below(change, key, channel, ts, message)
        if is_told and where == channel:
            self.slack.update(where, at, message)

    def say_below(self, change: Change, what: str, line: Message) -> None:
        """In the thread below the message, once."""
        with last_way(change.user_id, change.message.channel):
            channel, ts, _ = self._place(change, sentence(first_line(change)))
            self._post_below(change, f"{what}-{change.id}", channel, _thread(change, channel, ts), line)

    def _post_below(self, change: Change, key: str, channel: str, ts: str, message: Message) -> tuple[str, str]:
        """Once: in the thread, in the channel if the thread's message is gone, to the person if the channel is.

        Returns where it is.
        """
        is_direct = bool(self.poster.posted(direct_key(key)))  # and stays so, if the channel is back
        if not is_direct and self.poster.post_below(key, channel, ts, message):
            return channel, self.poster.posted(key)
        alone = "" if is_direct else post_reply(PublicReply(f"{key}-alone", channel), message, self.poster)
        if alone:
            return channel, alone
        return tell_directly(key, change.user_id, message, self.slack, self.poster)

    def _place(self, change: Change, message: Message) -> tuple[str, str, Message]:
        """Channel, ts and form of the message: the reply, in an alarm's thread, or where Bellhop can post."""
        told = change.message
        if told.thread_ts and not told.key.startswith(REPLY):
            channel, ts = self._post_below(change, told.key, told.channel, told.thread_ts, message)
            return channel, ts, message if channel == told.channel else directly(message)
        ts = self.poster.found(told.key, told.channel, told.thread_ts) or self._posted(change, message)
        if ts:
            return told.channel, ts, message
        elsewhere = self._elsewhere(change, message)
        if self.clock() - change.at >= TOLD_WITHIN:
            self._is_told(told.key)
        return elsewhere

    def _posted(self, change: Change, message: Message) -> str:
        """The reply, whose job could not tell it yet; '' where Bellhop can't post, also not within a day."""
        told = change.message
        if self.poster.posted(_elsewhere(change)):
            return ""
        try:
            return post_reply(PublicReply(told.key, told.channel, told.thread_ts), message, self.poster)
        except Later:
            if self.clock() - change.at < TOLD_WITHIN:
                raise
            return ""

    def _elsewhere(self, change: Change, message: Message) -> tuple[str, str, Message]:
        key = _elsewhere(change)
        there = Message(ASKED_ELSEWHERE + message.text, (*sentence(ASKED_ELSEWHERE).blocks, *message.blocks))
        if not self.poster.posted(direct_key(key)):
            try:
                channel = self.default_channel()
                return channel, self.poster.post_once(key, channel, there), there
            except NoSuchChannel:
                pass
            except SlackError as problem:
                if problem.code not in NOT_THERE:
                    raise
        return *tell_directly(key, change.user_id, message, self.slack, self.poster), directly(message)

    def _is_told(self, key: str) -> None:
        """Its job, which may still try, no longer says that it has begun."""
        asked = Operation(key.removeprefix(REPLY), self.table, self.clock)
        if not asked.is_told:
            asked.tell()


def _thread(change: Change, channel: str, ts: str) -> str:
    """What its message in that channel is in, or begins."""
    told = change.message
    return told.thread_ts if told.thread_ts and told.channel == channel else ts


def _elsewhere(change: Change) -> str:
    return f"progress-{change.id}"
