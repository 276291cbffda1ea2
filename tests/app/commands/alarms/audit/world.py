"""An account to audit: the sandbox's CloudWatch behind the app's own doors, over HTTP, with what a test plants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.aws import cloudwatch_client
from app.aws.alarm_definition import Metric
from app.aws.cloudwatch import CloudWatch
from app.aws.scaling import Group, Instance
from app.aws.sns import Subscribers, Subscription
from app.config.configuration import Configuration
from app.config.home import Home
from sandbox.slack.threaded import RunningSlack
from tests.contracts.servers import leading_to
from tests.fakes.aws import TOPIC
from tests.fakes.bellhop import ALARMS, Bellhop
from tests.fakes.clock import SetClock
from tests.sandbox.aws.conftest import Fronts, running_fronts
from tests.sandbox.aws.fakes import START

NOW = datetime.fromtimestamp(START, UTC)
HOME = Home("123456789012", "us-east-1", TOPIC)
PAGER = "arn:aws:sns:us-east-1:123456789012:pager"
POLICY = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1-2:autoScalingGroupName/web:policyName/scale-out"
QUEUE = Subscription("sqs", "arn:aws:sqs:us-east-1:123456789012:bellhop-alarms")
MAIL = Subscription("email", "ops@example.com")


class Front(CloudWatch):
    """The real door, but which metrics have data is the test's to say: ministack answers that, not the front."""

    def __init__(self) -> None:
        self.dead: set[Metric] = set()
        self.asked: list[Sequence[Metric]] = []

    def silent(self, metrics: Sequence[Metric], start: datetime, end: datetime) -> frozenset[Metric]:
        self.asked.append(metrics)
        return frozenset(metrics) & self.dead


@dataclass
class World:
    """`put` plants an alarm: healthy, OK, half a year old and last gone off a week ago, unless said otherwise."""

    fronts: Fronts
    bellhop: Bellhop
    door: Front

    def put(
        self,
        name: str,
        *,
        state: str = "OK",
        since: timedelta = timedelta(days=7),
        age: timedelta = timedelta(days=180),
        evaluation: str = "",
        silent: bool = False,
        **config: Any,
    ) -> None:
        whole = {**self._metric(name), "AlarmActions": [TOPIC], "OKActions": [TOPIC], **config}
        self.fronts.cloudwatch.put_metric_alarm(AlarmName=name, **whole)
        self._set(name, state, since, age, evaluation)
        if silent:
            self.door.dead.add(Metric("AWS/SQS", whole["MetricName"]))

    def put_composite(self, name: str, rule: str, **config: Any) -> None:
        whole = {"AlarmRule": rule, "AlarmActions": [TOPIC], **config}
        self.fronts.cloudwatch.put_composite_alarm(AlarmName=name, **whole)
        self._set(name, "OK", timedelta(days=7), timedelta(days=180), "")

    def went_off(self, name: str, *ago: timedelta) -> None:
        alarm = self.fronts.alarms.by_name[name]
        for each in ago:
            data = {"newState": {"stateValue": "ALARM"}}
            at = (NOW - each).timestamp()
            self.fronts.alarms.record(alarm, "StateUpdate", "Alarm updated from OK to ALARM", data, at)
        self.fronts.alarms.history.sort(key=lambda item: item.at)

    def mute(self, rule: str, lasts: str, *alarms: str) -> None:
        schedule = {"Expression": f"at({NOW - timedelta(hours=1):%Y-%m-%dT%H:%M})", "Duration": lasts}
        given: dict[str, Any] = {"Rule": {"Schedule": schedule}, "MuteTargets": {"AlarmNames": list(alarms)}}
        self.fronts.cloudwatch.put_alarm_mute_rule(Name=rule, **given)

    def group(self, name: str, *instances: str) -> None:
        self.bellhop.scaling.put(Group(name, 0, 4, 1, tuple(Instance(each, "InService") for each in instances)))

    def topic(self, name: str, *subscriptions: Subscription) -> str:
        arn = f"arn:aws:sns:us-east-1:123456789012:{name}"
        self.bellhop.topics.known[arn] = Subscribers(subscriptions)
        return arn

    def described(self, *names: str) -> list[Mapping[str, Any]]:
        """As CloudWatch describes them, whole."""
        types = ["MetricAlarm", "CompositeAlarm", "LogAlarm"]
        asked = {"AlarmNames": list(names)} if names else {}
        answer = self.fronts.cloudwatch.describe_alarms(AlarmTypes=types, MaxRecords=100, **asked)
        return [*answer["MetricAlarms"], *answer["CompositeAlarms"]]

    def _metric(self, name: str) -> dict[str, Any]:
        compared = {"Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1}
        return {"Namespace": "AWS/SQS", "MetricName": f"Depth-{name}", "Statistic": "Sum", "Period": 60, **compared}

    def _set(self, name: str, state: str, since: timedelta, age: timedelta, evaluation: str) -> None:
        alarm = self.fronts.alarms.by_name[name]
        alarm.state, alarm.configured = state, (NOW - age).timestamp()
        alarm.transitioned = alarm.updated = (NOW - since).timestamp()
        if evaluation:
            alarm.config["EvaluationState"] = evaluation
        if since < timedelta(days=30):
            self.went_off(name, since)


@contextmanager
def led_fronts() -> Iterator[Fronts]:
    """The sandbox's CloudWatch, and the app's doors to it led there."""
    with (
        running_fronts() as fronts,
        leading_to(fronts.urls["cloudwatch"], cloudwatch_client, "cloudwatch", str(fronts.authority.ca_file)),
    ):
        yield fronts


def world(
    fronts: Fronts,
    slack: RunningSlack,
    clock: SetClock,
    configuration: Configuration | None = None,
    home: Home = HOME,
) -> World:
    """Empty but for the group `web`, which an alarm of its own watches."""
    clock.advance((NOW - clock()).total_seconds())
    for kept in (fronts.alarms.by_name, fronts.alarms.history, fronts.mute_rules.by_name):
        kept.clear()
    door = Front()
    bellhop = Bellhop(slack, clock, configuration=configuration or Configuration(ALARMS), cloudwatch=door, home=home)
    made = World(fronts, bellhop, door)
    made.put("web-cpu", Dimensions=[{"Name": "AutoScalingGroupName", "Value": "web"}])
    return made
