"""A group and everything that affects its size, as AWS shows it at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.aws.scaling import Activity, Capacity, Group, Refresh, ScheduledAction
from app.base.errors import Wrong
from app.base.values import dataclass

if TYPE_CHECKING:
    from app.aws.scaling_policy import ScalingPolicy
    from app.scaling.target import Target

OVER = "That time is over now, so nothing was done. Send the command again."
NEWEST_FIRST = 20


@dataclass(frozen=True)
class WayBack:
    """The sizes that a group goes back to by itself, and when."""

    to: Capacity
    at: datetime


@dataclass(frozen=True)
class Snapshot:
    """What was found at `at`; activities and refreshes newest first, scheduled actions soonest first."""

    at: datetime
    group: Group
    activities: tuple[Activity, ...] = ()
    policies: tuple[ScalingPolicy, ...] = ()
    scheduled: tuple[ScheduledAction, ...] = ()
    refreshes: tuple[Refresh, ...] = ()

    @property
    def refresh(self) -> Refresh | None:
        """The newest instance refresh, if one is running."""
        return next((refresh for refresh in self.refreshes if refresh.is_running), None)


def take_snapshot(group: Group, target: Target, at: datetime) -> Snapshot:
    """Ask AWS for the rest; four calls."""
    return Snapshot(
        at=at,
        group=group,
        activities=target.activities(NEWEST_FIRST),
        policies=target.policies(),
        scheduled=soonest_first(target.scheduled()),
        refreshes=target.refreshes(),
    )


def soonest_first(actions: Sequence[ScheduledAction]) -> tuple[ScheduledAction, ...]:
    return tuple(sorted(actions, key=lambda action: (action.at.timestamp() if action.at else 0.0, action.name)))


def undone_states(before: Capacity, after: Capacity) -> tuple[Capacity, ...]:
    """Where a change of sizes is not done, and can be repeated: some kinds set limits and size by two calls."""
    return before, replace(before, desired=after.desired), replace(after, desired=before.desired)


def check_is_ahead(at: datetime | None, now: datetime) -> None:
    """Raises Wrong for a time that is over by now."""
    if at is not None and at <= now:
        raise Wrong(OVER)
