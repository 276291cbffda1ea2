"""One scalable target as a value that changes: its bounds, what is set on it, what it did."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sandbox.aws.account import HOME_PLACE, Place

Key = tuple[str, str, str]  # namespace, resource id, dimension
SUSPENSIONS = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")


@dataclass
class Activity:
    """One scaling activity; `to` is what it set, None where it only set bounds or nothing."""

    description: str
    cause: str
    started: float
    status: str = "Pending"
    to: int | None = None
    message: str | None = None
    ended: float | None = None
    not_scaled: Mapping[str, Any] | None = None
    id: str = field(default_factory=lambda: str(uuid4()))

    def end(self, status: str, at: float, message: str | None) -> None:
        self.status, self.ended, self.message = status, at, message


@dataclass
class ScheduledAction:
    """One scheduled action; `due` is None when it is over."""

    name: str
    schedule: str
    created: float
    due: float | None
    zone: str | None = None
    start: float | None = None
    end: float | None = None
    minimum: int | None = None
    maximum: int | None = None


@dataclass
class Policy:
    """One scaling policy; `alarms` are those that Application Auto Scaling made for it."""

    name: str
    kind: str
    configuration: dict[str, Any]
    created: float
    arn: str
    alarms: list[dict[str, str]] = field(default_factory=list)
    out_at: float = -1e12
    out_by: int = 0
    in_at: float = -1e12


@dataclass
class Target:
    """A resource that is registered, in one dimension."""

    namespace: str
    resource: str
    dimension: str
    minimum: int
    maximum: int
    created: float
    role: str
    suspended: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(SUSPENSIONS, False))
    tags: dict[str, str] = field(default_factory=dict)
    scheduled: dict[str, ScheduledAction] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    activities: list[Activity] = field(default_factory=list)
    place: Place = HOME_PLACE
    id: str = field(default_factory=lambda: secrets.token_hex(17))
    group: str = field(default_factory=lambda: str(uuid4()))

    @property
    def key(self) -> Key:
        return (self.namespace, self.resource, self.dimension)

    @property
    def arn(self) -> str:
        return self.place.arn("application-autoscaling", f"scalable-target/{self.id}")

    def arn_of(self, kind: str, name: str) -> str:
        """Of a policy or scheduled action: as the user guide shows them."""
        label = {"scalingPolicy": "policyName", "scheduledAction": "scheduledActionName"}[kind]
        resource = f"{kind}:{self.group}:resource/{self.namespace}/{self.resource}:{label}/{name}"
        return self.place.arn("autoscaling", resource)

    @property
    def running(self) -> Activity | None:
        """The one that waits for the resource."""
        return next((each for each in self.activities if each.status == "InProgress"), None)
