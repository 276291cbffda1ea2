"""What Application Auto Scaling scales beside ECS, as the page shows it: a number each."""

from typing import Any

from sandbox.aws.scalable.dimensions import unit
from sandbox.aws.scalable.model import ScalableTargets
from sandbox.aws.scalable.target import Activity, Target

Json = dict[str, Any]
ACTIVITIES_SHOWN = 3
SUSPENDED = "Suspended"


def numbers_view(targets: ScalableTargets) -> list[Json]:
    """`number` is None until somebody has asked for it; times are epochs."""
    return [_number(targets, each) for each in targets.targets.values() if each.namespace != "ecs"]


def _number(targets: ScalableTargets, target: Target) -> Json:
    there = targets.resources(target.namespace).there(target.resource, target.dimension)
    running = target.running
    return {
        "name": target.resource,
        "unit": unit(target.dimension),
        "min": target.minimum,
        "max": target.maximum,
        "number": there,
        "wanted": running.to if running else there,
        "suspended": [name.removesuffix(SUSPENDED) for name, is_on in target.suspended.items() if is_on],
        "activities": [_activity(each) for each in target.activities[:ACTIVITIES_SHOWN]],
    }


def _activity(activity: Activity) -> Json:
    return {"status": activity.status, "message": activity.message or activity.description, "at": activity.started}
