"""Auto Scaling's operations on scaling policies: stored and shown, and executed only by ExecutePolicy."""

from collections.abc import Callable, Iterable, Mapping
from math import ceil, floor
from typing import Any
from uuid import uuid4

from sandbox.aws import autoscaling_words as words
from sandbox.aws.account import ACCOUNT, REGION
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.autoscaling_shapes import group_arn
from sandbox.aws.paging import page
from sandbox.aws.protocol import AwsError

TRACKING = "TargetTrackingScaling"
NO_POLICY = "No policy found with the name {name}"
NO_TARGET = "TargetTrackingConfiguration is required for the policy type TargetTrackingScaling"
NO_TYPE = "AdjustmentType is required for the policy type {kind}"
NOT_BY_HAND = "Only policies of the types SimpleScaling and StepScaling can be executed"
Params = dict[str, Any]


class PoliciesApi:
    """Each method is one operation of the API."""

    def __init__(self, model: AutoScaling) -> None:
        self._model = model

    def operations(self) -> Mapping[str, Callable[[Params], Params | None]]:
        """The operations by their names in the API."""
        return {
            "PutScalingPolicy": self.put,
            "DescribePolicies": self.describe,
            "DeletePolicy": self.delete,
            "ExecutePolicy": self.execute,
        }

    def put(self, params: Params) -> Params:
        group, name = self._model.changeable(params["AutoScalingGroupName"]), params["PolicyName"]
        kind = params.get("PolicyType", "SimpleScaling")
        if kind == TRACKING and "TargetTrackingConfiguration" not in params:
            raise AwsError("ValidationError", NO_TARGET)
        if kind in ("SimpleScaling", "StepScaling") and "AdjustmentType" not in params:
            raise AwsError("ValidationError", NO_TYPE.format(kind=kind))
        before = group.policies.get(name, {})
        alarms = (before.get("Alarms") or _alarms(group)) if kind == TRACKING else []
        arn = f"{group_arn(group).replace('autoScalingGroup:', 'scalingPolicy:', 1)}:policyName/{name}"
        own = {"PolicyType": kind, "PolicyARN": arn, "Alarms": alarms}
        group.policies[name] = {"Enabled": True, **params, **own}
        return {"PolicyARN": arn, "Alarms": alarms}

    def describe(self, params: Params) -> Params:
        name, names, kinds = (params.get(key) for key in ("AutoScalingGroupName", "PolicyNames", "PolicyTypes"))
        groups = [self._model.group(name)] if name else list(self._model.groups.values())
        found = [
            policy
            for group in groups
            for policy in group.policies.values()
            if (not names or {policy["PolicyName"], policy["PolicyARN"]} & set(names))
            and (not kinds or policy["PolicyType"] in kinds)
        ]
        policies, token = page(found, params, 50)
        return {"ScalingPolicies": policies, "NextToken": token}

    def delete(self, params: Params) -> None:
        group, policy = self._policy(params)
        self._model.changeable(group.name)
        del group.policies[policy["PolicyName"]]

    def execute(self, params: Params) -> None:
        """As much as the policy says, within the group's bounds."""
        group, policy = self._policy(params)
        if policy["PolicyType"] == TRACKING:
            raise AwsError("ValidationError", NOT_BY_HAND)
        wanted = _adjusted(group, policy["AdjustmentType"], _adjustment(policy, params))
        now, name = self._model.clock.now(), policy["PolicyName"]
        wanted = min(max(wanted, group.minimum), group.maximum)
        cause = words.executed_policy(now, name, group.desired, wanted)
        self._model.set_desired(group.name, wanted, params.get("HonorCooldown", False), cause)

    def _policy(self, params: Params) -> tuple[Group, Params]:
        name = params["PolicyName"]
        groups: Iterable[Group] = self._model.groups.values()
        if "AutoScalingGroupName" in params:
            groups = [self._model.group(params["AutoScalingGroupName"])]
        for group in groups:
            for policy in group.policies.values():
                if name in (policy["PolicyName"], policy["PolicyARN"]):
                    return group, policy
        raise AwsError("ValidationError", NO_POLICY.format(name=name))


def _adjustment(policy: Params, params: Params) -> int:
    """A simple policy's number, or that of the step into which the metric fell."""
    if policy["PolicyType"] != "StepScaling":
        return int(policy["ScalingAdjustment"])
    above = params.get("MetricValue", 0.0) - params.get("BreachThreshold", 0.0)
    for one in policy.get("StepAdjustments", []):
        low, high = one.get("MetricIntervalLowerBound"), one.get("MetricIntervalUpperBound")
        if (low is None or above >= low) and (high is None or above < high):
            return int(one["ScalingAdjustment"])
    return 0


def _adjusted(group: Group, kind: str, by: int) -> int:
    if kind == "ExactCapacity":
        return by
    if kind == "PercentChangeInCapacity":
        change = group.desired * by / 100
        # Between 0 and 1 it is 1, else it is cut off towards 0, as the user guide says.
        whole = floor(change) if change > 0 else ceil(change)
        return group.desired + (whole or (by > 0) - (by < 0))
    return group.desired + by


def _alarms(group: Group) -> list[Params]:
    """The two that AWS makes for a target-tracking policy; here they are names only."""
    names = [f"TargetTracking-{group.name}-Alarm{side}-{uuid4()}" for side in ("High", "Low")]
    return [{"AlarmName": name, "AlarmARN": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}"} for name in names]
