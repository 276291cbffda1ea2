"""A plan's forecast through the deployed zip: with the role that λ worker has, from what CloudWatch's API tells.

On the sandbox the load is the truth: what is foretold there is what its CloudWatch says then.
"""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from tests.flows.desk import Desk
from tests.sandbox_process import SandboxProcess

MINUTE = timedelta(minutes=1)
PAST = (3, 4, 3, 2)  # twenty minutes each, the newest last
LOAD = 180.0
NEW = {"reset": True, "seconds_per_launch": 0.2, "created_seconds_ago": 7200}


@pytest.fixture
def busy(sandbox: SandboxProcess) -> Iterator[str]:
    """A group of its own, with a metric and an alarm of the same name, and a metric that counts its instances."""
    cloudwatch, scaling = sandbox.client("cloudwatch"), sandbox.client("autoscaling")
    name = f"busy-{uuid.uuid4().hex[:8]}"
    named = [{"Name": "AutoScalingGroupName", "Value": name}]
    scaling.create_auto_scaling_group(
        AutoScalingGroupName=name, MinSize=1, MaxSize=8, DesiredCapacity=PAST[-1], AvailabilityZones=["us-east-1a"]
    )
    sandbox.control("autoscaling", {"group": name, **NEW})
    sizes = [size for size in PAST for _ in range(20)]
    end = datetime.now(UTC).replace(second=0, microsecond=0)
    times = [end - (len(sizes) - number) * MINUTE for number in range(len(sizes))]
    for namespace, metric, values in (
        ("Shop", name, [LOAD / size for size in sizes]),
        ("AWS/AutoScaling", "GroupInServiceInstances", [float(size) for size in sizes]),
    ):
        data = [
            {"MetricName": metric, "Dimensions": named, "Timestamp": at, "Value": value}
            for at, value in zip(times, values, strict=True)
        ]
        cloudwatch.put_metric_data(Namespace=namespace, MetricData=data)
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace="Shop",
        MetricName=name,
        Dimensions=named,
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=80.0,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="ignore",
    )
    yield name
    cloudwatch.delete_alarms(AlarmNames=[name])
    scaling.delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)


def test_a_dry_run_says_what_the_metric_comes_to_and_fit_finds_the_size(sandbox: SandboxProcess, busy: str) -> None:
    desk = Desk(sandbox)
    said = desk.foretells(f"/scale dry-run {busy} 4", f"would set *{busy}* from 2 to 4")
    assert f":crystal_ball: {busy} 90 at 2, about 45 at 4: `{busy}` " in said
    said = desk.foretells(f"/scale {busy} fit", f"would set *{busy}* from 2 to 3")
    assert f":crystal_ball: {busy} 90 at 2, about 60 at 3" in said
    assert desk.group(busy)["DesiredCapacity"] == 2


TRIALS, POINTS, HOLDS = 5, 2.0, 0.9
SAID = re.compile(r":crystal_ball: CPUUtilization \d+ % at \d+, about (\d+) % at \d+(?: \((\d+)–(\d+)\))?")


