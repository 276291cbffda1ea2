"""Which channels anybody in the workspace may read: asked of Slack once for some minutes, and in little time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.base.deadline import ending, seconds_from_now
from app.base.errors import Later
from app.slack.errors import SlackError

LONGEST_SECONDS = 1.5  # for all that are asked about at once
REMEMBERED_SECONDS = 600.0  # a channel can be made private
DIRECT = "D"

logger = logging.getLogger(__name__)


class PublicChannels:
    """`asked` answers with the channel object of conversations.info."""

    def __init__(self, asked: Callable[[str], Mapping[str, Any]], clock: Callable[[], float] = time.monotonic) -> None:
        self._asked = asked
        self._clock = clock
        self._known: dict[str, tuple[bool, float]] = {}

    def among(self, channels: Iterable[str]) -> frozenset[str]:
        """Those of the channels (ids) that are public; one of which Slack doesn't say it in time is not."""
        named = [channel for channel in dict.fromkeys(channels) if channel and not channel.startswith(DIRECT)]
        with ending(seconds_from_now(LONGEST_SECONDS)):
            self._ask_for(channel for channel in named if self._until(channel) <= self._clock())
        return frozenset(channel for channel in named if self._known.get(channel, (False, 0.0))[0])

    def _until(self, channel: str) -> float:
        return self._known.get(channel, (False, 0.0))[1]

    def _ask_for(self, channels: Iterable[str]) -> None:
        for channel in channels:
            try:
                is_public = _is_public(self._asked(channel))
            except SlackError:  # Bellhop is not in that private channel, or it is no more
                is_public = False
            except Later as problem:  # nor would Slack tell of the others now
                logger.warning("channels not known", extra={"why": str(problem)})
                self._known.pop(channel, None)
                return
            self._known[channel] = (is_public, self._clock() + REMEMBERED_SECONDS)


def _is_public(channel: Mapping[str, Any]) -> bool:
    closed = ("is_im", "is_mpim", "is_group")
    return channel.get("is_private") is False and not any(channel.get(each) for each in closed)
