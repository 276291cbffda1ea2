"""Who looks at their Home tab, and how they want to see it: two kinds of documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import timedelta
from typing import Any

from app.base.clock import Clock
from app.base.values import dataclass
from app.store.documents import Documents
from app.store.table import Table

KEPT_DAYS = 90
# So long after somebody opened their tab it is kept up to date.
LOOKS_FOR = timedelta(minutes=30)
MOST_VIEWERS = 200

EVERYTHING, UNACKNOWLEDGED, MINE = "all", "unacknowledged", "mine"


@dataclass(frozen=True)
class Choices:
    """How somebody wants to see their tab, `home-choices#<user>`.

    show    one of EVERYTHING, UNACKNOWLEDGED and MINE; `words` is a part of the names to show
    pages   the page of each part of the tab, from 0
    notice  what came of their last press there: blocks, as JSON
    shown   what was published last, as a hash, at `shown_at` (epoch seconds)
    """

    show: str = EVERYTHING
    words: str = ""
    pages: Mapping[str, int] = field(default_factory=dict)
    notice: dict[str, Any] = field(default_factory=dict)
    shown: str = ""
    shown_at: float = 0.0


@dataclass(frozen=True)
class Looking:
    """Who has opened their tab lately (epoch seconds), `home-viewers#all`.

    chain  the id of the timers that keep the tabs up to date, `step` the one that fires next, at `due` (epoch seconds)
    """

    opened: Mapping[str, float] = field(default_factory=dict)
    chain: str = ""
    step: int = 0
    due: float = 0.0


@dataclass(frozen=True)
class Viewers:
    """Documents `home-choices#<user>` and `home-viewers#all`."""

    table: Table
    clock: Clock

    def choices_of(self, user_ids: Sequence[str]) -> dict[str, Choices]:
        """In one call for a hundred people."""
        found = self._choices.find_many(user_ids)
        return {user_id: found.get(user_id, Choices()) for user_id in user_ids}

    def choose(self, user_id: str, change: Callable[[Choices], Choices]) -> Choices:
        return self._choices.change(user_id, change)

    def open(self, user_id: str) -> Looking:
        """Somebody looks now: the newest 200 are remembered."""
        now = self.clock().timestamp()

        def opened(known: Looking) -> Looking:
            last = sorted({**known.opened, user_id: now}.items(), key=lambda each: each[1])[-MOST_VIEWERS:]
            return replace(known, opened=dict(last))

        return self._looking.change("all", opened)

    def close(self, user_id: str) -> None:
        """Slack shows them nothing, so nothing is published for them."""
        self.change(
            lambda known: replace(known, opened={each: at for each, at in known.opened.items() if each != user_id})
        )

    def looking(self) -> Looking:
        return self._looking.find("all") or Looking()

    def change(self, change: Callable[[Looking], Looking]) -> Looking:
        return self._looking.change("all", change)

    def still(self, known: Looking) -> tuple[str, ...]:
        """Who opened their tab lately."""
        since = (self.clock() - LOOKS_FOR).timestamp()
        return tuple(user_id for user_id, at in known.opened.items() if at > since)

    @property
    def _choices(self) -> Documents[Choices]:
        return Documents(self.table, self.clock, Choices, "home-choices", KEPT_DAYS)

    @property
    def _looking(self) -> Documents[Looking]:
        return Documents(self.table, self.clock, Looking, "home-viewers", KEPT_DAYS)
