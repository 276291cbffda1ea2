"""Instance refreshes: a group's instances are replaced, some at a time, over seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sandbox.aws import autoscaling_words as words
from sandbox.aws.autoscaling_group import Group, Instance
from sandbox.aws.capacity import start_terminating
from sandbox.aws.protocol import AwsError

RUNNING = ("Pending", "InProgress", "Cancelling", "RollbackInProgress")
GIVES_UP_SECONDS = 3600.0  # as AWS waits for launches, and for protection to be taken off
PENDING_SECONDS = 1.0
PREFERENCES = {"MinHealthyPercentage": 90, "ScaleInProtectedInstances": "Wait", "StandbyInstances": "Wait"}
FLOATING = ("$Latest", "$Default")
IN_PROGRESS = "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh."
NONE_ACTIVE = "No in progress or pending Instance Refresh found for Auto Scaling group {group}"
NOT_REVERSIBLE = (
    "The instance refresh for Auto Scaling group {group} cannot be rolled back: it has no desired configuration, or "
    "one that uses the launch template's $Latest or $Default version."
)
BY_REQUEST = "Cancelled by user."
ROLLED_BACK = "Rolled back by user."
WAITS_FOR_PROTECTED = "Waiting for scale-in protection to be removed from instances. For example: {instance}"
GAVE_UP = "No progress was made for an hour."


@dataclass
class InstanceRefresh:
    """One refresh. `left` are the ids still to be replaced, of `total`; `desired_configuration` is what it rolls out.

    moved       when it last got on; it fails where that is too long ago
    rolled_back when its rollback began, and how far it was then
    """

    started: float
    left: list[str]
    total: int
    preferences: dict[str, Any] = field(default_factory=dict)
    desired_configuration: dict[str, Any] = field(default_factory=dict)
    status: str = "Pending"
    reason: str | None = None
    ended: float | None = None
    percent: int = 0
    moved: float = 0.0
    rolled_back: tuple[float, int, int] | None = None
    id: str = field(default_factory=lambda: str(uuid4()))

    def end(self, now: float, status: str, reason: str | None = None) -> None:
        self.status, self.ended, self.reason = status, now, reason or self.reason


class Refreshes:
    """The refreshes of every group, newest first."""

    def __init__(self) -> None:
        self._of: dict[str, list[InstanceRefresh]] = {}

    def of(self, group: str) -> list[InstanceRefresh]:
        return self._of.get(group, [])

    def look(self, group: Group) -> tuple[object, ...]:
        """Equal as long as the page would show the same."""
        refresh = self.active(group)
        return (refresh.id, refresh.status, refresh.percent) if refresh else ()

    def active(self, group: Group) -> InstanceRefresh | None:
        return next((refresh for refresh in self.of(group.name) if refresh.status in RUNNING), None)

    def forget(self, group: Group) -> None:
        self._of.pop(group.name, None)

    def start(self, group: Group, now: float, asked: Mapping[str, Any]) -> InstanceRefresh:
        if self.active(group):
            raise AwsError("InstanceRefreshInProgress", IN_PROGRESS)
        ids = [instance.id for instance in group.lasting]
        preferences = {**PREFERENCES, **asked.get("Preferences", {})}
        desired_configuration = asked.get("DesiredConfiguration", {})
        refresh = InstanceRefresh(now, ids, len(ids), preferences, desired_configuration, moved=now)
        self._of.setdefault(group.name, []).insert(0, refresh)
        group.cause = ""
        return refresh

    def cancel(self, group: Group) -> InstanceRefresh:
        refresh = self._only_active(group)
        refresh.status, refresh.reason = "Cancelling", BY_REQUEST
        return refresh

    def roll_back(self, group: Group, now: float, reason: str = ROLLED_BACK) -> InstanceRefresh:
        """The instances that are new by now are replaced again."""
        refresh = self._only_active(group)
        if not _can_roll_back(refresh):
            raise AwsError("IrreversibleInstanceRefresh", NOT_REVERSIBLE.format(group=group.name))
        new = [instance.id for instance in group.lasting if instance.id not in refresh.left]
        refresh.rolled_back = (now, refresh.percent, len(refresh.left))
        refresh.left, refresh.status, refresh.reason, refresh.moved = new, "RollbackInProgress", reason, now
        return refresh

    def fail(self, group: Group, now: float, reason: str) -> None:
        """It fails, or rolls back if auto rollback is on."""
        refresh = self._only_active(group)
        if not refresh.rolled_back and refresh.preferences.get("AutoRollback") and _can_roll_back(refresh):
            self.roll_back(group, now, reason)
        else:
            refresh.end(now, "RollbackFailed" if refresh.rolled_back else "Failed", reason)

    def take_back(self, group: Group, now: float) -> None:
        """The clock went back: past events stay past."""
        for refresh in self.of(group.name):
            refresh.started, refresh.moved = min(refresh.started, now), min(refresh.moved, now)
            refresh.ended = None if refresh.ended is None else min(refresh.ended, now)

    def settle(self, group: Group, now: float) -> None:
        """One step further, unless something is launching or terminating."""
        refresh = self.active(group)
        if refresh is None or "InstanceRefresh" in group.suspended or now < refresh.started + PENDING_SECONDS:
            return
        is_moving = any(instance.state != "InService" for instance in group.instances)
        if is_moving or group.capacity < group.desired:
            if now - refresh.moved > GIVES_UP_SECONDS:
                self.fail(group, now, GAVE_UP)
            return
        if refresh.status == "Cancelling":
            refresh.end(now, "Cancelled")
            return
        _count(group, refresh)
        if refresh.left:
            self._replace_some(group, refresh, now)
        else:
            _succeed(group, refresh, now)

    def _replace_some(self, group: Group, refresh: InstanceRefresh, now: float) -> None:
        """As many at once as the preferences allow out of service; at least one."""
        if refresh.status == "Pending":
            refresh.status = "InProgress"
        old = {instance.id: instance for instance in group.lasting if instance.id in refresh.left}
        free = [each for each in old.values() if not each.protected or _takes_protected(refresh)]
        if not free:
            refresh.reason = WAITS_FOR_PROTECTED.format(instance=next(iter(old)))
            if now - refresh.moved > GIVES_UP_SECONDS:
                self.fail(group, now, refresh.reason)
            return
        if "Terminate" in group.suspended or "Launch" in group.suspended:
            return
        refresh.moved = now
        for instance in free[: _batch(group, refresh)]:
            start_terminating(group, instance, now, words.refreshed(now, instance.id))

    def _only_active(self, group: Group) -> InstanceRefresh:
        refresh = self.active(group)
        if refresh is None:
            raise AwsError("ActiveInstanceRefreshNotFound", NONE_ACTIVE.format(group=group.name))
        return refresh


def _count(group: Group, refresh: InstanceRefresh) -> None:
    """How far it is, once replacements are in service; ids that have gone by themselves are done."""
    there = {instance.id: instance for instance in group.lasting}
    refresh.left = [left for left in refresh.left if left in there and not _is_passed_over(there[left], refresh)]
    if refresh.rolled_back:
        _, before, _ = refresh.rolled_back
        made = max(1, round(before * refresh.total / 100))
        refresh.percent = min(before, before * len(refresh.left) // made)
    elif refresh.total:
        refresh.percent = 100 * (refresh.total - len(refresh.left)) // refresh.total


def _succeed(group: Group, refresh: InstanceRefresh, now: float) -> None:
    """The desired configuration is the group's from now on; after a rollback it stays what it was."""
    if refresh.rolled_back:
        refresh.end(now, "RollbackSuccessful")
        return
    refresh.percent, refresh.reason = 100, None
    refresh.end(now, "Successful")
    group.settings.update(refresh.desired_configuration)


def _batch(group: Group, refresh: InstanceRefresh) -> int:
    out = 100 - int(refresh.preferences["MinHealthyPercentage"])
    return max(1, len(group.lasting) * out // 100)


def _takes_protected(refresh: InstanceRefresh) -> bool:
    return bool(refresh.preferences["ScaleInProtectedInstances"] == "Refresh")


def _is_passed_over(instance: Instance, refresh: InstanceRefresh) -> bool:
    return instance.protected and refresh.preferences["ScaleInProtectedInstances"] == "Ignore"


def _can_roll_back(refresh: InstanceRefresh) -> bool:
    template = refresh.desired_configuration.get("LaunchTemplate", {})
    return bool(refresh.desired_configuration) and template.get("Version", "1") not in FLOATING
