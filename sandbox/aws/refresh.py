"""Instance refreshes: each instance of a group replaced by a new one, one after the other, over seconds."""

from dataclasses import dataclass, field
from uuid import uuid4

from sandbox.aws import autoscaling_words as words
from sandbox.aws.autoscaling_group import Group, Instance, start_terminating
from sandbox.aws.protocol import AwsError

RUNNING = ("Pending", "InProgress", "Cancelling", "RollbackInProgress")
IN_PROGRESS = "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh."
NONE_ACTIVE = "No in progress or pending Instance Refresh found for Auto Scaling group {group}"
BY_REQUEST = "Cancelled by user."
ROLLED_BACK = "Rolled back by user."


@dataclass
class InstanceRefresh:
    """One refresh: `left` are the ids still to be replaced, of `total`."""

    started: float
    left: list[str]
    total: int
    status: str = "Pending"
    reason: str | None = None
    ended: float | None = None
    id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def percent(self) -> int:
        return 100 if not self.total else round(100 * (self.total - len(self.left)) / self.total)


class Refreshes:
    """The refreshes of every group, newest first."""

    def __init__(self) -> None:
        self._of: dict[str, list[InstanceRefresh]] = {}

    def of(self, group: str) -> list[InstanceRefresh]:
        return self._of.get(group, [])

    def start(self, group: Group, now: float) -> InstanceRefresh:
        if self._active(group):
            raise AwsError("InstanceRefreshInProgress", IN_PROGRESS)
        ids = [instance.id for instance in group.lasting]
        refresh = InstanceRefresh(now, ids, len(ids))
        self._of.setdefault(group.name, []).insert(0, refresh)
        return refresh

    def cancel(self, group: Group) -> InstanceRefresh:
        refresh = self._only_active(group)
        refresh.status, refresh.reason = "Cancelling", BY_REQUEST
        return refresh

    def roll_back(self, group: Group) -> InstanceRefresh:
        """What is new by now is replaced again."""
        refresh = self._only_active(group)
        new = [instance.id for instance in group.lasting if instance.id not in refresh.left]
        refresh.left, refresh.status, refresh.reason = new, "RollbackInProgress", ROLLED_BACK
        return refresh

    def settle(self, group: Group, now: float) -> None:
        """One step further, where nothing is on its way in or out."""
        refresh = self._active(group)
        if refresh is None or "InstanceRefresh" in group.suspended:
            return
        is_moving = any(instance.state != "InService" for instance in group.instances)
        if is_moving or len(group.lasting) < group.desired:
            return
        if refresh.status == "Cancelling":
            refresh.status, refresh.ended = "Cancelled", now
        elif old := self._next_old(group, refresh):
            if refresh.status == "Pending":
                refresh.status = "InProgress"
            refresh.left.remove(old.id)
            start_terminating(group, old, now, words.refreshed(now, old.id))
        else:
            is_back = refresh.status == "RollbackInProgress"
            refresh.status, refresh.ended = "RollbackSuccessful" if is_back else "Successful", now

    def _next_old(self, group: Group, refresh: InstanceRefresh) -> Instance | None:
        """The next to be replaced; ids that have gone by themselves are left out."""
        there = {instance.id: instance for instance in group.lasting}
        refresh.left = [left for left in refresh.left if left in there]
        return there[refresh.left[0]] if refresh.left else None

    def _active(self, group: Group) -> InstanceRefresh | None:
        return next((refresh for refresh in self.of(group.name) if refresh.status in RUNNING), None)

    def _only_active(self, group: Group) -> InstanceRefresh:
        refresh = self._active(group)
        if refresh is None:
            raise AwsError("ActiveInstanceRefreshNotFound", NONE_ACTIVE.format(group=group.name))
        return refresh
