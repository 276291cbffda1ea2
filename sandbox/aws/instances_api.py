"""Auto Scaling's operations on single instances."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws import autoscaling_words as words
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Group, Instance
from sandbox.aws.autoscaling_shapes import activity_shape, instance_shape
from sandbox.aws.paging import page
from sandbox.aws.protocol import AwsError

Params = dict[str, Any]


class InstancesApi:
    """Each method is one operation of the API."""

    def __init__(self, model: AutoScaling) -> None:
        self._model = model

    def operations(self) -> Mapping[str, Callable[[Params], Params | None]]:
        """The operations by their names in the API."""
        return {
            "DescribeAutoScalingInstances": self.describe,
            "TerminateInstanceInAutoScalingGroup": self.terminate,
            "SetInstanceProtection": self.set_protection,
            "SetInstanceHealth": self.set_health,
        }

    def describe(self, params: Params) -> Params:
        self._model.settle()
        wanted = params.get("InstanceIds")
        found = [
            {**instance_shape(instance, group.is_weighted), "AutoScalingGroupName": group.name, **_health(instance)}
            for group in self._model.groups.values()
            for instance in (*group.instances, *(group.warm_pool.instances if group.warm_pool else ()))
            if not wanted or instance.id in wanted
        ]
        instances, token = page(found, params, 50)
        return {"AutoScalingInstances": instances, "NextToken": token}

    def terminate(self, params: Params) -> Params:
        activity = self._model.terminate(params["InstanceId"], params["ShouldDecrementDesiredCapacity"])
        group = next(group for group in self._model.groups.values() if activity in group.activities)
        return {"Activity": activity_shape(activity, group)}

    def set_protection(self, params: Params) -> None:
        group = self._model.changeable(params["AutoScalingGroupName"])
        for instance in [self._in(group, each) for each in params["InstanceIds"]]:
            instance.protected = params["ProtectedFromScaleIn"]
        group.protection_told = None
        self._model.settle()

    def set_health(self, params: Params) -> None:
        """An unhealthy instance is replaced, unless that is suspended."""
        for group in self._model.groups.values():
            if any(instance.id == params["InstanceId"] for instance in group.instances):
                self._in(self._model.changeable(group.name), params["InstanceId"]).healthy = (
                    params["HealthStatus"] == "Healthy"
                )
                self._model.settle()
                return
        raise AwsError("ValidationError", words.NO_INSTANCE.format(instance=params["InstanceId"]))

    def _in(self, group: Group, instance_id: str) -> Instance:
        for instance in group.instances:
            if instance.id == instance_id:
                return instance
        raise AwsError("ValidationError", words.NO_INSTANCE.format(instance=instance_id))


def _health(instance: Instance) -> Params:
    return {"HealthStatus": "HEALTHY" if instance.healthy else "UNHEALTHY"}
