"""Those that stand for Auto Scaling: the tests' fake, the sandbox's front, moto's server; the last two over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3

from app.aws import autoscaling
from app.aws.autoscaling import AutoScaling
from app.aws.scaling import Capacity, Group, Instance
from sandbox.aws.autoscaling_group import Group as FrontGroup
from tests.contracts.servers import leading_to, moto_server
from tests.fakes.scaling import FakeAutoScaling
from tests.sandbox.aws.conftest import running_fronts
from tests.sandbox.aws.fakes import START

ZONE = "us-east-1a"
AMI = "ami-12c6146b"  # one of those that moto has


@dataclass(frozen=True)
class World:
    """`door` is the app's; `create` makes a group with all its instances in service; `client` is None at the fake."""

    name: str
    door: AutoScaling
    create: Callable[[str, Capacity, str], None]
    client: Any = None


@contextmanager
def fake_world() -> Iterator[World]:
    fake = FakeAutoScaling()

    def create(name: str, size: Capacity, operator: str) -> None:
        instances = tuple(Instance(f"i-{name}-{number}", "InService") for number in range(size.desired))
        fake.put(Group(name, size.minimum, size.maximum, size.desired, instances, operator=operator))

    yield World("fake", fake, create)


@contextmanager
def front_world() -> Iterator[World]:
    with running_fronts() as fronts:

        def create(name: str, size: Capacity, operator: str) -> None:
            group = FrontGroup(name, size.minimum, size.maximum, size.desired, START, (ZONE,), operator=operator)
            fronts.scaling.create(group, settled=True)

        with leading_to(fronts.urls["autoscaling"], autoscaling, "autoscaling", str(fronts.authority.ca_file)):
            yield World("front", AutoScaling(), create, fronts.autoscaling)


@contextmanager
def moto_world() -> Iterator[World]:
    with moto_server() as url, leading_to(url, autoscaling, "autoscaling"):
        client: Any = boto3.client("autoscaling", endpoint_url=url)
        client.create_launch_configuration(LaunchConfigurationName="any", ImageId=AMI, InstanceType="t3.micro")

        def create(name: str, size: Capacity, operator: str) -> None:
            client.create_auto_scaling_group(
                AutoScalingGroupName=name,
                LaunchConfigurationName="any",
                MinSize=size.minimum,
                MaxSize=size.maximum,
                DesiredCapacity=size.desired,
                AvailabilityZones=[ZONE],
                **({"Operator": {"Principal": operator}} if operator else {}),
            )

        yield World("moto", AutoScaling(), create, client)


WORLDS = {"fake": fake_world, "front": front_world, "moto": moto_world}
