"""One ECS service as a value that changes: its size, its tasks, its deployments, its events."""

import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sandbox.aws.account import HOME_PLACE, Place

SECONDS_PER_TASK = 4.0
EVENTS_KEPT = 100  # "A maximum of 100 of the latest events are displayed" (API reference, Service)
STOPPED_KEPT_SECONDS = 3600.0  # "Stopped tasks are visible for at least 1 hour" (API reference, DescribeTasks)
STARTING = ("PROVISIONING", "PENDING")
ENDING = ("STOPPING", "DEPROVISIONING")


@dataclass
class Task:
    """One task; `due` is when it leaves its status, None while it stays; `fails` is why it will not come to run."""

    zone: str
    deployment: str
    definition: str
    created: float
    status: str = "PROVISIONING"
    due: float | None = None
    is_wanted: bool = True
    started: float | None = None
    stopping: float | None = None
    stopped: float | None = None
    stop_code: str | None = None
    stopped_reason: str | None = None
    exit_code: int | None = None
    container_reason: str | None = None
    fails: "Failure | None" = None
    id: str = field(default_factory=lambda: secrets.token_hex(16))


@dataclass(frozen=True)
class Failure:
    """How tasks end that were just started: not started at all, or (`exit_code`) their container exited."""

    reason: str
    exit_code: int | None = None


@dataclass
class Deployment:
    """One rollout of a task definition; the newest is PRIMARY."""

    definition: str
    created: float
    status: str = "PRIMARY"
    rollout: str = "IN_PROGRESS"
    rollout_reason: str = ""
    failed: int = 0
    updated: float = 0.0
    id: str = field(default_factory=lambda: f"ecs-svc/{secrets.randbelow(9 * 10**18) + 10**18}")


@dataclass(frozen=True)
class Event:
    at: float
    message: str
    id: str = field(default_factory=lambda: str(uuid4()))


@dataclass
class Service:
    """One service. `settings` is what was given on creation and only needs to be told again.

    unplaceable       no task can be placed: "" for the usual reason, or the reason's words
    failing           how new tasks fail
    breaker           whether a deployment fails once tasks failed that often (its circuit breaker)
    retry_at          no task is started before this time
    told              what was told in events and is not told again until it ends
    """

    cluster: str
    name: str
    desired: int
    created: float
    definition: str
    zones: tuple[str, ...]
    launch_type: str = "FARGATE"
    strategy: str = "REPLICA"
    status: str = "ACTIVE"
    settings: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    deployments: list[Deployment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    seconds_per_task: float = SECONDS_PER_TASK
    unplaceable: str | None = None
    failing: Failure | None = None
    breaker: bool = False
    retry_at: float = 0.0
    told: set[str] = field(default_factory=set)
    place: Place = HOME_PLACE

    @property
    def id(self) -> str:
        return f"{self.cluster}/{self.name}"

    @property
    def arn(self) -> str:
        return self.place.arn("ecs", f"service/{self.id}")

    @property
    def primary(self) -> Deployment:
        return self.deployments[0]

    @property
    def lasting(self) -> list[Task]:
        """The tasks that are to run: all but those that end or have ended."""
        return [task for task in self.tasks if task.is_wanted]

    def count(self, *statuses: str) -> int:
        return sum(task.status in statuses for task in self.tasks)

    @property
    def running(self) -> int:
        return self.count("RUNNING")

    @property
    def pending(self) -> int:
        return self.count(*STARTING)

    def tell(self, at: float, message: str) -> None:
        self.events.insert(0, Event(at, message))
        del self.events[EVENTS_KEPT:]

    def tell_once(self, at: float, message: str) -> None:
        """Nothing is repeated until its cause is resolved, as the developer guide says of events."""
        if message not in self.told:
            self.told.add(message)
            self.tell(at, message)


def cluster_arn(place: Place, name: str) -> str:
    return place.arn("ecs", f"cluster/{name}")


def task_arn(place: Place, cluster: str, task: str) -> str:
    return place.arn("ecs", f"task/{cluster}/{task}")


def definition_arn(place: Place, name: str) -> str:
    return name if name.startswith("arn:") else place.arn("ecs", f"task-definition/{name}")


def fingerprint(service: Service) -> tuple[object, ...]:
    """Equal as long as nothing has happened that somebody would see."""
    tasks = [(task.id, task.status) for task in service.tasks]
    rollouts = [(each.id, each.rollout, each.failed) for each in service.deployments]
    return (service.desired, service.status, tasks, rollouts, service.events[:1])
