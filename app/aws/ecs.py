"""ECS: services, how many tasks they are to have, and why tasks have stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from app.aws.door import AwsError, client, refusals, translated
from app.aws.ecs_service import REPLICA, Service, StoppedTask, TaskSize, is_scalable, service_in, size_in, stopped_in
from app.aws.scaling import SERVICE_NAME
from app.base.errors import Wrong

MOST_DESCRIBED = 10  # services per DescribeServices
MOST_LISTED = 100  # per ListServices, which returns 10 without it
MOST_TASKS = 100  # per DescribeTasks
MOST_SIZED = 10  # of which one is of the newest task definition, but early in a deployment
NO_CLUSTER = "ClusterNotFoundException"


class Ecs:
    """What Bellhop asks of ECS. AWS's refusals are raised as Wrong, in AWS's own words."""

    def services(self) -> tuple[Service, ...]:
        """All of the account and region that have a desired count: some calls per cluster, of which some at once."""
        from app.base.at_once import each_at_once

        with refusals(Wrong, "list the ECS services"):
            clusters = [arn for page in _pages("list_clusters") for arn in page["clusterArns"]]
            parts = [part for found in each_at_once(_parts_of, clusters) for part in found]
            return tuple(service for found in each_at_once(lambda part: _described(*part), parts) for service in found)

    def service(self, cluster: str, name: str) -> Service | None:
        """One service, or None if there is none with this name in that cluster."""
        if not (SERVICE_NAME.fullmatch(cluster) and SERVICE_NAME.fullmatch(name)):  # ECS refuses to look for it
            return None
        try:
            with translated(f"look at the ECS service {cluster}/{name}"):
                found = _described(cluster, [name])
        except AwsError as problem:
            if problem.code == NO_CLUSTER:
                return None
            raise Wrong(str(problem)) from problem
        return next((service for service in found if service.name == name), None)

    def set_desired(self, cluster: str, name: str, desired: int) -> None:
        with refusals(Wrong, f"set the desired count of {cluster}/{name}"):
            client("ecs").update_service(cluster=cluster, service=name, desiredCount=desired)

    def stopped(self, cluster: str, name: str) -> tuple[StoppedTask, ...]:
        """Its tasks that have stopped within the last hour, the newest first; a hundred at most."""
        with refusals(Wrong, f"look at the stopped tasks of {cluster}/{name}"):
            asked = {"cluster": cluster, "serviceName": name, "desiredStatus": "STOPPED", "maxResults": MOST_TASKS}
            arns = client("ecs").list_tasks(**asked)["taskArns"]
            found = client("ecs").describe_tasks(cluster=cluster, tasks=arns)["tasks"] if arns else []
        return tuple(sorted(map(stopped_in, found), key=lambda task: task.at, reverse=True))

    def task_size(self, cluster: str, name: str, definition: str) -> TaskSize | None:
        """Of one of its running tasks, if it is of that task definition; two calls.

        The task definition itself has more than is needed: people keep secrets in a container's environment.
        """
        asked = {"cluster": cluster, "serviceName": name, "desiredStatus": "RUNNING", "maxResults": MOST_SIZED}
        with refusals(Wrong, f"look at the tasks of {cluster}/{name}"):
            arns = client("ecs").list_tasks(**asked)["taskArns"]
            found = client("ecs").describe_tasks(cluster=cluster, tasks=arns)["tasks"] if arns else []
        return next((size for size in map(size_in, found) if size.definition == definition), None)


def _parts_of(cluster: str) -> list[tuple[str, list[str]]]:
    """The ARNs of a cluster's services, as many together as one call describes."""
    pages = _pages("list_services", cluster=cluster, schedulingStrategy=REPLICA, maxResults=MOST_LISTED)
    arns = [arn for page in pages for arn in page["serviceArns"]]
    return [(cluster, arns[at : at + MOST_DESCRIBED]) for at in range(0, len(arns), MOST_DESCRIBED)]


def _described(cluster: str, services: Sequence[str]) -> list[Service]:
    answer = client("ecs").describe_services(cluster=cluster, services=list(services))
    return [service_in(item) for item in answer["services"] if is_scalable(item)]


def _pages(operation: str, **asked: Any) -> Iterator[dict[str, Any]]:
    yield from client("ecs").get_paginator(operation).paginate(**asked)
