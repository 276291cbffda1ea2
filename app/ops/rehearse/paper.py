"""What a rehearsal has for Slack, for the clock and for the queue of timers: nothing of it leaves the process."""

from __future__ import annotations

import heapq
import itertools
import json
import re
from collections.abc import Sequence
from dataclasses import field
from datetime import datetime

from app.base.values import dataclass
from app.config.secrets import Secret
from app.queues.timers import Timer, timer_in
from app.slack.client import Slack
from app.slack.messages.message import Message

PAPER_URL = "https://slack.invalid/api/"
# `<@U0ANA|>` is only somebody's name, and notifies nobody (app/slack/messages/text.py).
MENTION = re.compile(r"<(@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!here|!channel)>")


@dataclass
class PaperClock:
    """It stands at the time of what is played."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def reach(self, at: datetime) -> None:
        """Never back: what came late is told late."""
        self.at = max(self.at, at)


@dataclass(frozen=True)
class Said:
    """A message that Slack would have got: where, with which key of ours, and whom (mrkdwn) it mentions."""

    at: datetime
    channel: str
    key: str
    mentions: tuple[str, ...] = ()


class PaperSlack(Slack):
    """Takes every message, and notes it in `said`. A channel's name serves as its id: all channels are there."""

    def __init__(self, clock: PaperClock) -> None:
        super().__init__(Secret("SLACK_BOT_TOKEN", "paper", fetch=str), PAPER_URL)
        self.said: list[Said] = []
        self._clock = clock
        self._numbers = itertools.count(1)

    def post(
        self, channel: str, message: Message, key: str, thread_ts: str | None = None, in_channel: bool = False
    ) -> str:
        self.said.append(Said(self._clock(), channel, key, mentions_in(message)))
        return f"{self._clock().timestamp():.0f}.{next(self._numbers):06d}"

    def update(self, channel: str, ts: str, message: Message) -> None:
        """An edit notifies nobody."""

    def find(self, channel: str, key: str, since: datetime, thread_ts: str | None = None) -> str | None:
        return None

    def channel_id(self, name: str) -> str:
        return name

    def takes(self, block_type: str) -> bool:
        return True


def mentions_in(message: Message) -> tuple[str, ...]:
    """Whom a message notifies, each once, as mrkdwn."""
    written = f"{message.text} {message.block_dicts()}"
    return tuple(f"<{found}>" for found in dict.fromkeys(MENTION.findall(written)))


@dataclass
class PaperQueue:
    """The watch queue: timers by when they are due, however far that is."""

    waiting: list[tuple[datetime, int, Timer]] = field(default_factory=list)
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    def put(self, text: str, *, delay: float = 0, group: str = "", once: str = "") -> None:
        if timer := timer_in(json.loads(text)):
            self.set(timer)

    def put_each(self, messages: Sequence[tuple[str, float]]) -> None:
        for text, delay in messages:
            self.put(text, delay=delay)

    def set(self, timer: Timer) -> None:
        heapq.heappush(self.waiting, (timer.due, next(self.numbers), timer))

    def due(self, by: datetime) -> Timer | None:
        """The next timer that is due by then."""
        return heapq.heappop(self.waiting)[2] if self.waiting and self.waiting[0][0] <= by else None