class Trial:
    """A group of its own with a load that it has had at some sizes, and the next size."""

    def __init__(self, sandbox: SandboxProcess, rng: random.Random) -> None:
        self.sandbox, self.name = sandbox, f"trial-{rng.getrandbits(32):08x}"
        self.named = [{"Name": "AutoScalingGroupName", "Value": self.name}]
        self.load = rng.uniform(70, 95)
        sizes = [rng.randint(2, 4)]
        while len(sizes) < 5:
            sizes += [size] if (size := rng.randint(2, 6)) not in (sizes[-1], sizes[-1] * 3) else []
        *self.past, self.to = sizes

    def begin(self) -> None:
        scaling, size = self.sandbox.client("autoscaling"), self.past[-1]
        scaling.create_auto_scaling_group(
            AutoScalingGroupName=self.name, MinSize=1, MaxSize=8, DesiredCapacity=size, AvailabilityZones=["us-east-1a"]
        )
        self.sandbox.control("autoscaling", {"group": self.name, **NEW})
        self.sandbox.control("load", {"group": self.name, "percent": self.load})
        self._had()
        self.sandbox.client("cloudwatch").put_metric_alarm(
            AlarmName=self.name,
            Namespace="AWS/EC2",
            MetricName="CPUUtilization",
            Dimensions=self.named,
            Statistic="Average",
            Period=60,
            EvaluationPeriods=2,
            Threshold=90.0,
            ComparisonOperator="GreaterThanThreshold",
        )

    def _had(self) -> None:
        """Ten minutes at each size."""
        end = datetime.now(UTC).replace(second=0, microsecond=0)
        sizes = [size for size in self.past for _ in range(10)]
        times = [end - (len(sizes) - number) * MINUTE for number in range(len(sizes))]
        for namespace, metric, values in (
            ("AWS/EC2", "CPUUtilization", [self.load / size for size in sizes]),
            ("AWS/AutoScaling", "GroupInServiceInstances", [float(size) for size in sizes]),
        ):
            named = {"MetricName": metric, "Dimensions": self.named}
            data = [{**named, "Timestamp": at, "Value": value} for at, value in zip(times, values, strict=True)]
            self.sandbox.client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=data)

    def change(self) -> None:
        self.sandbox.client("autoscaling").set_desired_capacity(AutoScalingGroupName=self.name, DesiredCapacity=self.to)

    def settled(self) -> list[datetime]:
        """When all that is to be in service was seen to be; nothing before that."""
        (group,) = self.sandbox.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[self.name])[
            "AutoScalingGroups"
        ]
        there = [each for each in group["Instances"] if each["LifecycleState"] == "InService"]
        return [datetime.now(UTC)] * (len(there) == len(group["Instances"]) == self.to)

    def measured(self, since: datetime) -> list[float]:
        """What CloudWatch says that was measured after that second, the newest last."""
        found = self.sandbox.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/EC2",
            MetricName="CPUUtilization",
            Dimensions=self.named,
            StartTime=since.replace(microsecond=0) + timedelta(seconds=1),
            EndTime=datetime.now(UTC) + MINUTE,
            Period=1,
            Statistics=["Average"],
        )["Datapoints"]
        return [each["Average"] for each in sorted(found, key=lambda each: each["Timestamp"])]

    def end(self) -> None:
        self.sandbox.control("load", {"group": self.name, "percent": None})
        self.sandbox.client("cloudwatch").delete_alarms(AlarmNames=[self.name])
        self.sandbox.client("autoscaling").delete_auto_scaling_group(AutoScalingGroupName=self.name, ForceDelete=True)


@pytest.fixture
def trials(sandbox: SandboxProcess) -> Iterator[list[Trial]]:
    rng = random.Random(19)
    made = [Trial(sandbox, rng) for _ in range(TRIALS)]
    for trial in made:
        trial.begin()
    yield made
    for trial in made:
        trial.end()


def test_what_is_foretold_for_some_loads_and_sizes_is_what_cloudwatch_then_says(
    sandbox: SandboxProcess, trials: list[Trial]
) -> None:
    desk, told = Desk(sandbox), []
    for trial in trials:
        would = f"would set *{trial.name}* from {trial.past[-1]} to {trial.to}"
        text = desk.foretells(f"/scale dry-run {trial.name} {trial.to}", would)
        found = SAID.search(text)
        assert found, text
        then = float(found[1])
        told.append((then, float(found[2] or then), float(found[3] or then)))
    for trial in trials:
        trial.change()
    settled = [desk.until(trial.settled, f"{trial.name} to be at {trial.to}") for trial in trials]
    measured = [
        desk.until(partial(trial.measured, at), "its load") for trial, (at,) in zip(trials, settled, strict=True)
    ]
    came = [values[-1] for values in measured]
    pairs = list(zip(told, came, strict=True))
    assert max(abs(then - value) for (then, _, _), value in pairs) <= POINTS, pairs
    assert sum(low - 0.5 <= value <= high + 0.5 for (_, low, high), value in pairs) >= HOLDS * TRIALS, pairs
