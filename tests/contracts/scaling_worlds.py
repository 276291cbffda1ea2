"""Those that stand for Auto Scaling: the tests' fake, the sandbox's front, moto's server; the last two over HTTP."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from app.aws import door
from app.aws.autoscaling import AutoScaling
from app.aws.scaling import Capacity, Group, Instance
from sandbox.aws.autoscaling_group import Group as FrontGroup
from tests.fakes.scaling import FakeAutoScaling
from tests.sandbox.aws.conftest import running_fronts
from tests.sandbox.aws.fakes import START

ZONE = "us-east-1a"
AMI = "ami-12c6146b"  # one of those that moto has
MOTO = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]


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
        instances = tuple(Instance(f"i-{number}", "InService") for number in range(size.desired))
        fake.put(Group(name, size.minimum, size.maximum, size.desired, instances, zones=(ZONE,), operator=operator))

    yield World("fake", fake, create)


@contextmanager
def front_world() -> Iterator[World]:
    with running_fronts() as fronts:

        def create(name: str, size: Capacity, operator: str) -> None:
            group = FrontGroup(name, size.minimum, size.maximum, size.desired, START, (ZONE,), operator=operator)
            fronts.scaling.create(group, settled=True)

        with leading_to(fronts.urls["autoscaling"], str(fronts.authority.ca_file)):
            yield World("front", AutoScaling(), create, fronts.autoscaling)


@contextmanager
def moto_world() -> Iterator[World]:
    with subprocess.Popen(MOTO, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr
            url = next(found[0] for line in server.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
            with leading_to(url):
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
        finally:
            server.kill()


@contextmanager
def leading_to(url: str, ca_file: str = "") -> Iterator[None]:
    """The app's client of Auto Scaling is made anew for the block, and leads there."""
    with pytest.MonkeyPatch.context() as environ:
        environ.setenv("AWS_DEFAULT_REGION", "us-east-1")
        environ.setenv("AWS_ACCESS_KEY_ID", "test")
        environ.setenv("AWS_SECRET_ACCESS_KEY", "test")
        environ.setenv("AWS_ENDPOINT_URL_AUTO_SCALING", url)
        if ca_file:
            environ.setenv("AWS_CA_BUNDLE", ca_file)
        forget_clients()
        yield
    forget_clients()


def forget_clients() -> None:
    door.client.cache_clear()
    door._session.cache_clear()


WORLDS = {"fake": fake_world, "front": front_world, "moto": moto_world}
