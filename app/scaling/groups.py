"""Auto Scaling groups: Auto Scaling does all that /scale can ask for."""

from __future__ import annotations

from collections.abc import Sequence

from app.aws.autoscaling import AutoScaling
from app.aws.scaling import Activity, Capacity, Group, Refresh, ScheduledAction
from app.aws.scaling_policy import ScalingPolicy
from app.base.values import dataclass


@dataclass(frozen=True)
class GroupTarget:
    """One Auto Scaling group."""

    name: str
    door: AutoScaling

    def now(self) -> Group | None:
        return self.door.group(self.name)

    def activities(self, most: int = 20) -> tuple[Activity, ...]:
        return self.door.activities(self.name, most)

    def policies(self) -> tuple[ScalingPolicy, ...]:
        return self.door.policies(self.name)

    def scheduled(self) -> tuple[ScheduledAction, ...]:
        return self.door.scheduled(self.name)

    def refreshes(self) -> tuple[Refresh, ...]:
        return self.door.refreshes(self.name)

    def set_desired(self, desired: int) -> None:
        self.door.set_desired(self.name, desired)

    def resize(self, to: Capacity) -> None:
        self.door.resize(self.name, to)

    def schedule(self, action: ScheduledAction) -> None:
        self.door.schedule(action)

    def unschedule(self, name: str) -> None:
        self.door.unschedule(self.name, name)

    def suspend(self, processes: Sequence[str]) -> None:
        self.door.suspend(self.name, processes)

    def resume(self, processes: Sequence[str]) -> None:
        self.door.resume(self.name, processes)

    def start_refresh(self) -> None:
        self.door.start_refresh(self.name)

    def cancel_refresh(self) -> None:
        self.door.cancel_refresh(self.name)

    def roll_back_refresh(self) -> None:
        self.door.roll_back_refresh(self.name)


@dataclass(frozen=True)
class Groups:
    """The Auto Scaling groups of the account and region."""

    door: AutoScaling

    def all(self) -> tuple[Group, ...]:
        return self.door.groups()

    def scheduled(self) -> tuple[ScheduledAction, ...]:
        return self.door.scheduled()

    def at(self, name: str, arn: str = "") -> GroupTarget:
        return GroupTarget(name, self.door)
