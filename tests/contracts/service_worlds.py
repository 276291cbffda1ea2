"""Those that stand for ECS and Application Auto Scaling: the sandbox's fronts, moto's server; both over HTTP."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3

from sandbox.aws.account import ROOT_KEY, ROOT_SECRET
from tests.contracts.servers import moto_server
from tests.sandbox.aws.conftest import running_fronts

CLUSTER, DIMENSION = "judged", "ecs:service:DesiredCount"
numbers = itertools.count()


@dataclass(frozen=True)
class World:
    """Clients of both, and of CloudWatch beside them."""

    name: str
    ecs: Any
    scaling: Any
    cloudwatch: Any

    def service(self, desired: int = 2) -> str:
        """The name of a new one in the cluster."""
        name = f"api-{next(numbers)}"
        self.ecs.create_service(cluster=CLUSTER, serviceName=name, taskDefinition="app", desiredCount=desired)
        return name

    def described(self, name: str) -> Any:
        return self.ecs.describe_services(cluster=CLUSTER, services=[name])["services"][0]

    def target(self, low: int = 1, high: int = 6) -> dict[str, str]:
        """What identifies the scalable target of a new service."""
        key = {"ServiceNamespace": "ecs", "ScalableDimension": DIMENSION}
        key["ResourceId"] = f"service/{CLUSTER}/{self.service()}"
        self.scaling.register_scalable_target(**key, MinCapacity=low, MaxCapacity=high)
        return key


@contextmanager
def front_world() -> Iterator[World]:
    with running_fronts() as fronts:
        world = World("front", fronts.ecs, fronts.scalable, fronts.cloudwatch)
        world.ecs.create_cluster(clusterName=CLUSTER)
        yield world


@contextmanager
def moto_world() -> Iterator[World]:
    who: Any = {"aws_access_key_id": ROOT_KEY, "aws_secret_access_key": ROOT_SECRET, "region_name": "us-east-1"}
    with moto_server() as url:

        def client(service: Any) -> Any:
            return boto3.Session(**who).client(service, endpoint_url=url)

        world = World("moto", client("ecs"), client("application-autoscaling"), client("cloudwatch"))
        world.ecs.create_cluster(clusterName=CLUSTER)
        container = {"name": "app", "image": "app", "memory": 128}
        world.ecs.register_task_definition(family="app", containerDefinitions=[container])
        yield world


WORLDS = {"front": front_world, "moto": moto_world}
