"""Auto Scaling's operations: parameters as the API names them in, the model's answers out as the API shapes them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sandbox.aws import autoscaling_words as words
from sandbox.aws.account import REGION
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import PROCESSES, Activity, Group
from sandbox.aws.autoscaling_shapes import activity_shape, group_arn, group_shape, instance_shape
from sandbox.aws.paging import page
from sandbox.aws.protocol import AwsError
from sandbox.aws.refresh_api import RefreshApi
from sandbox.aws.scheduled_api import ScheduledApi

ONLY_TOLD_AGAIN = (
    "LaunchTemplate",
    "LaunchConfigurationName",
    "MixedInstancesPolicy",
    "VPCZoneIdentifier",
    "HealthCheckType",
    "HealthCheckGracePeriod",
    "TargetGroupARNs",
    "LoadBalancerNames",
    "TerminationPolicies",
    "Tags",
    "NewInstancesProtectedFromScaleIn",
)
Params = dict[str, Any]
Operation = Callable[[Params], Params | None]


def autoscaling_operations(model: AutoScaling) -> Mapping[str, Operation]:
    """All that the front answers itself, by the operations' names in the API."""
    return {**AutoScalingApi(model).operations(), **ScheduledApi(model).operations(), **RefreshApi(model).operations()}


class AutoScalingApi:
    """Each method is one operation of the API."""

    def __init__(self, model: AutoScaling) -> None:
        self._model = model

    def operations(self) -> Mapping[str, Operation]:
        """The operations by their names in the API."""
        return {
            "CreateAutoScalingGroup": self.create_group,
            "UpdateAutoScalingGroup": self.update_group,
            "DeleteAutoScalingGroup": self.delete_group,
            "DescribeAutoScalingGroups": self.describe_groups,
            "SetDesiredCapacity": self.set_desired_capacity,
            "DescribeScalingActivities": self.describe_activities,
            "DescribeAutoScalingInstances": self.describe_instances,
            "TerminateInstanceInAutoScalingGroup": self.terminate_instance,
            "SetInstanceProtection": self.set_protection,
            "SuspendProcesses": self.suspend,
            "ResumeProcesses": self.resume,
            "PutScalingPolicy": self.put_policy,
            "DescribePolicies": self.describe_policies,
        }

    def create_group(self, params: Params) -> None:
        zones = tuple(params.get("AvailabilityZones") or (f"{REGION}a", f"{REGION}b"))
        low, high = int(params["MinSize"]), int(params["MaxSize"])
        desired = int(params.get("DesiredCapacity", low))
        settings = {name: params[name] for name in ONLY_TOLD_AGAIN if name in params}
        group = Group(
            params["AutoScalingGroupName"],
            low,
            high,
            desired,
            self._model.clock.now(),
            zones,
            settings,
            cooldown=params.get("DefaultCooldown", 300),
        )
        self._model.create(group)

    def update_group(self, params: Params) -> None:
        sizes = (params.get(name) for name in ("MinSize", "MaxSize", "DesiredCapacity"))
        self._model.update(params["AutoScalingGroupName"], *sizes)
        group = self._model.group(params["AutoScalingGroupName"])
        group.settings.update({name: params[name] for name in ONLY_TOLD_AGAIN if name in params})
        group.cooldown = params.get("DefaultCooldown", group.cooldown)

    def delete_group(self, params: Params) -> None:
        self._model.delete(params["AutoScalingGroupName"], params.get("ForceDelete", False))

    def set_desired_capacity(self, params: Params) -> None:
        honor_cooldown = params.get("HonorCooldown", False)
        self._model.set_desired(params["AutoScalingGroupName"], params["DesiredCapacity"], honor_cooldown)

    def describe_groups(self, params: Params) -> Params:
        self._model.settle()
        names = params.get("AutoScalingGroupNames") or list(self._model.groups)
        found = [self._model.groups[name] for name in names if name in self._model.groups]
        groups, token = page(found, params, 50)
        return {"AutoScalingGroups": [group_shape(group) for group in groups], "NextToken": token}

    def describe_instances(self, params: Params) -> Params:
        self._model.settle()
        wanted = params.get("InstanceIds")
        found = [
            {**instance_shape(instance), "AutoScalingGroupName": group.name, "HealthStatus": "HEALTHY"}
            for group in self._model.groups.values()
            for instance in group.instances
            if not wanted or instance.id in wanted
        ]
        instances, token = page(found, params, 50)
        return {"AutoScalingInstances": instances, "NextToken": token}

    def describe_activities(self, params: Params) -> Params:
        self._model.settle()
        name, ids = params.get("AutoScalingGroupName"), params.get("ActivityIds")
        groups = [self._model.group(name)] if name else list(self._model.groups.values())
        found = [
            (activity, group)
            for group in groups
            for activity in group.activities
            if (not ids or activity.id in ids) and _passes(activity, params.get("Filters") or [])
        ]
        # In progress first, then by start time, as the API's page says.
        found.sort(key=lambda pair: (pair[0].ended is not None, -pair[0].started))
        activities, token = page(found, params, 100)
        return {"Activities": [activity_shape(activity, group) for activity, group in activities], "NextToken": token}

    def terminate_instance(self, params: Params) -> Params:
        activity = self._model.terminate(params["InstanceId"], params["ShouldDecrementDesiredCapacity"])
        group = next(group for group in self._model.groups.values() if activity in group.activities)
        return {"Activity": activity_shape(activity, group)}

    def set_protection(self, params: Params) -> None:
        for instance in self._model.group(params["AutoScalingGroupName"]).instances:
            if instance.id in params["InstanceIds"]:
                instance.protected = params["ProtectedFromScaleIn"]

    def suspend(self, params: Params) -> None:
        group, now = self._model.changeable(params["AutoScalingGroupName"]), self._model.clock.now()
        for process in _processes(params):
            group.suspended.setdefault(process, f"User suspended at {words.stamp(now)}")
        self._model.on_change()

    def resume(self, params: Params) -> None:
        group = self._model.changeable(params["AutoScalingGroupName"])
        for process in _processes(params):
            group.suspended.pop(process, None)
        self._model.settle()
        self._model.on_change()

    def put_policy(self, params: Params) -> Params:
        group = self._model.group(params["AutoScalingGroupName"])
        name = params["PolicyName"]
        arn = f"{group_arn(group).replace('autoScalingGroup:', 'scalingPolicy:', 1)}:policyName/{name}"
        group.policies[name] = {"PolicyType": "SimpleScaling", "Enabled": True, **params, "PolicyARN": arn}
        return {"PolicyARN": arn, "Alarms": []}

    def describe_policies(self, params: Params) -> Params:
        name, names = params.get("AutoScalingGroupName"), params.get("PolicyNames")
        groups = [self._model.group(name)] if name else list(self._model.groups.values())
        found = [p for group in groups for p in group.policies.values() if not names or p["PolicyName"] in names]
        policies, token = page(found, params, 50)
        return {"ScalingPolicies": policies, "NextToken": token}


def _processes(params: Params) -> list[str]:
    """Those named, or all; raises where one is unknown."""
    named = params.get("ScalingProcesses") or list(PROCESSES)
    for name in named:
        if name not in PROCESSES:
            raise AwsError("ValidationError", words.UNKNOWN_PROCESS.format(name=name))
    return list(named)


def _passes(activity: Activity, filters: list[Params]) -> bool:
    for each in filters:
        name, values = each["Name"], each["Values"]
        if name == "Status" and activity.status not in values:
            return False
        if name == "StartTimeLowerBound" and activity.started < datetime.fromisoformat(values[0]).timestamp():
            return False
        if name == "StartTimeUpperBound" and activity.started > datetime.fromisoformat(values[0]).timestamp():
            return False
    return True
