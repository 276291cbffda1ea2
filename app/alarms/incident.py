"""An incident: from the moment an alarm leaves OK until it is back, and what people did meanwhile.

No IO here: `apply` and its kin take values and return values; app/alarms/desk.py carries them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.alarms.transition import State, Transition

# Three changes within a second have no order that anybody could tell: they are one incident (DESIGN: order by
# StateChangeTime, never by arrival), not three messages.
SAME_BREATH = timedelta(seconds=1)
KEPT = 50


class Outcome(StrEnum):
    """What became of a record; each record has exactly one (`quiet:<rule>` names its rule)."""

    POSTED = "posted"
    EDITED = "edited"
    THREADED = "threaded"
    REPEATED = "repeated"
    LATE = "late"
    QUIET_FIRST_DATA = "quiet:first-data"


@dataclass(frozen=True)
class Change:
    """One transition as the incident remembers it."""

    at: datetime
    old: State | None
    new: State


@dataclass(frozen=True)
class Deed:
    """What somebody did about the incident; `words` are mrkdwn, already escaped."""

    at: datetime
    user_id: str
    words: str
    id: str = ""


@dataclass(frozen=True)
class ThreadLine:
    """A line for the incident's thread that Slack has not confirmed yet; `id` finds it again."""

    id: str
    text: str


@dataclass(frozen=True)
class Place:
    """Where the incident's message stands."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Incident:
    """All that the card shows and the thread still has to say."""

    id: str
    latest: Transition
    began_at: datetime
    ended_at: datetime | None = None
    changes: tuple[Change, ...] = ()
    deeds: tuple[Deed, ...] = ()
    thread: tuple[ThreadLine, ...] = ()
    place: Place | None = None
    revision: int = 1
    shown_revision: int = 0

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def needs_slack(self) -> bool:
        return self.shown_revision < self.revision or bool(self.thread)
