"""What ECS did to a service's tasks, or failed to do, in its own words: events, and why tasks have stopped. No IO."""

from __future__ import annotations

import re

from app.aws.ecs_service import Event, StoppedTask
from app.aws.scaling import Activity

# "Amazon ECS service event messages" (developer guide): those that say that something is in the way.
IN_THE_WAY = re.compile(
    r"\bunable to\b|\bfailed\b|\bfailing\b|\bunhealthy\b|\bcannot\b|\bdenied\b|\binsufficient\b", re.IGNORECASE
)
OF_SERVICE = re.compile(r"^\(service \S+?\)\s*")
STOPPED = "A task stopped"
# How tasks end that somebody, or the service itself, no longer wants (API reference, Task, stopCode).
ON_PURPOSE = "UserInitiated"
BY_SCHEDULER, SCALED = "ServiceSchedulerInitiated", "Scaling activity initiated by"
FAILED, SUCCESSFUL = "Failed", "Successful"


def of_event(event: Event) -> Activity:
    said = OF_SERVICE.sub("", event.message)
    has_failed = bool(IN_THE_WAY.search(said))
    return Activity(
        id=event.id,
        started=event.at,
        status=FAILED if has_failed else SUCCESSFUL,
        description="ECS" if has_failed else _whole(said),
        message=said if has_failed else "",
        ended=event.at,
        is_plain=True,
    )


def _whole(said: str) -> str:
    """Without its beginning, `has reached a steady state.` says of nothing."""
    return f"The service {said}" if said[:1].islower() else said


def of_task(task: StoppedTask) -> Activity:
    is_wanted = task.code == ON_PURPOSE or (task.code == BY_SCHEDULER and task.reason.startswith(SCALED))
    said = ". ".join(part.rstrip(".") for part in (task.reason, *task.containers) if part)
    return Activity(
        id=task.arn,
        started=task.at,
        status=SUCCESSFUL if is_wanted else FAILED,
        description=f"{STOPPED}: {said}" if is_wanted else STOPPED,
        message="" if is_wanted else said,
        ended=task.at,
        is_plain=True,
    )
