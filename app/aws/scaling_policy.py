"""EC2 Auto Scaling's scaling policies as values, and the size that one sets. No IO."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import ceil, floor, inf
from typing import Any

from app.aws.scaling import Group
from app.base.values import dataclass

POLICY = re.compile(r":scalingPolicy:[^:]*:(?P<of>.+):policyName/(?P<name>.+)$")
NAME_LIMIT = 255  # of a group; an alarm's message is not to be trusted
OF_GROUP, OF_SERVICE = "autoScalingGroupName/", "resource/ecs/service/"
OF_RESOURCE = "resource/"  # of Application Auto Scaling


@dataclass(frozen=True)
class Step:
    """What a step policy does if the metric is between `low` and `high`, both from the alarm's threshold."""

    by: int
    low: float = -inf
    high: float = inf

    def is_for(self, above: float) -> bool:
        """Which bound is inclusive depends on the side of the threshold (botocore, StepAdjustment)."""
        return self.low <= above < self.high if above > 0 else self.low < above <= self.high


@dataclass(frozen=True)
class ScalingPolicy:
    """A policy that changes the group's size automatically; `target` in words if it tracks one.

    adjustment  how `by` (of a simple policy) and the steps' are meant: ChangeInCapacity, ExactCapacity or
                PercentChangeInCapacity; of the last, `least` is the least change
    """

    name: str
    kind: str
    target: str = ""
    is_enabled: bool = True
    scales_in: bool = True
    alarms: tuple[str, ...] = ()
    arn: str = ""
    adjustment: str = ""
    by: int | None = None
    least: int = 0
    steps: tuple[Step, ...] = ()

    @property
    def is_tracking(self) -> bool:
        return self.kind == "TargetTrackingScaling"

    def desired_after(self, group: Group, above: float | None) -> int | None:
        """The desired capacity that it sets at most; None if that can't be known.

        above  how far the metric is above the alarm's threshold, if that is known
        """
        if self.kind == "SimpleScaling":
            by = self.by
        elif self.kind == "StepScaling" and above is not None:
            by = next((step.by for step in self.steps if step.is_for(above)), None)
            if by is None:  # Auto Scaling refuses, and changes nothing
                return group.desired
        else:
            return None
        return min(max(self._adjusted(group.desired, by or 0), group.minimum), group.maximum)

    def _adjusted(self, size: int, by: int) -> int:
        if self.adjustment == "ExactCapacity":
            return by
        if self.adjustment != "PercentChangeInCapacity":
            return size + by
        change = size * by / 100
        # Between 0 and 1 it is 1, else it is cut off towards 0, as Auto Scaling's user guide says.
        whole = (floor(change) if change > 0 else ceil(change)) or (by > 0) - (by < 0)
        return size + (max(whole, self.least) if by > 0 else min(whole, -self.least))


def policy_of(action: str) -> tuple[str, str] | None:
    """What a scaling policy scales and the policy's name, from its ARN; None if it is another kind of ARN.

    The first is `autoScalingGroupName/web` or, of Application Auto Scaling, `resource/ecs/service/shop/web`.
    """
    found = POLICY.search(action)
    return (found["of"], found["name"]) if found else None


def group_of_policy(action: str) -> str:
    """The group that a scaling policy scales, from the policy's ARN; '' if it is another kind of ARN."""
    of, _ = policy_of(action) or ("", "")
    group = of.removeprefix(OF_GROUP)
    return group if of != group and len(group) <= NAME_LIMIT else ""


def service_of_policy(action: str) -> tuple[str, str] | None:
    """Cluster and name of the ECS service that a scaling policy scales, from the policy's ARN."""
    of, _ = policy_of(action) or ("", "")
    cluster, slash, service = of.removeprefix(OF_SERVICE).partition("/")
    return (cluster, service) if of.startswith(OF_SERVICE) and slash else None


def policy_in(item: Mapping[str, Any]) -> ScalingPolicy:
    tracking = item.get("TargetTrackingConfiguration") or {}
    return ScalingPolicy(
        name=item.get("PolicyName", ""),
        kind=item.get("PolicyType", ""),
        target=_target(tracking),
        is_enabled=item.get("Enabled", True),
        scales_in=not tracking.get("DisableScaleIn", False),
        alarms=tuple(alarm["AlarmName"] for alarm in item.get("Alarms", [])),
        arn=item.get("PolicyARN", ""),
        adjustment=item.get("AdjustmentType", ""),
        by=item.get("ScalingAdjustment"),
        least=item.get("MinAdjustmentMagnitude", 0),
        steps=tuple(_step(step) for step in item.get("StepAdjustments", [])),
    )


def _step(item: Mapping[str, Any]) -> Step:
    low, high = item.get("MetricIntervalLowerBound", -inf), item.get("MetricIntervalUpperBound", inf)
    return Step(item["ScalingAdjustment"], low, high)


def _target(tracking: Mapping[str, Any]) -> str:
    if not tracking:
        return ""
    predefined = (tracking.get("PredefinedMetricSpecification") or {}).get("PredefinedMetricType", "")
    metric = predefined or (tracking.get("CustomizedMetricSpecification") or {}).get("MetricName", "")
    return f"{metric or 'a metric of its own'} at {tracking.get('TargetValue', 0):g}"
