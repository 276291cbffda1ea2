"""What a scaling policy does to its group: by ExecutePolicy, or as an alarm's action."""

import json
from collections.abc import Callable, Iterable, Sequence
from math import ceil, floor
from statistics import fmean
from typing import Any

from sandbox.aws import autoscaling_words as words
from sandbox.aws.alarm import Transition
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.protocol import AwsError

TRACKING = "TargetTrackingScaling"
NO_POLICY = "No policy found with the name {name}"
NOT_BY_HAND = "Only policies of the types SimpleScaling and StepScaling can be executed"
NO_STEP = "No step adjustment found for metric value {values} and breach threshold {threshold}"
# In our own words, since AWS's are not known.
NOT_EMULATED = "The sandbox does not carry out policies of the type {kind} for alarms."
DISABLED = "The scaling policy {name} is disabled."
DEAF = "The process AlarmNotification of {group} is suspended."
AGGREGATES: dict[str, Callable[[Sequence[float]], float]] = {"Minimum": min, "Maximum": max, "Average": fmean}
Params = dict[str, Any]


class Policies:
    """The policies of all groups, which keep them by name."""

    def __init__(self, model: AutoScaling) -> None:
        self._model = model

    def find(self, name: str, group: str = "") -> tuple[Group, Params]:
        """A policy by its name or ARN, and its group."""
        groups: Iterable[Group] = [self._model.group(group)] if group else self._model.groups.values()
        for each in groups:
            for policy in each.policies.values():
                if name in (policy["PolicyName"], policy["PolicyARN"]):
                    return each, policy
        raise AwsError("ValidationError", NO_POLICY.format(name=name))

    def execute(self, params: Params) -> None:
        """ExecutePolicy: as much as the policy says, within the group's limits."""
        group, policy = self.find(params["PolicyName"], params.get("AutoScalingGroupName", ""))
        if policy["PolicyType"] == TRACKING:
            raise AwsError("ValidationError", NOT_BY_HAND)
        values = [params["MetricValue"]] if "MetricValue" in params else []
        wanted = size_after(group, policy, values, params.get("BreachThreshold"))
        cause = words.executed_policy(self._model.clock.now(), policy["PolicyName"], group.desired, wanted)
        self._model.set_desired(group.name, wanted, params.get("HonorCooldown", False), cause)

    def act(self, arn: str, transition: Transition) -> str | None:
        """Carry out an alarm's action; returns the failure's words, or None.

        SetAlarmState's documentation: "the Auto Scaling policy uses the information in this field [StateReasonData] to
        take the correct action". So a step policy does nothing without it, and a simple one needs none.
        """
        try:
            group, policy = self.find(arn)
            kind, name = policy["PolicyType"], policy["PolicyName"]
            if kind not in ("SimpleScaling", "StepScaling"):
                return NOT_EMULATED.format(kind=kind)
            if not policy["Enabled"]:
                return DISABLED.format(name=name)
            if "AlarmNotification" in group.suspended:
                return DEAF.format(group=group.name)
            wanted = size_after(group, policy, *measured(transition.reason_data))
            now, before = self._model.clock.now(), group.desired
            cause = words.alarm_triggered_policy(now, transition.alarm, transition.new, name, before, wanted)
            self._model.set_desired(group.name, wanted, kind == "SimpleScaling", cause)
        except AwsError as failure:
            return failure.message
        return None


def size_after(group: Group, policy: Params, values: Sequence[float], threshold: float | None) -> int:
    """The desired capacity that a policy sets, within the group's limits; raises if no step is for the metric."""
    by = step(policy, values, threshold) if policy["PolicyType"] == "StepScaling" else policy["ScalingAdjustment"]
    wanted = adjusted(group.desired, policy, int(by))
    return min(max(wanted, group.minimum), group.maximum)


def measured(reason_data: str | None) -> tuple[list[float], float | None]:
    """The datapoints and the threshold that an alarm's action goes by."""
    data = json.loads(reason_data) if reason_data else {}
    return [value for value in data.get("recentDatapoints", []) if value is not None], data.get("threshold")


def step(policy: Params, values: Sequence[float], threshold: float | None) -> int:
    """The adjustment of the step that the metric is in; ValidationError if it is in none.

    Which bound of a step is inclusive depends on the side of the threshold (botocore, StepAdjustment).
    """
    if values and threshold is not None:
        above = AGGREGATES[policy.get("MetricAggregationType", "Average")](values) - threshold
        for one in policy.get("StepAdjustments", []):
            low = one.get("MetricIntervalLowerBound", float("-inf"))
            high = one.get("MetricIntervalUpperBound", float("inf"))
            if low <= above < high if above > 0 else low < above <= high:
                return int(one["ScalingAdjustment"])
    raise AwsError("ValidationError", NO_STEP.format(values=list(values), threshold=threshold))


def adjusted(size: int, policy: Params, by: int) -> int:
    """The size after an adjustment of the policy's type."""
    kind = policy["AdjustmentType"]
    if kind == "ExactCapacity":
        return by
    if kind == "ChangeInCapacity":
        return size + by
    change = size * by / 100
    # Between 0 and 1 it is 1, else it is cut off towards 0, as the user guide says.
    whole = (floor(change) if change > 0 else ceil(change)) or (by > 0) - (by < 0)
    least = int(policy.get("MinAdjustmentMagnitude", 0))
    return size + (max(whole, least) if by > 0 else min(whole, -least))
