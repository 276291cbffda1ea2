"""ECS's things as values, read from its answers (botocore ecs/2014-11-13). No IO."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.base.values import dataclass

ACTIVE, REPLICA = "ACTIVE", "REPLICA"


@dataclass(frozen=True)
class Deployment:
    """The deployment of a service that is to stay; `failed` tasks of it, and why it failed if `state` is FAILED."""

    state: str = ""
    desired: int = 0
    running: int = 0
    failed: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Event:
    """What ECS says of a service, a hundred at most."""

    id: str
    at: datetime
    message: str


@dataclass(frozen=True)
class Service:
    """A service that is neither deleted nor about to be; `has_breaker` ends a deployment that fails.

    definition  the ARN of its task definition
    launchers   what its tasks run on: a launch type, or capacity providers
    """

    arn: str
    cluster: str
    name: str
    desired: int
    running: int = 0
    pending: int = 0
    deployment: Deployment | None = None
    has_breaker: bool = False
    rolls_back: bool = False
    events: tuple[Event, ...] = ()
    definition: str = ""
    launchers: tuple[str, ...] = ()
    created: datetime | None = None


@dataclass(frozen=True)
class TaskSize:
    """What a task of Fargate is billed by: its CPU units (1024 are a vCPU), MiB of memory, GiB of disk.

    family  its platform, such as Linux
    """

    definition: str = ""
    cpu: int = 0
    memory: int = 0
    disk: int = 0
    is_arm: bool = False
    family: str = ""


@dataclass(frozen=True)
class StoppedTask:
    """A task that has stopped within the last hour: `code` and `reason` as ECS says them, then its containers'."""

    arn: str
    at: datetime
    code: str
    reason: str
    containers: tuple[str, ...] = ()


def service_in(item: Mapping[str, Any]) -> Service:
    breaker = (item.get("deploymentConfiguration") or {}).get("deploymentCircuitBreaker") or {}
    primary = next((each for each in item.get("deployments", []) if each.get("status") == "PRIMARY"), None)
    return Service(
        arn=item["serviceArn"],
        cluster=item["clusterArn"].rpartition("/")[2],
        name=item["serviceName"],
        desired=item["desiredCount"],
        running=item.get("runningCount", 0),
        pending=item.get("pendingCount", 0),
        deployment=_deployment(primary) if primary else None,
        has_breaker=breaker.get("enable", False),
        rolls_back=breaker.get("rollback", False),
        events=tuple(Event(each["id"], each["createdAt"], each["message"]) for each in item.get("events", [])),
        definition=item.get("taskDefinition", ""),
        created=item.get("createdAt"),
        launchers=_launchers(item),
    )


def is_scalable(item: Mapping[str, Any]) -> bool:
    """A DAEMON service has as many tasks as there are instances, and one that is deleted shows for an hour."""
    return item.get("status") == ACTIVE and item.get("schedulingStrategy", REPLICA) == REPLICA


def stopped_in(item: Mapping[str, Any]) -> StoppedTask:
    return StoppedTask(
        arn=item["taskArn"],
        at=item.get("stoppedAt") or item.get("stoppingAt") or item["createdAt"],
        code=item.get("stopCode", ""),
        reason=item.get("stoppedReason", ""),
        containers=tuple(filter(None, map(_container, item.get("containers", [])))),
    )


def size_in(item: Mapping[str, Any]) -> TaskSize:
    """Of a task; ECS gives its CPU and memory as texts."""
    attributes = {each["name"]: each.get("value", "") for each in item.get("attributes", [])}
    cpu, memory = (str(item.get(name, "")) for name in ("cpu", "memory"))
    return TaskSize(
        definition=item.get("taskDefinitionArn", ""),
        cpu=int(cpu) if cpu.isdecimal() else 0,
        memory=int(memory) if memory.isdecimal() else 0,
        disk=(item.get("ephemeralStorage") or {}).get("sizeInGiB", 0),
        is_arm=attributes.get("ecs.cpu-architecture", "").casefold() == "arm64",
        family=item.get("platformFamily", ""),
    )


def _launchers(item: Mapping[str, Any]) -> tuple[str, ...]:
    """The providers that its strategy uses; it has either those or a launch type."""
    strategy = item.get("capacityProviderStrategy") or []
    used = [each["capacityProvider"] for each in strategy if each.get("weight") or each.get("base")]
    return tuple(used) or tuple(filter(None, [item.get("launchType", "")]))


def _deployment(item: Mapping[str, Any]) -> Deployment:
    return Deployment(
        state=item.get("rolloutState", ""),
        desired=item.get("desiredCount", 0),
        running=item.get("runningCount", 0),
        failed=item.get("failedTasks", 0),
        reason=item.get("rolloutStateReason", ""),
    )


def _container(item: Mapping[str, Any]) -> str:
    """`app: OutOfMemoryError: Container killed due to memory usage (exit code 137)`; '' if it ended well."""
    reason, code = item.get("reason", ""), item.get("exitCode")
    ended = f"exit code {code}" if code else ""
    said = f"{reason} ({ended})" if reason and ended else reason or ended
    return f"{item.get('name', '')}: {said}" if said else ""
