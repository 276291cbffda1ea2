"""What /scale asks of whatever it scales, and of all that are of one kind. No IO.

A kind is one file beside this one and one line in catalogue.py. Its values are those of app/aws/scaling.py, and AWS's
refusals are Wrong, in AWS's own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.aws.scaling import Activity, Capacity, Group, Refresh, ScheduledAction
from app.aws.scaling_policy import ScalingPolicy


class Target(Protocol):
    """One thing that can be scaled, as its kind, account, region and name say, which are in its ARN."""

    @property
    def name(self) -> str:
        """Its whole name, which begins with the kind's prefix."""

    def now(self) -> Group | None:
        """As AWS shows it; None if there is none. Another one may have its name by now: the ARN tells."""

    def activities(self, most: int = 20) -> tuple[Activity, ...]:
        """What AWS did to its size, or failed to do, newest first."""

    def policies(self) -> tuple[ScalingPolicy, ...]:
        """What may change its size again."""

    def scheduled(self) -> tuple[ScheduledAction, ...]: ...

    def refreshes(self) -> tuple[Refresh, ...]:
        """How all that it runs is replaced, newest first."""

    def set_desired(self, desired: int) -> None: ...

    def resize(self, to: Capacity) -> None:
        """Minimum, maximum and desired capacity together."""

    def schedule(self, action: ScheduledAction) -> None:
        """An existing action with the same name is replaced."""

    def unschedule(self, name: str) -> None:
        """One that is already gone is no error."""

    def suspend(self, processes: Sequence[str]) -> None: ...

    def resume(self, processes: Sequence[str]) -> None: ...

    def start_refresh(self) -> None: ...

    def cancel_refresh(self) -> None: ...

    def roll_back_refresh(self) -> None: ...


class TargetKind(Protocol):
    """All of one kind that there are, where Bellhop's clients reach."""

    def all(self) -> tuple[Group, ...]: ...

    def scheduled(self) -> tuple[ScheduledAction, ...]:
        """The scheduled actions of all."""

    def at(self, name: str, arn: str = "") -> Target:
        """The one with this whole name, without a call to AWS."""
