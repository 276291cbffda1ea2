"""A group and everything that affects its size, as Auto Scaling shows it at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from app.aws.scaling import Activity, Capacity, Group, Refresh, ScheduledAction
from app.base.values import dataclass

if TYPE_CHECKING:
    from app.aws.autoscaling import AutoScaling
    from app.aws.scaling_policy import ScalingPolicy

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


def take_snapshot(group: Group, scaling: AutoScaling, at: datetime) -> Snapshot:
    """Ask Auto Scaling for the rest; four calls."""
    return Snapshot(
        at=at,
        group=group,
        activities=scaling.activities(group.name, NEWEST_FIRST),
        policies=scaling.policies(group.name),
        scheduled=soonest_first(scaling.scheduled(group.name)),
        refreshes=scaling.refreshes(group.name),
    )


def soonest_first(actions: Sequence[ScheduledAction]) -> tuple[ScheduledAction, ...]:
    return tuple(sorted(actions, key=lambda action: (action.at.timestamp() if action.at else 0.0, action.name)))
