"""One Auto Scaling group as a value that changes: sizes, instances, activities, and what is set on it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sandbox.aws.account import HOME_PLACE, Place
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
INSTANCE_TYPE = "t3.micro"


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
    """One instance; `state` is its lifecycle state, `due` when it leaves that, None while it stays."""

    zone: str
    state: str
    since: float
    due: float | None
    activity: Activity | None = None
    protected: bool = False
    healthy: bool = True
    type: str = INSTANCE_TYPE
    weight: int = 1
    id: str = field(default_factory=lambda: f"i-0{secrets.token_hex(8)}")


@dataclass
class WarmPool:
    """Instances kept ready for the group; without `most`, as many as fit below the group's maximum."""

    state: str = "Stopped"
    least: int = 0
    most: int | None = None
    is_ending: bool = False
    instances: list[Instance] = field(default_factory=list)


@dataclass
class Group:
    """One Auto Scaling group. `settings` is what was given on creation and only needs to be told again.

    launch_failure        why launches fail now; in `failing_zones`, or in all zones where none is named
    retry_at              no launch is tried before this time
    cause                  who asked for the size, in AWS's words, for the causes of activities
    protection_told       the desired capacity that protection kept from being reached, once that was told
    """

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
    failing_zones: tuple[str, ...] = ()
    retry_at: float = 0.0
    cause: str = ""
    operator: str = ""
    warm_pool: WarmPool | None = None
    protection_told: int | None = None
    place: Place = HOME_PLACE
    id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def lasting(self) -> list[Instance]:
        """The instances that count for the capacity: all but those that are terminating."""
        return [instance for instance in self.instances if instance.state != "Terminating"]

    @property
    def capacity(self) -> int:
        """What counts, in the unit of the group's sizes: instances, or their weights."""
        return sum(instance.weight for instance in self.lasting)

    @property
    def in_service(self) -> int:
        return sum(instance.state == "InService" for instance in self.instances)

    def activity_in_progress(self) -> Activity | None:
        return next((activity for activity in self.activities if activity.ended is None), None)

    @property
    def zones_without_capacity(self) -> Sequence[str]:
        return (self.failing_zones or self.zones) if self.launch_failure is not None else ()

    @property
    def first_type(self) -> tuple[str, int]:
        """The instance type that is launched and its weight: a mixed group's first choice."""
        template = self.settings.get("MixedInstancesPolicy", {}).get("LaunchTemplate", {})
        for override in template.get("Overrides", [])[:1]:
            return override.get("InstanceType", INSTANCE_TYPE), int(override.get("WeightedCapacity", 1))
        return INSTANCE_TYPE, 1

    @property
    def is_weighted(self) -> bool:
        template = self.settings.get("MixedInstancesPolicy", {}).get("LaunchTemplate", {})
        return any("WeightedCapacity" in override for override in template.get("Overrides", []))


def fingerprint(group: Group) -> tuple[object, ...]:
    """Equal as long as nothing has happened that the page would show."""
    warm = group.warm_pool.instances if group.warm_pool else []
    states = [(i.id, i.state) for i in (*group.instances, *warm)]
    return (group.desired, states, len(group.activities), len(group.scheduled))
