"""A plan's forecast through the deployed zip: with the role that λ worker has, from what CloudWatch's API tells."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.flows.desk import Desk
from tests.sandbox_process import SandboxProcess

MINUTE = timedelta(minutes=1)
PAST = (3, 4, 3, 2)  # twenty minutes each, the newest last
LOAD = 180.0
OF_WEB = [{"Name": "AutoScalingGroupName", "Value": "web"}]


@pytest.fixture
def metric(sandbox: SandboxProcess) -> Iterator[str]:
    """One that is shared by the instances of web, with an alarm, and a metric that counts those."""
    cloudwatch, name = sandbox.client("cloudwatch"), f"Busy{uuid.uuid4().hex[:8]}"
    sizes = [size for size in PAST for _ in range(20)]
    end = datetime.now(UTC).replace(second=0, microsecond=0)
    times = [end - (len(sizes) - number) * MINUTE for number in range(len(sizes))]
    for namespace, metric, values in (
        ("Shop", name, [LOAD / size for size in sizes]),
        ("AWS/AutoScaling", "GroupInServiceInstances", [float(size) for size in sizes]),
    ):
        data = [
            {"MetricName": metric, "Dimensions": OF_WEB, "Timestamp": at, "Value": value}
            for at, value in zip(times, values, strict=True)
        ]
        cloudwatch.put_metric_data(Namespace=namespace, MetricData=data)
    cloudwatch.put_metric_alarm(
        AlarmName=f"web-{name}",
        Namespace="Shop",
        MetricName=name,
        Dimensions=OF_WEB,
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=80.0,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="ignore",
    )
    yield name
    cloudwatch.delete_alarms(AlarmNames=[f"web-{name}"])


def test_a_dry_run_says_what_the_metric_comes_to_and_fit_finds_the_size(sandbox: SandboxProcess, metric: str) -> None:
    desk = Desk(sandbox)
    desk.types("/scale dry-run web 4")
    said = desk.reads("would set *web* from 2 to 4")["text"]
    assert f":crystal_ball: {metric} 90 at 2, about 45 at 4: `web-{metric}` " in said
    desk.types("/scale web fit")
    assert f":crystal_ball: {metric} 90 at 2, about 60 at 3" in desk.reads("would set *web* from 2 to 3")["text"]
    assert desk.group()["DesiredCapacity"] == 2
