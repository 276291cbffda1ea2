"""Alarms whose actions scale the group `web` (min 1, desired 2, max 8) or stop one of its instances."""

from __future__ import annotations

from dataclasses import replace

from app.aws.alarm import Alarm, Compared
from app.aws.scaling import Group
from app.aws.scaling_policy import ScalingPolicy, Step
from app.commands.forcealarm.buttons import FORCE
from tests.app.people import press
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import FakeAutoScaling

BASE = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1f2e:"
ARN = BASE + "autoScalingGroupName/web:policyName/{name}"
OF_SERVICE = BASE + "resource/ecs/service/shop/web:policyName/more-tasks"
STOP = "arn:aws:automate:us-east-1:ec2:stop"
CPU = Compared("CPUUtilization", "Average", 60, 80.0, is_above=True)

OUT = ScalingPolicy(
    "out", "StepScaling", arn=ARN.format(name="out"), adjustment="ChangeInCapacity", steps=(Step(4, 0, 10), Step(6, 10))
)
TRACKING = ScalingPolicy("cpu-50", "TargetTrackingScaling", "CPU at 50", arn=ARN.format(name="cpu-50"))
POLICIES = (OUT, TRACKING)


def calling(*actions: str, name: str = "web-scales", state: str = "ALARM") -> Alarm:
    """An alarm in OK on the CPU of `web` with these actions for one state."""
    none: dict[str, tuple[str, ...]] = {"ALARM": (), "OK": (), "INSUFFICIENT_DATA": ()}
    return replace(alarm(name), actions={**none, state: actions}, compared=CPU)


STEPS = calling(OUT.arn)
TRACKS = calling(TRACKING.arn)
STOPS = replace(calling(STOP), instance="i-1")


def with_policies(bellhop: Bellhop, *alarms: Alarm) -> Bellhop:
    bellhop.scaling.policy["web"] = POLICIES
    for each in alarms:
        bellhop.cloudwatch.add(each)
    return bellhop


def with_groups(*groups: Group) -> FakeAutoScaling:
    scaling = FakeAutoScaling(*groups)
    scaling.policy["web"] = POLICIES
    return scaling


def go_ahead(bellhop: Bellhop, button: str = FORCE, user: str = "U0ANA") -> None:
    """Somebody answers the question in the channel; nothing if there is none."""
    asking = [message for message in bellhop.slack.messages("C0OPS") if FORCE in str(message["blocks"])]
    if asking:
        press(bellhop, {**asking[-1], "channel": "C0OPS"}, button, user)
        bellhop.work()
