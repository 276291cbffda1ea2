"""Those that stand for CloudWatch's alarms: the tests' fake, the sandbox's front, moto's server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import boto3

from app.aws import cloudwatch_client
from app.aws.alarm import Alarm
from app.aws.cloudwatch import CloudWatch
from tests.contracts.servers import leading_to, moto_server
from tests.fakes.aws import FakeCloudWatch
from tests.sandbox.aws.conftest import running_fronts

TOPIC = "arn:aws:sns:us-east-1:123456789012:bellhop-alarms"
FRESH = "Unchecked: Initial alarm creation"


@dataclass(frozen=True)
class World:
    """`door` is the app's; `create` makes an alarm without data, `combine` a composite one, `delete` deletes one."""

    name: str
    door: CloudWatch
    create: Callable[[str], None]
    delete: Callable[[str], None]
    combine: Callable[[str, str], None]


@contextmanager
def fake_world() -> Iterator[World]:
    fake = FakeCloudWatch()
    actions = {"ALARM": (TOPIC,), "OK": (), "INSUFFICIENT_DATA": ()}

    def create(name: str) -> None:
        fake.add(Alarm(name, "INSUFFICIENT_DATA", None, FRESH, False, True, actions, ("web",)))

    def combine(name: str, rule: str) -> None:
        made = Alarm(name, "OK", None, FRESH, True, True, actions)
        fake.add(replace(made, item={"AlarmRule": rule}))

    yield World("fake", fake, create, fake.remove, combine)


@contextmanager
def front_world() -> Iterator[World]:
    with running_fronts() as fronts:
        ca_file = str(fronts.authority.ca_file)
        url, client = fronts.urls["cloudwatch"], fronts.cloudwatch
        with leading_to(url, cloudwatch_client, "cloudwatch", ca_file):
            yield World("front", CloudWatch(), _created_by(client), _deleted_by(client), _combined_by(client))


@contextmanager
def moto_world() -> Iterator[World]:
    with moto_server() as url, leading_to(url, cloudwatch_client, "cloudwatch"):
        client = boto3.client("cloudwatch", endpoint_url=url)
        yield World("moto", CloudWatch(), _created_by(client), _deleted_by(client), _combined_by(client))


def _created_by(client: Any) -> Callable[[str], None]:
    metric = {"Namespace": "AWS/EC2", "MetricName": "CPUUtilization", "Statistic": "Average", "Period": 60}
    compared = {"EvaluationPeriods": 1, "Threshold": 80.0, "ComparisonOperator": "GreaterThanThreshold"}
    of = {"Dimensions": [{"Name": "AutoScalingGroupName", "Value": "web"}], "AlarmActions": [TOPIC]}
    return lambda name: client.put_metric_alarm(AlarmName=name, **metric, **compared, **of)


def _deleted_by(client: Any) -> Callable[[str], None]:
    return lambda name: client.delete_alarms(AlarmNames=[name])


def _combined_by(client: Any) -> Callable[[str, str], None]:
    return lambda name, rule: client.put_composite_alarm(AlarmName=name, AlarmRule=rule)


WORLDS = {"fake": fake_world, "front": front_world, "moto": moto_world}
