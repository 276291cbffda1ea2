"""ECS's answers as values."""

from __future__ import annotations

from app.aws.ecs_service import Deployment, service_in, stopped_in
from tests.app.aws.answers import NINE
from tests.app.aws.test_ecs import item


def test_the_deployment_that_is_to_stay_counts_with_what_failed_of_it() -> None:
    newer = {
        "status": "PRIMARY",
        "rolloutState": "FAILED",
        "rolloutStateReason": "ECS deployment circuit breaker: tasks failed to start.",
        "desiredCount": 3,
        "runningCount": 1,
        "failedTasks": 5,
    }
    breaker = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
    found = service_in(item("api", deployments=[{"status": "ACTIVE"}, newer], deploymentConfiguration=breaker))
    reason = "ECS deployment circuit breaker: tasks failed to start."
    assert found.deployment == Deployment("FAILED", 3, 1, 5, reason)
    assert (found.has_breaker, found.rolls_back) == (True, True)
    assert service_in(item("api")).deployment is None


def test_the_cluster_is_read_from_its_arn_also_where_the_services_is_of_the_old_form() -> None:
    old = "arn:aws:ecs:us-east-1:123456789012:service/api"
    assert service_in({**item("api"), "serviceArn": old}).cluster == "shop"


def test_why_a_task_stopped_is_said_by_ecs_and_by_each_container_that_failed() -> None:
    containers = [
        {"name": "app", "exitCode": 137, "reason": "OutOfMemoryError: Container killed due to memory usage"},
        {"name": "proxy", "exitCode": 0},
        {"name": "log", "reason": "CannotPullContainerError: pull image manifest"},
        {"name": "init", "exitCode": 1},
    ]
    task = stopped_in(
        {
            "taskArn": "arn",
            "stoppingAt": NINE,
            "stopCode": "EssentialContainerExited",
            "stoppedReason": "Essential container in task exited",
            "containers": containers,
        }
    )
    assert (task.at, task.code, task.reason) == (NINE, "EssentialContainerExited", "Essential container in task exited")
    assert task.containers == (
        "app: OutOfMemoryError: Container killed due to memory usage (exit code 137)",
        "log: CannotPullContainerError: pull image manifest",
        "init: exit code 1",
    )
