"""The sandbox's Auto Scaling and load, played through its own time: what it measures, and what it says that it did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from app.aws.alarm import Alarm, alarms_in
from app.aws.scaling import Activity, Group, activity_in, group_in
from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.forecast.foresight import Found
from app.commands.scale.outlook.forecast.read import read
from app.commands.scale.outlook.values import About
from app.store.table import MemoryTable
from sandbox.aws.activities_api import ActivitiesApi
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Group as SandboxGroup
from sandbox.aws.autoscaling_shapes import group_shape
from sandbox.aws.clock import moment
from sandbox.aws.load import PERIOD, Load
from sandbox.aws.world import ALARMS
from tests.fakes.aws import TOPIC, FakeCloudWatch, FakeInstances
from tests.fakes.scaling import FakeAutoScaling, targets
from tests.sandbox.aws.fakes import START, still_clock

EACH = 2.0  # seconds: so often the sandbox measures


class World:
    """The group `web` with two instances, of which a load of 100 % is all that they can do."""

    def __init__(self, size: int = 2, base: int = 2, maximum: int = 12) -> None:
        self.model = AutoScaling(still_clock())
        self.model.create(SandboxGroup("web", 1, maximum, size, START, ("us-east-1a",)), settled=True)
        self.load = Load(self.model, {"web": base})
        self.cloudwatch = FakeCloudWatch(*alarms())
        self._samples: dict[str, dict[float, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
        self._activities = ActivitiesApi(self.model)
        self.table = MemoryTable()

    @property
    def now(self) -> datetime:
        return moment(self.model.clock.now())

    def pass_by(self, periods: int) -> None:
        for _ in range(round(periods * PERIOD / EACH)):
            self.model.clock.advance(EACH)
            now = self.model.clock.now()
            for found in self.load.metrics(now):
                for datum in found.data:
                    sample = (datum["Values"][0], datum["Counts"][0])
                    self._samples[datum["MetricName"]][now // PERIOD].append(sample)
        self.cloudwatch.measured = {name: _averages(found) for name, found in self._samples.items()}

    def scale(self, size: int, periods: int) -> None:
        self.model.set_desired("web", size)
        self.pass_by(periods)

    @property
    def activities(self) -> tuple[Activity, ...]:
        answer = self._activities.describe({"AutoScalingGroupName": "web", "MaxRecords": 20})
        return tuple(map(activity_in, answer["Activities"]))

    @property
    def group(self) -> Group:
        return group_in(group_shape(self.model.groups["web"]))

    def about(self, to: int | None) -> About:
        return About(self.group, self.now, self.group.desired, to, None, self.activities)

    @property
    def parts(self) -> Parts:
        scaling = FakeAutoScaling(self.group)
        scaling.activity["web"] = self.activities
        return Parts(targets(scaling), self.cloudwatch, self.table, lambda: self.now, FakeInstances())

    def found(self, to: int) -> Found:
        return read(self.about(to), self.parts)


def alarms() -> tuple[Alarm, ...]:
    """The sandbox's alarms of `web` as DescribeAlarms tells them."""
    items = [{**alarm.config(TOPIC), "StateValue": "OK"} for alarm in ALARMS if alarm.name == "web-high-cpu"]
    return tuple(alarms_in({"MetricAlarms": items}))


def _averages(samples: Mapping[float, list[tuple[float, float]]]) -> list[tuple[datetime, float]]:
    """As CloudWatch has it: each value as often as it counts."""
    return [
        (moment(number * PERIOD), sum(value * count for value, count in found) / sum(count for _, count in found))
        for number, found in sorted(samples.items())
    ]
