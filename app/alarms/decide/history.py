"""An alarm's state changes in order, and the last episode that they add up to.

No IO here. All of it is a function of the set of changes, so it doesn't matter in which order they arrived, or how
often (docs/decisions/order-from-history.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from app.alarms.read.transition import State, Transition
from app.base.values import dataclass

# Nobody can tell the order of three changes within a second: they are one incident (ordered by StateChangeTime, not by
# arrival), not three messages.
SAME_SECOND = timedelta(seconds=1)
# So many changes of an alarm are remembered one by one.
KEPT = 50


@dataclass(frozen=True)
class Change:
    """One transition as the incident remembers it."""

    at: datetime
    old: State | None
    new: State
    muted: bool = False

    @property
    def announces(self) -> bool:
        """Whether it is news by itself: an alarm's first data isn't, its end isn't, nor what a mute rule suppresses."""
        return not self.muted and (not self.new.is_over or (self.new is State.OK and self.old is State.ALARM))

    def is_known(self, known: Iterable[Change]) -> bool:
        """Whether it has come before, also by way of EventBridge, which says no state before for contributors.

        One that came while a mute rule was active is news once its actions run.
        """
        return any(
            (each.at, each.new) == (self.at, self.new)
            and (each.old is self.old or None in (each.old, self.old))
            and each.muted in (self.muted, False)
            for each in known
        )

    def may_follow(self, episode: Episode) -> bool:
        """Whether it can be a later change of an open episode; one that starts in OK can't, so an OK is missing."""
        return episode.ended_at is None and self.old is not State.OK

    @property
    def name(self) -> str:
        """It is news again after a mute, so it has a different name while a mute rule is active."""
        return f"{self.at.timestamp():.3f}-{self.old}-{self.new}" + ("-muted" if self.muted else "")


@dataclass(frozen=True)
class Flapping:
    """After how many changes within which time an alarm that comes back continues its incident; 0: never."""

    changes: int = 4
    within: timedelta = timedelta(minutes=10)


@dataclass(frozen=True)
class Episode:
    """One time outside OK: from leaving OK until the alarm is back, or deleted.

    `flaps` counts the changes since `flaps_since` if the alarm came back so often that it is one episode. `has_gaps` if
    one of its changes doesn't start where the previous one ended, so that there were more of them.
    """

    first: Change
    last: Change
    count: int = 1
    announced: bool = False
    flaps: int = 0
    flaps_since: datetime | None = None
    has_gaps: bool = False

    @property
    def began_at(self) -> datetime:
        return self.first.at

    @property
    def ended_at(self) -> datetime | None:
        return self.last.at if self.last.new.is_over else None


def change_of(transition: Transition) -> Change:
    """A contributor is in OK or in ALARM; EventBridge doesn't say in which it was, and SNS says it of the alarm."""
    is_alarm = bool(transition.contributor) and transition.new is State.ALARM
    old = State.OK if is_alarm else transition.old
    return Change(transition.changed_at, old, transition.new, transition.muted)


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """By time; of equal times, those that start in the previous state go last, each after the one it continues.

    One that continues none of them came late: it can't be the alarm's current state.
    """
    ordered: list[Change] = []
    by_time = sorted(set(changes), key=lambda change: (change.at, str(change.old), change.new, change.muted))
    for _, peers in groupby(by_time, key=lambda change: change.at):
        ordered += _chained(list(peers), ordered[-1].new if ordered else State.OK)  # alarms usually are in OK
    return tuple(ordered)


def _chained(peers: list[Change], state: State) -> list[Change]:
    chain: list[Change] = []
    while following := next((change for change in peers if change.old is state), None):
        peers.remove(following)
        chain.append(following)
        state = following.new
    return [*peers, *chain]


def last_episode(changes: Sequence[Change], flapping: Flapping, before: Episode | None) -> Episode:
    """The newest episode of an alarm's changes, which are in order and at least one.

    `before` is what they add up to as far as its last one, with older ones that are no longer among them.
    """
    episode = before or _begun(changes[0])
    for position, change in enumerate(changes):
        if change == changes[0] if before is None else change.at <= before.last.at:
            continue
        lately = [past for past in changes[:position] if change.at - past.at <= flapping.within]
        is_back = not change.may_follow(episode)
        flaps = 0 < flapping.changes <= len(lately) and episode.announced
        is_another = episode.last.new is State.DELETED  # what has its name now is a new alarm
        if not is_back or (not is_another and (_is_same_second(episode, change) or flaps)):
            episode = _gone_on(episode, change, lately if flaps and is_back else [])
        else:
            episode = _begun(change)
    return episode


def cut(
    changes: tuple[Change, ...], flapping: Flapping, before: Episode | None
) -> tuple[tuple[Change, ...], Episode | None]:
    """The newest changes, and what all but the newest half of them add up to with the ones that are dropped.

    The older half only says whether the alarm flaps, and recognises what comes twice.
    """
    if len(changes) <= KEPT:
        return changes, before
    settled = changes[-KEPT // 2 - 1].at
    return changes[-KEPT:], last_episode([each for each in changes if each.at <= settled], flapping, before)


def _is_same_second(episode: Episode, change: Change) -> bool:
    return change.at - episode.began_at < SAME_SECOND and episode.announced


def _begun(change: Change) -> Episode:
    return Episode(first=change, last=change, announced=change.announces)


def _gone_on(episode: Episode, change: Change, lately: Sequence[Change]) -> Episode:
    """The episode with one more change; `lately` are the earlier ones that count for flapping."""
    is_flapping = bool(lately) or episode.flaps > 0
    since = episode.flaps_since or (lately[0].at if lately else None)
    return Episode(
        first=episode.first,
        last=change,
        count=episode.count + 1,
        announced=episode.announced or change.announces,
        flaps=(episode.flaps or len(lately)) + 1 if is_flapping else 0,
        flaps_since=since,
        has_gaps=episode.has_gaps or change.old is not episode.last.new,
    )
