"""Auto Scaling and CloudWatch in memory, with AWS's own refusals; they remember every change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.aws.autoscaling import AutoScaling, Group, Instance
from app.aws.cloudwatch import Alarm, CloudWatch
from app.errors import BellhopError, Wrong

ABOVE = "New SetDesiredCapacity value {wanted} is above max value {bound} for the AutoScalingGroup."
BELOW = "New SetDesiredCapacity value {wanted} is below min value {bound} for the AutoScalingGroup."


class FakeAutoScaling(AutoScaling):
    """Groups by name; `changes` holds each accepted (group, desired).

    `trouble` is raised in place of the next changes, `deaths` once the next ones are accepted.
    """

    def __init__(self, *groups: Group) -> None:
        self._groups = {group.name: group for group in groups}
        self.changes: list[tuple[str, int]] = []
        self.trouble: list[BellhopError | Exception] = []
        self.deaths: list[Exception] = []

    def groups(self) -> tuple[Group, ...]:
        return tuple(sorted(self._groups.values(), key=lambda group: group.name))

    def group(self, name: str) -> Group | None:
        return self._groups.get(name)

    def set_desired(self, name: str, desired: int) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        group = self._groups[name]
        if desired > group.maximum:
            raise Wrong(ABOVE.format(wanted=desired, bound=group.maximum))
        if desired < group.minimum:
            raise Wrong(BELOW.format(wanted=desired, bound=group.minimum))
        self.changes.append((name, desired))
        self._groups[name] = replace(group, desired=desired)
        if self.deaths:
            raise self.deaths.pop(0)

    def remove(self, name: str) -> None:
        del self._groups[name]

    def suspend(self, name: str, *processes: str) -> None:
        self._groups[name] = replace(self._groups[name], suspended=processes)


class FakeCloudWatch(CloudWatch):
    """Alarms by name; `changes` holds each (alarm, state, reason).

    `trouble` is raised in place of the next changes, `deaths` once the next ones are accepted.
    """

    def __init__(self, *alarms: Alarm) -> None:
        self._alarms = {alarm.name: alarm for alarm in alarms}
        self.changes: list[tuple[str, str, str]] = []
        self.trouble: list[BellhopError | Exception] = []
        self.deaths: list[Exception] = []

    def add(self, alarm: Alarm) -> None:
        self._alarms[alarm.name] = alarm

    def alarms(self) -> tuple[Alarm, ...]:
        return tuple(sorted(self._alarms.values(), key=lambda alarm: alarm.name))

    def named(self, names: Sequence[str]) -> tuple[Alarm, ...]:
        return tuple(self._alarms[name] for name in names if name in self._alarms)

    def set_state(self, name: str, state: str, reason: str) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        self.changes.append((name, state, reason))
        self._alarms[name] = replace(self._alarms[name], state=state, reason=reason)
        if self.deaths:
            raise self.deaths.pop(0)


def web(**changes: object) -> Group:
    """The group `web` of the sandbox's world: min 1, desired 2, max 8."""
    instances = (Instance("i-1", "InService"), Instance("i-2", "InService"))
    return replace(Group("web", 1, 8, 2, instances), **changes)  # type: ignore[arg-type]


def alarm(name: str = "web-high-cpu", state: str = "OK") -> Alarm:
    topic = ("arn:aws:sns:us-east-1:123456789012:bellhop-alarms",)
    actions = {"ALARM": topic, "OK": topic, "INSUFFICIENT_DATA": ()}
    return Alarm(name, state, None, "Threshold Crossed", is_composite=False, actions_enabled=True, actions=actions)
