"""ECS and Application Auto Scaling in memory, behind the app's own doors; they remember every change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.aws.application_autoscaling import ScalableTargets
from app.aws.ecs import Ecs
from app.aws.ecs_service import Service, StoppedTask, TaskSize
from app.aws.scalable_target import ScalableTarget
from app.aws.scaling import Activity, ScheduledAction
from app.aws.scaling_policy import ScalingPolicy
from app.base.allowance import take_call
from app.base.clock import Clock, now
from app.base.errors import BellhopError, Refused, Wrong
from app.scaling.ecs_services import DIMENSION, NAMESPACE, EcsServices

NO_SERVICE = "Service not found."
ARN = "arn:aws:ecs:us-east-1:123456789012:service/{cluster}/{name}"
NOT_REGISTERED = "No scalable target registered for service namespace: ecs, resource ID: {resource}"


class FakeEcs(Ecs):
    """Services by (cluster, name); tasks come and go at once, or, where it `is_slow`, when a test calls `arrive`."""

    def __init__(self, *services: Service) -> None:
        self._services = {(each.cluster, each.name): each for each in services}
        self.stopped_tasks: dict[tuple[str, str], tuple[StoppedTask, ...]] = {}
        self.done: list[str] = []
        self.changes: list[tuple[str, int]] = []
        self.calls = 0
        self.refusal = ""
        self.unsure: list[BellhopError] = []  # raised once the next counts are set: nobody hears of it
        self.is_slow = False
        self.sizes: dict[str, TaskSize] = {}  # of running tasks, by their definition; `sized` has what was asked
        self.sized: list[str] = []

    def services(self) -> tuple[Service, ...]:
        self.calls += 1
        if self.refusal:
            raise Refused(self.refusal)
        return tuple(self._services.values())

    def service(self, cluster: str, name: str) -> Service | None:
        self.calls += 1
        return self._services.get((cluster, name))

    def set_desired(self, cluster: str, name: str, desired: int) -> None:
        if (cluster, name) not in self._services:
            raise Wrong(NO_SERVICE)
        self.move(cluster, name, desired)
        if self.unsure:
            raise self.unsure.pop(0)

    def stopped(self, cluster: str, name: str) -> tuple[StoppedTask, ...]:
        return self.stopped_tasks.get((cluster, name), ())

    def desired(self, cluster: str, name: str) -> int | None:
        """As the service has it, without a call."""
        known = self._services.get((cluster, name))
        return known.desired if known else None

    def move(self, cluster: str, name: str, desired: int) -> None:
        """Somebody has set it, perhaps without Bellhop."""
        self._services[cluster, name] = replace(self._services[cluster, name], desired=desired)
        self.done.append(f"set {cluster}/{name} to {desired}")
        self.changes.append((name, desired))
        if not self.is_slow:
            self.arrive(cluster, name)

    def task_size(self, cluster: str, name: str, definition: str) -> TaskSize | None:
        take_call()
        take_call()
        self.sized.append(definition)
        return self.sizes.get(definition)

    def arrive(self, cluster: str, name: str) -> None:
        known = self._services[cluster, name]
        self._services[cluster, name] = replace(known, running=known.desired, pending=0)

    def put(self, service: Service) -> None:
        """Somebody else has changed the service, or made it."""
        self._services[service.cluster, service.name] = service


class FakeScalableTargets(ScalableTargets):
    """What is registered, by resource; `run` does what is due, as Application Auto Scaling does."""

    def __init__(self, ecs: FakeEcs, *registered: ScalableTarget) -> None:
        super().__init__(NAMESPACE, DIMENSION)
        self.ecs = ecs
        self.registered = {each.resource: each for each in registered}
        self.planned: dict[tuple[str, str], ScheduledAction] = {}
        self.policy: dict[str, tuple[ScalingPolicy, ...]] = {}
        self.activity: dict[str, tuple[Activity, ...]] = {}
        self.done: list[str] = []

    def all(self) -> tuple[ScalableTarget, ...]:
        return tuple(self.registered.values())

    def of(self, resources: Sequence[str]) -> tuple[ScalableTarget, ...]:
        return tuple(self.registered[each] for each in resources if each in self.registered)

    def activities(self, resource: str, most: int = 20) -> tuple[Activity, ...]:
        return self.activity.get(resource, ())[:most]

    def policies(self, resource: str) -> tuple[ScalingPolicy, ...]:
        return self.policy.get(resource, ())

    def scheduled(self, resource: str = "") -> tuple[ScheduledAction, ...]:
        return tuple(action for action in self.planned.values() if resource in ("", action.group))

    def set_bounds(self, resource: str, minimum: int, maximum: int) -> None:
        self._bound(resource, minimum, maximum)
        self.done.append(f"limits of {resource}: {minimum}-{maximum}")

    def set_suspended(self, resource: str, suspended: Mapping[str, bool]) -> None:
        known = self._known(resource)
        names = dict.fromkeys([*known.suspended, *suspended])
        left = tuple(name for name in names if suspended.get(name, name in known.suspended))
        self.registered[resource] = replace(known, suspended=left)
        self.done.append(f"suspended of {resource}: {' '.join(left)}")

    def schedule(self, action: ScheduledAction) -> None:
        self._known(action.group)
        assert action.desired is None, "Application Auto Scaling schedules no desired capacity"
        self.planned[action.group, action.name] = action
        self.done.append(f"schedule {action.name} of {action.group}")

    def unschedule(self, resource: str, name: str) -> None:
        self.planned.pop((resource, name), None)
        self.done.append(f"unschedule {name} of {resource}")

    def run(self, at: datetime) -> None:
        """Whatever is due: new limits, and the desired count moved into them."""
        due = sorted(
            (each for each in self.planned.values() if each.at and each.at <= at), key=lambda each: str(each.at)
        )
        for action in due:
            del self.planned[action.group, action.name]
            known = self._known(action.group)
            low = known.minimum if action.minimum is None else action.minimum
            high = known.maximum if action.maximum is None else action.maximum
            self._bound(action.group, low, high)

    def _bound(self, resource: str, low: int, high: int) -> None:
        self.registered[resource] = replace(self._known(resource), minimum=low, maximum=high)
        self._move(resource, low, high)

    def _move(self, resource: str, low: int, high: int) -> None:
        """What is scaled, into the limits."""
        _, cluster, name = resource.split("/")
        desired = self.ecs.desired(cluster, name)
        if desired is not None and not low <= desired <= high:
            self.ecs.move(cluster, name, min(max(desired, low), high))

    def _known(self, resource: str) -> ScalableTarget:
        if resource not in self.registered:
            raise Wrong(NOT_REGISTERED.format(resource=resource))
        return self.registered[resource]


def service(name: str = "api", cluster: str = "shop", **changes: Any) -> Service:
    """`ecs:shop/api` with two tasks."""
    made = Service(ARN.format(cluster=cluster, name=name), cluster, name, desired=2, running=2)
    return replace(made, **changes)


def limits(name: str = "api", cluster: str = "shop", minimum: int = 1, maximum: int = 8) -> ScalableTarget:
    return ScalableTarget(f"service/{cluster}/{name}", minimum, maximum)


def kind(ecs: FakeEcs, *registered: ScalableTarget, clock: Clock = now) -> EcsServices:
    return EcsServices(ecs, FakeScalableTargets(ecs, *registered), clock)
