"""What is scaled, as values: EC2 Auto Scaling's (botocore autoscaling/2011-01-01), which other kinds use too. No IO."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.base.values import dataclass

IN_SERVICE = "InService"
RUNNING, PENDING = "RUNNING", "PENDING"  # the same of an ECS task, and of what a number counts
NO_LIMIT = 1_000_000_000  # the maximum of what has none
# What Application Auto Scaling can suspend (botocore application-autoscaling/2016-02-06, SuspendedState).
DYNAMIC, SCHEDULED = ("DynamicScalingIn", "DynamicScalingOut"), "ScheduledScaling"
GROUP_DIMENSION = "AutoScalingGroupName"
# By which a metric is one of an ECS service (ECS, developer guide, "CloudWatch metrics").
CLUSTER_DIMENSION, SERVICE_DIMENSION = "ClusterName", "ServiceName"
SERVICE_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")  # and a cluster's
# States of a refresh that is still running (botocore, InstanceRefreshStatus).
REFRESHING = frozenset({"Pending", "InProgress", "Cancelling", "RollbackInProgress", "Baking"})


class Ability(StrEnum):
    """What not all kinds can do."""

    SIZE = "another size"
    BOUNDS = "another min or max"
    ONCE = "a size at a time, or for a time"
    AGAIN = "a size again and again"
    BOUNDS_LATER = "another min or max at a time"
    PROCESSES = "processes to suspend"
    REFRESH = "an instance refresh"


@dataclass(frozen=True)
class Capacity:
    """A group's three numbers, in instances (or capacity units, or tasks)."""

    minimum: int
    maximum: int
    desired: int

    @property
    def has_bounds(self) -> bool:
        return self.maximum != NO_LIMIT


@dataclass(frozen=True)
class Instance:
    """An instance of a group; `lifecycle` such as Pending, InService or Terminating; `weight` in capacity units.

    Or an ECS task, RUNNING or PENDING: a service only counts them, so those have no id.
    """

    id: str
    lifecycle: str
    is_healthy: bool = True
    zone: str = ""
    is_protected: bool = False
    weight: int = 1


@dataclass(frozen=True)
class WarmPool:
    """Instances kept ready next to the group; `state` is theirs: Stopped, Running or Hibernated."""

    size: int
    state: str


@dataclass(frozen=True)
class Group:
    """What is scaled: an Auto Scaling group, in instances (or capacity units), or what app/scaling/ has besides.

    name      whole, as its kind has it: `web`, `ecs:shop/web`
    operator  the only service that may change it, empty if anybody may
    arn       differs from that of an earlier group with the same name
    unit      `units`, `vcpu` or `memory-mib` if sizes aren't instances; `units` if instances have weights
    targets   the ARNs of the load balancers' target groups that its instances are in
    lacks     what it can't do, each with why: a sentence; `least` is the least min that AWS takes
    notes     what else there is to know before it is scaled, in sentences
    launchers, definition  of an ECS service: what its tasks run on, and the ARN of its task definition
    mixed, created  its mixed-instances policy as AWS has it, and when it was made, where AWS tells
    """

    name: str
    minimum: int
    maximum: int
    desired: int
    instances: tuple[Instance, ...] = ()
    suspended: tuple[str, ...] = ()
    operator: str = ""
    unit: str = ""
    warm_pool: WarmPool | None = None
    arn: str = ""
    targets: tuple[str, ...] = ()
    lacks: tuple[tuple[Ability, str], ...] = ()
    notes: tuple[str, ...] = ()
    launchers: tuple[str, ...] = ()
    definition: str = ""
    least: int = 0
    mixed: Mapping[str, Any] = field(default_factory=dict)
    created: datetime | None = field(default=None, compare=False)

    @property
    def capacity(self) -> Capacity:
        return Capacity(self.minimum, self.maximum, self.desired)

    @property
    def region(self) -> str:
        return "".join(self.arn.split(":")[3:4])

    @property
    def in_service(self) -> int:
        """What is in service, in the unit of the group's sizes if instances have weights."""
        return sum(instance.weight for instance in self.instances if instance.lifecycle in (IN_SERVICE, RUNNING))

    @property
    def is_deaf(self) -> bool:
        """Whether alarms do not scale it."""
        return "AlarmNotification" in self.suspended or set(DYNAMIC) <= set(self.suspended)

    @property
    def skips_schedules(self) -> bool:
        return not {"ScheduledActions", SCHEDULED}.isdisjoint(self.suspended)

    def cannot(self, ability: Ability) -> str:
        """Why it can't do that, a sentence; '' if it can."""
        return dict(self.lacks).get(ability, "")


@dataclass(frozen=True)
class Activity:
    """A scaling activity: what Auto Scaling did, or failed to do.

    cause    why it was begun; `message` is why it failed
    zone     where, if it is about one zone
    is_plain  what AWS says of it is told as it is
    """

    id: str
    started: datetime
    status: str
    description: str = ""
    cause: str = ""
    message: str = ""
    ended: datetime | None = None
    zone: str = ""
    is_plain: bool = False

    @property
    def has_failed(self) -> bool:
        """One that was cancelled was not needed any more."""
        return self.status == "Failed"


