"""A group whose load is shared by its instances, as CloudWatch measures it, for the tests of its forecasts."""

from __future__ import annotations

from datetime import timedelta

from app.aws.alarm import Alarm, alarms_in
from tests.fakes.aws import ALARM_ARN, TOPIC, FakeCloudWatch
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

MINUTE = timedelta(minutes=1)
CPU, SIZE = "CPUUtilization", "GroupInServiceInstances"
PAST = ((60, 3), (60, 4), (60, 3), (60, 2))  # minutes at a size, the newest last
FORETOLD = (
    "\n:crystal_ball: CPUUtilization 90 % at 2, about 45 % at 4 (43–47): "
    "`web-high-cpu` leaves ALARM within 1 period (1 min)."
)


def high_cpu(name: str = "web-high-cpu", state: str = "ALARM", threshold: float = 80.0, metric: str = CPU) -> Alarm:
    item = {
        "AlarmName": name,
        "AlarmArn": ALARM_ARN + name,
        "StateValue": state,
        "Namespace": "AWS/EC2",
        "MetricName": metric,
        "Dimensions": [{"Name": "AutoScalingGroupName", "Value": "web"}],
        "Statistic": "Average",
        "Period": 60,
        "EvaluationPeriods": 2,
        "Threshold": threshold,
        "ComparisonOperator": "GreaterThanThreshold",
        "AlarmActions": [TOPIC],
    }
    return alarms_in({"MetricAlarms": [item]})[0]


class Measured(FakeCloudWatch):
    """The load is shared by those in service, `load` by one alone; each call is counted."""

    def __init__(self, clock: SetClock, *alarms: Alarm, load: float = 180.0) -> None:
        super().__init__(*alarms)
        self.clock, self.load = clock, load
        self.now_at(*PAST)

    @property
    def calls(self) -> int:
        return len(self.pages) + len(self.queried) + len(self.asked)

    def now_at(self, *past: tuple[int, int]) -> None:
        """So it was until now."""
        sizes = [size for minutes, size in past for _ in range(minutes)]
        end = self.clock().replace(second=0, microsecond=0)
        times = [end - (len(sizes) - number) * MINUTE for number in range(len(sizes))]
        self.measured[SIZE] = [(at, float(size)) for at, size in zip(times, sizes, strict=True)]
        self.measured[CPU] = [
            (at, round(self.load / size * (1.02 if (len(sizes) - number) // 14 % 2 else 1), 2))
            for number, (at, size) in enumerate(zip(times, sizes, strict=True))
        ]


def later(bellhop: Bellhop, clock: SetClock, minutes: int) -> None:
    for _ in range(minutes * 4):
        clock.advance(15)
        bellhop.work()
