"""One Auto Scaling group and what happens inside it: instances that come and go over seconds, and its activities."""

import secrets
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

from sandbox.aws import autoscaling_words as words
from sandbox.aws.schedule import ScheduledAction

PROCESSES = (
    "Launch",
    "Terminate",
    "AddToLoadBalancer",
    "AlarmNotification",
    "AZRebalance",
    "HealthCheck",
    "InstanceRefresh",
    "ReplaceUnhealthy",
    "ScheduledActions",
)
SECONDS_PER_LAUNCH = 4.0
SECONDS_BETWEEN_TRIES = 30.0
ACTIVITIES_KEPT = 200

LifecycleState = Literal["Pending", "InService", "Terminating"]


@dataclass
class Activity:
    """One scaling activity; `ended` is None while it is in progress."""

    description: str
    cause: str
    started: float
    zone: str
    status: str
    progress: int
    ended: float | None = None
    message: str | None = None
    id: str = field(default_factory=lambda: str(uuid4()))

    def end(self, at: float, status: str = "Successful") -> None:
        self.status, self.progress, self.ended = status, 100, at


@dataclass
class Instance:
    """One instance; `due` is when it leaves the state that it is in, None while it stays."""

    zone: str
    state: LifecycleState
    since: float
    due: float | None
    activity: Activity | None = None
    protected: bool = False
    id: str = field(default_factory=lambda: f"i-0{secrets.token_hex(8)}")


@dataclass
class Group:
    """One Auto Scaling group. `settings` is what was given on creation and only needs to be told again."""

    name: str
    minimum: int
    maximum: int
    desired: int
    created: float
    zones: tuple[str, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    instances: list[Instance] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    suspended: dict[str, str] = field(default_factory=dict)
    scheduled: dict[str, ScheduledAction] = field(default_factory=dict)
    policies: dict[str, dict[str, Any]] = field(default_factory=dict)
    cooldown: int = 300
    seconds_per_launch: float = SECONDS_PER_LAUNCH
    launch_failure: str | None = None
    retry_at: float = 0.0
    wish: str = ""
    operator: str = ""
    id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def lasting(self) -> list[Instance]:
        """The instances that count for the capacity: all but those on their way out."""
        return [instance for instance in self.instances if instance.state != "Terminating"]

    @property
    def in_service(self) -> int:
        return sum(instance.state == "InService" for instance in self.instances)

    def activity_in_progress(self) -> Activity | None:
        return next((activity for activity in self.activities if activity.ended is None), None)


def reconcile(group: Group, now: float) -> None:
    """Start or end instances until as many last as are desired."""
    missing = group.desired - len(group.lasting)
    if missing > 0 and "Launch" not in group.suspended and group.retry_at <= now:
        if group.launch_failure is not None:
            _fail_launch(group, now, group.launch_failure)
        else:
            for _ in range(missing):
                _start_launching(group, now)
    if missing < 0 and "Terminate" not in group.suspended:
        for instance in _chosen_to_end(group, -missing):
            count = len(group.lasting)
            start_terminating(group, instance, now, _cause(group, words.taken_out(now, count, count - 1, instance.id)))
    del group.activities[ACTIVITIES_KEPT:]


def _chosen_to_end(group: Group, count: int) -> list[Instance]:
    """Those that are not in service yet first, then the oldest; protected ones never."""
    free = [instance for instance in group.lasting if not instance.protected]
    return sorted(free, key=lambda instance: (instance.state != "Pending", instance.since))[:count]


def _cause(group: Group, what_happened: str) -> str:
    return f"{group.wish}  {what_happened}" if group.wish else what_happened


def _next_zone(group: Group) -> str:
    used = [instance.zone for instance in group.lasting]
    return min(group.zones, key=used.count)


def _start_launching(group: Group, now: float) -> None:
    count, zone = len(group.lasting), _next_zone(group)
    instance = Instance(zone, "Pending", now, now + group.seconds_per_launch)
    cause = _cause(group, words.started(now, count, count + 1))
    instance.activity = Activity(f"{words.LAUNCHING}: {instance.id}", cause, now, zone, "PreInService", 30)
    group.instances.append(instance)
    group.activities.insert(0, instance.activity)


def start_terminating(group: Group, instance: Instance, now: float, cause: str) -> Activity:
    if instance.activity and instance.activity.ended is None:
        instance.activity.end(now, "Cancelled")
    description = words.TERMINATING.format(instance=instance.id)
    activity = Activity(description, cause, now, instance.zone, "InProgress", 50)
    instance.state, instance.since, instance.due = "Terminating", now, now + group.seconds_per_launch
    instance.activity = activity
    group.activities.insert(0, activity)
    return activity


def _fail_launch(group: Group, now: float, reason: str) -> None:
    """One failed try; Auto Scaling tries again later, and the desired capacity stays."""
    zone, count = _next_zone(group), len(group.lasting)
    message = f"{reason.format(zone=zone)} {words.LAUNCH_FAILED}"
    cause = _cause(group, words.started(now, count, count + 1))
    activity = Activity(words.failed_launch(message), cause, now, zone, "Failed", 100, now, message)
    group.activities.insert(0, activity)
    group.retry_at = now + SECONDS_BETWEEN_TRIES


def step(group: Group, instance: Instance) -> None:
    """Move an instance whose time has come: a pending one into service, a terminating one away."""
    at = instance.due or 0.0
    if instance.activity:
        instance.activity.end(at)
    if instance.state == "Terminating":
        group.instances.remove(instance)
    else:
        instance.state, instance.since, instance.due = "InService", at, None


def fingerprint(group: Group) -> tuple[object, ...]:
    return (group.desired, [(i.id, i.state) for i in group.instances], len(group.activities), len(group.scheduled))