@dataclass(frozen=True)
class ScheduledAction:
    """What Auto Scaling does to a group's sizes at a time; `recurrence` is a cron expression in `zone`."""

    group: str
    name: str
    at: datetime | None = None
    recurrence: str = ""
    zone: str = ""
    minimum: int | None = None
    maximum: int | None = None
    desired: int | None = None


@dataclass(frozen=True)
class Refresh:
    """An instance refresh, which replaces all instances; `left` are still to be replaced."""

    id: str
    status: str
    percent: int = 0
    left: int = 0
    reason: str = ""
    started: datetime | None = None
    can_roll_back: bool = False  # if it has a desired configuration; Auto Scaling can't roll back others

    @property
    def is_running(self) -> bool:
        return self.status in REFRESHING


def service_of(dimensions: Mapping[str, str]) -> tuple[str, str] | None:
    """Cluster and name of the ECS service that a metric's dimensions name."""
    found = dimensions.get(CLUSTER_DIMENSION, ""), dimensions.get(SERVICE_DIMENSION, "")
    return found if all(map(SERVICE_NAME.fullmatch, found)) else None


def group_in(item: Mapping[str, Any]) -> Group:
    instances = tuple(_instance(instance) for instance in item.get("Instances", []))
    return Group(
        name=item["AutoScalingGroupName"],
        minimum=item["MinSize"],
        maximum=item["MaxSize"],
        desired=item["DesiredCapacity"],
        instances=instances,
        suspended=tuple(process["ProcessName"] for process in item.get("SuspendedProcesses", [])),
        operator=str((item.get("Operator") or {}).get("Principal", "")),
        unit=_unit(item, instances),
        warm_pool=_warm_pool(item),
        arn=item.get("AutoScalingGroupARN", ""),
        targets=_targets(item),
        mixed=item.get("MixedInstancesPolicy") or {},
        created=item.get("CreatedTime"),
    )


def activity_in(item: Mapping[str, Any]) -> Activity:
    return Activity(
        id=item["ActivityId"],
        started=item["StartTime"],
        status=item["StatusCode"],
        description=item.get("Description", ""),
        cause=item.get("Cause", ""),
        message=item.get("StatusMessage", ""),
        ended=item.get("EndTime"),
        zone=_zone_in(item.get("Details", "")),
    )


def scheduled_in(item: Mapping[str, Any]) -> ScheduledAction:
    return ScheduledAction(
        group=item.get("AutoScalingGroupName", ""),
        name=item.get("ScheduledActionName", ""),
        at=item.get("StartTime") or item.get("Time"),
        recurrence=item.get("Recurrence", ""),
        zone=item.get("TimeZone", ""),
        minimum=item.get("MinSize"),
        maximum=item.get("MaxSize"),
        desired=item.get("DesiredCapacity"),
    )


def refresh_in(item: Mapping[str, Any]) -> Refresh:
    return Refresh(
        id=item["InstanceRefreshId"],
        status=item["Status"],
        percent=item.get("PercentageComplete", 0),
        left=item.get("InstancesToUpdate", 0),
        reason=item.get("StatusReason", ""),
        started=item.get("StartTime"),
        can_roll_back=bool(item.get("DesiredConfiguration")),
    )


def _zone_in(details: str) -> str:
    """Of `{"Subnet ID": "subnet-1", "Availability Zone": "us-east-1a"}`, as activities have it."""
    try:
        read = json.loads(details)
    except ValueError:
        return ""
    return str(read.get("Availability Zone", "")) if isinstance(read, dict) else ""


def _instance(item: Mapping[str, Any]) -> Instance:
    weight = str(item.get("WeightedCapacity", "1"))
    return Instance(
        id=item["InstanceId"],
        lifecycle=item["LifecycleState"],
        is_healthy=item.get("HealthStatus", "Healthy").casefold() == "healthy",
        zone=item.get("AvailabilityZone", ""),
        is_protected=item.get("ProtectedFromScaleIn", False),
        weight=int(weight) if weight.isdecimal() else 1,
    )


def _targets(item: Mapping[str, Any]) -> tuple[str, ...]:
    """A target group may be listed as such, as a traffic source, or as both."""
    sources = [each["Identifier"] for each in item.get("TrafficSources") or [] if each.get("Type") == "elbv2"]
    return tuple(dict.fromkeys([*(item.get("TargetGroupARNs") or []), *sources]))


def _unit(item: Mapping[str, Any], instances: Sequence[Instance]) -> str:
    """AWS reports DesiredCapacityType `units` for plain instances too (botocore, CreateAutoScalingGroup)."""
    kind = str(item.get("DesiredCapacityType", ""))
    if kind not in ("", "units"):
        return kind
    template = (item.get("MixedInstancesPolicy") or {}).get("LaunchTemplate") or {}
    weighted = any("WeightedCapacity" in override for override in template.get("Overrides") or [])
    return "units" if weighted or any(instance.weight != 1 for instance in instances) else ""


def _warm_pool(item: Mapping[str, Any]) -> WarmPool | None:
    pool = item.get("WarmPoolConfiguration")
    return WarmPool(item.get("WarmPoolSize", 0), pool.get("PoolState", "Stopped")) if pool else None
