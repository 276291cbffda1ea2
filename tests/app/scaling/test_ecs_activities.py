"""What ECS says of a service and of its stopped tasks, as activities.

The messages are those of "Amazon ECS service event messages" and "Amazon ECS stopped task error messages".
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.aws.ecs_service import Event, StoppedTask
from app.scaling.ecs_activities import of_event, of_task

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        "was unable to place a task because no container instance met all of its requirements.",
        "is unable to consistently start tasks successfully. For more information, see the Troubleshooting section.",
        "failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::1:role/r').",
        "(instance i-1) (port 80) is unhealthy in (target-group tg) due to (reason Health checks failed).",
        "deployment ecs-svc/1 deployment failed: tasks failed to start.",
    ],
)
def test_what_is_in_the_way_has_failed_in_ecss_words(said: str) -> None:
    activity = of_event(Event("e-1", AT, f"(service api) {said}"))
    assert (activity.has_failed, activity.message, activity.is_plain) == (True, said, True)


@pytest.mark.parametrize("said", ["has reached a steady state.", "has started 1 tasks: (task 1).", "has stopped 1"])
def test_what_goes_well_is_described(said: str) -> None:
    activity = of_event(Event("e-1", AT, f"(service api) {said}"))
    assert (activity.has_failed, activity.description, activity.message) == (False, f"The service {said}", "")


@pytest.mark.parametrize(
    ("code", "reason", "has_failed"),
    [
        ("TaskFailedToStart", "CannotPullContainerError: pull image manifest", True),
        ("EssentialContainerExited", "Essential container in task exited", True),
        ("SpotInterruption", "Your Spot Task was interrupted.", True),
        ("ServiceSchedulerInitiated", "Task failed ELB health checks in (target-group tg)", True),
        ("ServiceSchedulerInitiated", "Scaling activity initiated by (deployment ecs-svc/1)", False),
        ("UserInitiated", "Task stopped by user", False),
    ],
)
def test_a_task_that_nobody_wanted_to_stop_has_failed(code: str, reason: str, has_failed: bool) -> None:
    assert of_task(StoppedTask("task", AT, code, reason)).has_failed is has_failed


def test_why_it_stopped_is_said_with_what_its_containers_say() -> None:
    task = StoppedTask(
        "task", AT, "EssentialContainerExited", "Essential container in task exited", ("app: exit code 1",)
    )
    activity = of_task(task)
    assert (activity.id, activity.message) == ("task", "Essential container in task exited. app: exit code 1")
