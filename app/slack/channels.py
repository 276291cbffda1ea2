"""The ids of channels by their names: as remembered, as stored, or as Slack lists them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from app.base.errors import Later
from app.slack.errors import NoSuchChannel, SlackError

NO_SUCH_CHANNEL = "Bellhop is in no channel {name}. Create it where it is not there, and `/invite @Bellhop` there."

REMEMBERED_SECONDS = 3600.0  # by a process, of which there may be many, and some that run for weeks

Pages = Iterable[Mapping[str, Any]]


class Stored(Protocol):
    """What outlives a process (app/slack/stored_channels.py)."""

    def find(self, name: str) -> str | None:
        """The id, '' if there was none a moment ago, None if it has to be looked up."""

    def last(self, name: str) -> str:
        """The id that it had whenever it was last looked up; '' if that is not known."""

    def keep(self, name: str, channel_id: str) -> None: ...

    def forget(self, name: str) -> None: ...


class Channels:
    """`listed` are the pages of Bellhop's channels; where there are thousands, a page is a call each."""

    def __init__(self, listed: Callable[[], Pages], clock: Callable[[], float] = time.monotonic) -> None:
        self._listed = listed
        self._clock = clock
        self._ids: dict[str, tuple[str, float]] = {}
        self.stored: Stored | None = None

    def id_of(self, name: str) -> str:
        """The id of `#name`; an id stays as it is. Raises NoSuchChannel."""
        if not name.startswith("#"):
            return name
        found = self._remembered(name)
        if not found:
            found = self._known(name, self.stored) if self.stored else self._looked_up(name)
            if not found:
                raise NoSuchChannel(NO_SUCH_CHANNEL.format(name=name), wait=60, maybe_done=False)
            self._remember(name, found)
        return found

    def forget(self, channel_id: str) -> None:
        """Its name may belong to another channel now: one that was archived and created again."""
        for name in [name for name, (known, _) in self._ids.items() if known == channel_id]:
            del self._ids[name]
            if self.stored:
                self.stored.forget(name)

    def _known(self, name: str, stored: Stored) -> str:
        """As stored, or as looked up; the last id serves as long as Slack tells of no other."""
        found = stored.find(name)
        if found is not None:
            return found
        last = stored.last(name)
        try:
            found = self._looked_up(name) or last
        except (SlackError, Later):
            if not last:
                raise
            return last
        stored.keep(name, found)
        return found

    def _looked_up(self, name: str) -> str:
        for page in self._listed():
            for channel in page["channels"]:
                self._remember(f"#{channel['name']}", channel["id"])
            if self._remembered(name):
                break
        return self._remembered(name)

    def _remember(self, name: str, channel_id: str) -> None:
        self._ids[name] = channel_id, self._clock() + REMEMBERED_SECONDS

    def _remembered(self, name: str) -> str:
        channel_id, until = self._ids.get(name, ("", 0.0))
        return channel_id if self._clock() < until else ""
