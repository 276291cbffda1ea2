"""Targets: each message of an incident, whom it mentions, and how far Slack has been brought there.

No IO here; app/alarms/decide/routing.py makes them from routes, and app/alarms/show/display.py shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from app.base.values import dataclass

# While Slack is down, an alarm may go on flapping; only the newest lines for the thread are kept.
LINES_KEPT = 40


@dataclass(frozen=True)
class ThreadLine:
    """A line for the incident's thread that Slack has not confirmed yet; `id` finds it again.

    With `in_channel` the channel shows it too: who has not opened the thread must see it. It mentions somebody
    (`mention`, mrkdwn) only if the alarm still needs them when it is said; what `is_call` says nothing but that.
    """

    id: str
    text: str
    in_channel: bool = False
    mention: str = ""
    is_call: bool = False


@dataclass(frozen=True)
class MessageId:
    """A message in Slack by its channel and its time there, as Slack itself tells messages apart."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Target:
    """One message of the incident: where a route sends it, and how far Slack has been brought there.

    `channel` is a name with # or an id, '' for the default channel; `mention` is mrkdwn that mentions somebody, `note`
    our line for the card. In a storm the message is a row of the digest with the id `digest`; it `has_card` if the
    channel's gate gave it one, which may not exist yet. `stands_for` are the channels of other routes that can't be
    reached; one of those, which the default channel's message stands for, `is_silent`: it has no message of its own.
    `route` marks the routes that it comes by. `counted_in` is the digest that counts a storm's first cards too.
    """

    channel: str = ""
    mention: str = ""
    note: str = ""
    place: MessageId | None = None
    shown_revision: int = 0
    thread: tuple[ThreadLine, ...] = ()
    digest: str = ""
    has_card: bool = False
    is_silent: bool = False
    stands_for: tuple[str, ...] = ()
    route: str = ""
    counted_in: str = ""

    @property
    def is_undecided(self) -> bool:
        """Whether nobody has decided yet if it gets a card or is a digest row."""
        return not (self.place or self.digest or self.has_card or self.is_silent)

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels of all routes that it stands for."""
        return self.channel, *self.stands_for


@dataclass(frozen=True)
class Escalated:
    """A step of an escalation that came: whom it mentioned, after how many minutes, in which route's channel."""

    minutes: int
    channel: str
    mention: str
    at: datetime


def told(target: Target, line: ThreadLine) -> Target:
    """With a line for its thread."""
    return replace(target, thread=(*target.thread, line)[-LINES_KEPT:])


def told_calling(target: Target, line: ThreadLine) -> Target:
    """With a line for its thread that mentions its route's people, because Slack notifies nobody of an edit."""
    return told(target, replace(line, mention=target.mention))


def with_calls(target: Target, *others: Target) -> Target:
    """It mentions everybody whom the others mention, once, and has their notes and routes."""
    mentions = [word for each in (target, *others) for word in each.mention.split()]
    notes = [line for each in (target, *others) for line in each.note.splitlines()]
    routes = [word for each in (target, *others) for word in each.route.split()]
    return replace(target, mention=_once(" ", mentions), note=_once("\n", notes), route=_once(" ", routes))


def missing(known: Iterable[Target], targets: Iterable[Target]) -> tuple[Target, ...]:
    """Those targets in whose channels none of the known ones has a message."""
    channels = {channel for target in known for channel in target.channels}
    return tuple(target for target in targets if target.channel not in channels)


def _once(between: str, words: Iterable[str]) -> str:
    return between.join(dict.fromkeys(words))
