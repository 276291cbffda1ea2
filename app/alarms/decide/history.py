"""An alarm's changes of state in their true order, and what they add up to: the last episode of trouble.

No IO here. All of it is a function of the set of changes, so it does not matter in which order they arrived, or how
often (docs/decisions/order-from-history.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from app.alarms.read.transition import State, Transition

# Three changes within a second have no order that anybody could tell: they are one incident (order is by
# StateChangeTime, never by arrival), not three messages.
SAME_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Change:
    """One transition as the incident remembers it."""

    at: datetime
    old: State | None
    new: State
    muted: bool = False

    @property
    def announces(self) -> bool:
        """Whether it is news by itself: the first data of an alarm is none, and nothing is while a mute rule rules."""
        return not self.muted and (self.new is not State.OK or self.old is State.ALARM)

    @property
    def name(self) -> str:
        """Once more after a mute it is news again, so it has a name of its own while a mute rule rules."""
        return f"{self.at.timestamp():.3f}-{self.old}-{self.new}" + ("-muted" if self.muted else "")


@dataclass(frozen=True)
class Flapping:
    """From how many changes of state within which time an alarm that comes back goes on with its incident; 0: never."""

    changes: int = 4
    within: timedelta = timedelta(minutes=10)


@dataclass(frozen=True)
class Episode:
    """One time off OK: from an alarm's leaving OK until it is back.

    `flaps` counts the changes since `flaps_since` where the alarm came back so often that it is one episode.
    """

    first: Change
    last: Change
    count: int = 1
    announced: bool = False
    flaps: int = 0
    flaps_since: datetime | None = None

    @property
    def began_at(self) -> datetime:
        return self.first.at

    @property
    def ended_at(self) -> datetime | None:
        return self.last.at if self.last.new is State.OK else None


def change_of(transition: Transition) -> Change:
    return Change(transition.changed_at, transition.old, transition.new, transition.muted)


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """By time; of an equal time, those that go on from the state before stand last, each after the one it goes on from.

    What goes on from none of them came late: it cannot be what the alarm is in now.
    """
    ordered: list[Change] = []
    by_time = sorted(set(changes), key=lambda change: (change.at, str(change.old), change.new, change.muted))
    for _, peers in groupby(by_time, key=lambda change: change.at):
        ordered += _chained(list(peers), ordered[-1].new if ordered else State.OK)  # where alarms rest
    return tuple(ordered)


def _chained(peers: list[Change], state: State) -> list[Change]:
    chain: list[Change] = []
    while following := next((change for change in peers if change.old is state), None):
        peers.remove(following)
        chain.append(following)
        state = following.new
    return [*peers, *chain]


def last_episode(changes: Sequence[Change], flapping: Flapping) -> Episode:
    """The newest episode of an alarm's changes, which are in order and at least one."""
    episode = _begun(changes[0])
    for position, change in enumerate(changes[1:], start=1):
        lately = [past for past in changes[:position] if change.at - past.at <= flapping.within]
        flaps = 0 < flapping.changes <= len(lately) and episode.announced
        if episode.ended_at is None or _is_same_second(episode, change) or flaps:
            episode = _gone_on(episode, change, lately if flaps and episode.ended_at else [])
        else:
            episode = _begun(change)
    return episode


def _is_same_second(episode: Episode, change: Change) -> bool:
    return change.at - episode.began_at < SAME_SECOND and episode.announced


def _begun(change: Change) -> Episode:
    return Episode(first=change, last=change, announced=change.announces)


def _gone_on(episode: Episode, change: Change, lately: Sequence[Change]) -> Episode:
    """The episode with one change more; `lately` are those before it where it came back as one that flaps."""
    is_flapping = bool(lately) or episode.flaps > 0
    since = episode.flaps_since or (lately[0].at if lately else None)
    return Episode(
        first=episode.first,
        last=change,
        count=episode.count + 1,
        announced=episode.announced or change.announces,
        flaps=(episode.flaps or len(lately)) + 1 if is_flapping else 0,
        flaps_since=since,
    )
