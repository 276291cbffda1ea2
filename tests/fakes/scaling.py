"""Auto Scaling in memory, with AWS's own refusals; it remembers every change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from app.aws.autoscaling import AutoScaling
from app.aws.scaling import Activity, Capacity, Group, Instance, Refresh, ScheduledAction
from app.aws.scaling_policy import ScalingPolicy
from app.base.errors import BellhopError, Wrong
from app.scaling.groups import Groups, GroupTarget
from app.scaling.target import TargetKind
from app.scaling.targets import Targets

ABOVE = "New SetDesiredCapacity value {wanted} is above max value {bound} for the AutoScalingGroup."
BELOW = "New SetDesiredCapacity value {wanted} is below min value {bound} for the AutoScalingGroup."
OUTSIDE = "Desired capacity:{wanted} must be between the specified min size:{low} and max size:{high}"
MIN_ABOVE_MAX = "Max bound, {high}, must be greater than or equal to min bound, {low}"
NO_GROUP = "AutoScalingGroup name not found - null"
LOCKED = "AutoScalingGroup {name} is managed by {operator}; only that service can change it."
NO_PROCESS = "Unknown process name {name}"
SAME_TIME = "A scheduled action with the given start time already exists"
NOT_REVERSIBLE = "The instance refresh for Auto Scaling group {group} cannot be rolled back"
NO_REFRESH = "No in progress or pending Instance Refresh found for Auto Scaling group {group}"
ONE_AT_A_TIME = "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh."

# botocore autoscaling/2011-01-01, SuspendProcesses.
PROCESSES = (
    *("Launch", "Terminate", "AddToLoadBalancer", "AlarmNotification", "AZRebalance"),
    *("HealthCheck", "InstanceRefresh", "ReplaceUnhealthy", "ScheduledActions"),
)


class FakeAutoScaling(AutoScaling):
    """Groups by name; `changes` holds each accepted (group, desired), `done` every accepted change in words.

    `faults` are raised in place of the next changes, `deaths` once the next ones are accepted, `unread` in place of the
    next looks at a group. Instances come and go at
    once, or, where it `is_slow`, when a test calls `arrive`.
    """

    def __init__(self, *groups: Group) -> None:
        self._groups = {group.name: group for group in groups}
        self.changes: list[tuple[str, int]] = []
        self.is_slow = False
        self.done: list[str] = []
        self.faults: list[BellhopError | Exception] = []
        self.deaths: list[Exception] = []
        self.unread: list[Exception] = []
        self.activity: dict[str, tuple[Activity, ...]] = {}
        self.policy: dict[str, tuple[ScalingPolicy, ...]] = {}
        self.planned: dict[tuple[str, str], ScheduledAction] = {}
        self.refreshed: dict[str, tuple[Refresh, ...]] = {}

    def groups(self) -> tuple[Group, ...]:
        return tuple(sorted(self._groups.values(), key=lambda group: group.name))

    def group(self, name: str) -> Group | None:
        if self.unread:
            raise self.unread.pop(0)
        return self._groups.get(name)

    def activities(self, group: str, most: int = 20) -> tuple[Activity, ...]:
        return self.activity.get(group, ())[:most]

    def policies(self, group: str) -> tuple[ScalingPolicy, ...]:
        return self.policy.get(group, ())

    def groups_of(self, instances: Sequence[str]) -> dict[str, str]:
        return {each.id: group.name for group in self.groups() for each in group.instances if each.id in instances}

    def scheduled(self, group: str = "") -> tuple[ScheduledAction, ...]:
        return tuple(action for action in self.planned.values() if group in ("", action.group))

    def refreshes(self, group: str, most: int = 3) -> tuple[Refresh, ...]:
        return self.refreshed.get(group, ())[:most]

    def set_desired(self, name: str, desired: int) -> None:
        group = self._changeable(name)
        if desired > group.maximum:
            raise Wrong(ABOVE.format(wanted=desired, bound=group.maximum))
        if desired < group.minimum:
            raise Wrong(BELOW.format(wanted=desired, bound=group.minimum))
        self.changes.append((name, desired))
        self._groups[name] = replace(group, desired=desired)
        self._moved(name)
        self._did(f"set {name} to {desired}")

    def resize(self, name: str, to: Capacity) -> None:
        group = self._changeable(name)
        if to.minimum > to.maximum:
            raise Wrong(MIN_ABOVE_MAX.format(low=to.minimum, high=to.maximum))
        if not to.minimum <= to.desired <= to.maximum:
            raise Wrong(OUTSIDE.format(wanted=to.desired, low=to.minimum, high=to.maximum))
        self._groups[name] = replace(group, minimum=to.minimum, maximum=to.maximum, desired=to.desired)
        self.changes.append((name, to.desired))
        self._moved(name)
        self._did(f"resize {name} to {to.minimum}-{to.maximum}, {to.desired}")

    def schedule(self, action: ScheduledAction) -> None:
        self._changeable(action.group)
        others = [other for other in self.scheduled(action.group) if other.name != action.name]
        if action.at and any(other.at == action.at for other in others):
            raise Wrong(SAME_TIME)
        self.planned[action.group, action.name] = action
        self._did(f"schedule {action.name} of {action.group}")

    def unschedule(self, group: str, name: str) -> None:
        self._accepts()
        self.planned.pop((group, name), None)
        self._did(f"unschedule {name} of {group}")

    def suspend(self, group: str, processes: Sequence[str]) -> None:
        known = self._changeable(group)
        _check(processes)
        self._groups[group] = replace(known, suspended=tuple(dict.fromkeys([*known.suspended, *processes])))
        self._did(f"suspend {' '.join(processes)} of {group}")

    def resume(self, group: str, processes: Sequence[str]) -> None:
        known = self._changeable(group)
        _check(processes)
        left = tuple(process for process in known.suspended if process not in processes)
        self._groups[group] = replace(known, suspended=left)
        self._did(f"resume {' '.join(processes)} of {group}")

    def start_refresh(self, group: str) -> None:
        self._changeable(group)
        if any(refresh.is_running for refresh in self.refreshes(group)):
            raise Wrong(ONE_AT_A_TIME)
        refresh = Refresh(f"refresh-{len(self.done)}", "Pending", left=len(self._groups[group].instances))
        self.refreshed[group] = (refresh, *self.refreshed.get(group, ()))
        self._did(f"start a refresh of {group}")

    def cancel_refresh(self, group: str) -> None:
        self._end_refresh(group, "Cancelled")

    def roll_back_refresh(self, group: str) -> None:
        self._end_refresh(group, "RollbackInProgress")

    def arrive(self, name: str, lifecycle: str = "InService") -> None:
        """As many instances as the group wants are there, the new ones in this state."""
        group = self._groups[name]
        there = group.instances[: group.desired]
        new = tuple(Instance(f"i-{number + 1}", lifecycle) for number in range(len(there), group.desired))
        self._groups[name] = replace(group, instances=(*there, *new))

    def run(self, at: datetime) -> None:
        """Auto Scaling does what is due; what happens again and again is left to others."""
        due = sorted(
            (each for each in self.planned.values() if each.at and each.at <= at), key=lambda each: str(each.at)
        )
        for action in due:
            del self.planned[action.group, action.name]
            group = self._groups[action.group]
            low = group.minimum if action.minimum is None else action.minimum
            high = group.maximum if action.maximum is None else action.maximum
            wanted = group.desired if action.desired is None else action.desired
            self._groups[action.group] = replace(group, minimum=low, maximum=high)
            self.move(action.group, min(max(wanted, low), high))

    def move(self, name: str, desired: int) -> None:
        """Somebody has set it, without Bellhop."""
        self.changes.append((name, desired))
        self._groups[name] = replace(self._groups[name], desired=desired)
        self._moved(name)

    def put(self, group: Group) -> None:
        """Somebody else has changed the group, or made it."""
        self._groups[group.name] = group

    def remove(self, name: str) -> None:
        del self._groups[name]

    def _end_refresh(self, group: str, status: str) -> None:
        self._changeable(group)
        first, *rest = self.refreshes(group) or (Refresh("", ""),)
        if not first.is_running:
            raise Wrong(NO_REFRESH.format(group=group))
        if status == "RollbackInProgress" and not first.can_roll_back:
            raise Wrong(NOT_REVERSIBLE.format(group=group))
        self.refreshed[group] = (replace(first, status=status), *rest)
        self._did(f"refresh of {group}: {status}")

    def _moved(self, name: str) -> None:
        if not self.is_slow:
            self.arrive(name)

    def _changeable(self, name: str) -> Group:
        """The group that is to be changed, unless a test set a fault or AWS would refuse."""
        self._accepts()
        group = self._groups.get(name)
        if group is None:
            raise Wrong(NO_GROUP)
        if group.operator:
            raise Wrong(LOCKED.format(name=name, operator=group.operator))
        return group

    def _accepts(self) -> None:
        if self.faults:
            raise self.faults.pop(0)

    def _did(self, what: str) -> None:
        self.done.append(what)
        if self.deaths:
            raise self.deaths.pop(0)


def _check(processes: Sequence[str]) -> None:
    for name in processes:
        if name not in PROCESSES:
            raise Wrong(NO_PROCESS.format(name=name))


def targets(scaling: AutoScaling, **kinds: TargetKind) -> Targets:
    """All that /scale can scale: Auto Scaling groups, and what is of these kinds."""
    made: Mapping[str, TargetKind] = {"group": Groups(scaling), **kinds}
    return Targets(lambda: {name: partial(_same, kind) for name, kind in made.items()}, tuple(made))


def _same(kind: TargetKind) -> TargetKind:
    return kind


def target(scaling: AutoScaling, name: str = "web") -> GroupTarget:
    return GroupTarget(name, scaling)


def web(**changes: object) -> Group:
    """The group `web` of the sandbox's world: min 1, desired 2, max 8."""
    instances = (Instance("i-1", "InService"), Instance("i-2", "InService"))
    return replace(Group("web", 1, 8, 2, instances), **changes)  # type: ignore[arg-type]
