"""The ids of channels by their names: as remembered, as stored, or as Slack lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from app.slack.errors import NoSuchChannel

NO_SUCH_CHANNEL = "Bellhop is in no channel {name}. Create it where it is not there, and `/invite @Bellhop` there."

Pages = Iterable[Mapping[str, Any]]


class Stored(Protocol):
    """What outlives a process (app/slack/stored_channels.py)."""

    def find(self, name: str) -> str | None:
        """The id, '' if there was none a moment ago, None if it has to be looked up."""

    def keep(self, name: str, channel_id: str) -> None: ...

    def forget(self, name: str) -> None: ...


class Channels:
    """`listed` are the pages of Bellhop's channels; where there are thousands, a page is a call each."""

    def __init__(self, listed: Callable[[], Pages]) -> None:
        self._listed = listed
        self._ids: dict[str, str] = {}
        self.stored: Stored | None = None

    def id_of(self, name: str) -> str:
        """The id of `#name`; an id stays as it is. Raises NoSuchChannel."""
        if not name.startswith("#"):
            return name
        if name not in self._ids:
            found = self.stored.find(name) if self.stored else None
            if found is None:
                found = self._looked_up(name)
                if self.stored:
                    self.stored.keep(name, found)
            if not found:
                raise NoSuchChannel(NO_SUCH_CHANNEL.format(name=name), wait=60, maybe_done=False)
            self._ids[name] = found
        return self._ids[name]

    def forget(self, channel_id: str) -> None:
        """Its name may belong to another channel now: one that was archived and created again."""
        for name in [name for name, known in self._ids.items() if known == channel_id]:
            del self._ids[name]
            if self.stored:
                self.stored.forget(name)

    def _looked_up(self, name: str) -> str:
        for page in self._listed():
            self._ids.update({f"#{channel['name']}": channel["id"] for channel in page["channels"]})
            if name in self._ids:
                break
        return self._ids.get(name, "")
