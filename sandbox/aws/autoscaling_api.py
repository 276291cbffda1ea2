"""Auto Scaling's operations: the API's parameters in, the model's answers out in the API's format."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws import autoscaling_words as words
from sandbox.aws.activities_api import ActivitiesApi
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import PROCESSES, Group
from sandbox.aws.autoscaling_shapes import group_shape
from sandbox.aws.instances_api import InstancesApi
from sandbox.aws.paging import page
from sandbox.aws.policies_api import PoliciesApi
from sandbox.aws.protocol import AwsError
from sandbox.aws.refresh_api import RefreshApi
from sandbox.aws.scheduled_api import ScheduledApi
from sandbox.aws.tags_api import TagsApi, check_filters, passes
from sandbox.aws.warm_pool_api import WarmPoolApi

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
    "CapacityRebalance",
    "MaxInstanceLifetime",
    "DefaultInstanceWarmup",
    "DesiredCapacityType",
    "InstanceMaintenancePolicy",
    "Context",
)
Params = dict[str, Any]
Operation = Callable[[Params], Params | None]


def autoscaling_operations(model: AutoScaling) -> Mapping[str, Operation]:
    """All operations that we answer ourselves, by their names in the API."""
    parts = (
        *(AutoScalingApi, ActivitiesApi, InstancesApi, PoliciesApi),
        *(ScheduledApi, RefreshApi, TagsApi, WarmPoolApi),
    )
    return {name: operation for part in parts for name, operation in part(model).operations().items()}


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
            "SuspendProcesses": self.suspend,
            "ResumeProcesses": self.resume,
        }

    def create_group(self, params: Params) -> None:
        zones = tuple(params.get("AvailabilityZones") or self._model.place.zones)
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
            operator=params.get("Operator", {}).get("Principal", ""),
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
        check_filters(params.get("Filters") or [])
        there = [self._model.groups[name] for name in names if name in self._model.groups]
        found = [group for group in there if passes(group, params.get("Filters") or [])]
        groups, token = page(found, params, 50)
        return {"AutoScalingGroups": [group_shape(group) for group in groups], "NextToken": token}

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


def _processes(params: Params) -> list[str]:
    """The named processes, or all; raises if one is unknown."""
    named = params.get("ScalingProcesses") or list(PROCESSES)
    for name in named:
        if name not in PROCESSES:
            raise AwsError("ValidationError", words.UNKNOWN_PROCESS.format(name=name))
    return list(named)
