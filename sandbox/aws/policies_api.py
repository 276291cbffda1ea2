"""Auto Scaling's operations on scaling policies; policies.py says what a policy does."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.autoscaling_shapes import group_arn
from sandbox.aws.paging import page
from sandbox.aws.policies import TRACKING, Policies
from sandbox.aws.protocol import AwsError

NO_TARGET = "TargetTrackingConfiguration is required for the policy type TargetTrackingScaling"
NO_TYPE = "AdjustmentType is required for the policy type {kind}"
Params = dict[str, Any]


class PoliciesApi:
    """Each method is one operation of the API."""

    def __init__(self, model: AutoScaling) -> None:
        self._model = model
        self._policies = Policies(model)

    def operations(self) -> Mapping[str, Callable[[Params], Params | None]]:
        """The operations by their names in the API."""
        return {
            "PutScalingPolicy": self.put,
            "DescribePolicies": self.describe,
            "DeletePolicy": self.delete,
            "ExecutePolicy": self._policies.execute,
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
        group, policy = self._policies.find(params["PolicyName"], params.get("AutoScalingGroupName", ""))
        self._model.changeable(group.name)
        del group.policies[policy["PolicyName"]]


def _alarms(group: Group) -> list[Params]:
    """The two that AWS makes for a target-tracking policy; here they are names only."""
    names = [f"TargetTracking-{group.name}-Alarm{side}-{uuid4()}" for side in ("High", "Low")]
    return [{"AlarmName": name, "AlarmARN": group.place.arn("cloudwatch", f"alarm:{name}")} for name in names]
