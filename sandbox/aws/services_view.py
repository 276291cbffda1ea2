"""The sandbox's ECS services as the page shows them, with what Application Auto Scaling has for them."""

from typing import Any

from sandbox.aws.ecs.model import Ecs
from sandbox.aws.ecs.service import Service, Task
from sandbox.aws.load import Load
from sandbox.aws.scalable.model import ScalableTargets
from sandbox.aws.scalable.target import Target
from sandbox.aws.world import DIMENSION

Json = dict[str, Any]
EVENTS_SHOWN = 8
SUSPENDED = "Suspended"


def services_view(ecs: Ecs, targets: ScalableTargets, load: Load) -> list[Json]:
    """Active services; `min` and `max` are None where a service is not registered; times are epochs."""
    return [
        _service(service, _target(targets, service), load.percent.get(service.id))
        for service in ecs.services
        if service.status == "ACTIVE"
    ]


def _target(targets: ScalableTargets, service: Service) -> Target | None:
    return targets.targets.get(("ecs", f"service/{service.id}", DIMENSION))


def _service(service: Service, target: Target | None, load: float | None) -> Json:
    return {
        "name": service.id,
        "min": target.minimum if target else None,
        "max": target.maximum if target else None,
        "desired": service.desired,
        "load": load,
        "rollout": service.primary.rollout,
        "suspended": [name.removesuffix(SUSPENDED) for name, is_on in target.suspended.items() if is_on]
        if target
        else [],
        "scheduled": _scheduled(target) if target else [],
        "tasks": [_task(task) for task in service.tasks if task.status != "STOPPED"],
        "events": [{"at": event.at, "message": event.message} for event in service.events[:EVENTS_SHOWN]],
    }


def _scheduled(target: Target) -> list[Json]:
    actions = sorted(target.scheduled.values(), key=lambda each: each.due or 0)
    return [
        {
            "name": action.name,
            "due": action.due,
            "recurrence": action.schedule,
            "desired": None,
            "min": action.minimum,
            "max": action.maximum,
        }
        for action in actions
        if action.due is not None
    ]


def _task(task: Task) -> Json:
    return {"id": task.id, "state": task.status, "zone": task.zone, "since": task.started or task.created}
