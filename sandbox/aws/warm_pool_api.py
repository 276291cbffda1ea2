"""Auto Scaling's operations on warm pools."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import WarmPool
from sandbox.aws.autoscaling_shapes import instance_shape, pool_shape
from sandbox.aws.paging import page
from sandbox.aws.protocol import AwsError
from sandbox.aws.refresh import IN_PROGRESS
from sandbox.aws.warm_pool import start_ending

NO_POOL = "No warm pool found for Auto Scaling group {group}"
NOT_WITH_MIXED = "You can't add a warm pool to an Auto Scaling group that has a mixed instances policy."
Params = dict[str, Any]


class WarmPoolApi:
    """Each method is one operation of the API."""

    def __init__(self, model: AutoScaling) -> None:
        self._model = model

    def operations(self) -> Mapping[str, Callable[[Params], Params | None]]:
        """The operations by their names in the API."""
        return {"PutWarmPool": self.put, "DescribeWarmPool": self.describe, "DeleteWarmPool": self.delete}

    def put(self, params: Params) -> None:
        group = self._model.changeable(params["AutoScalingGroupName"])
        if self._model.refreshes.active(group):
            raise AwsError("InstanceRefreshInProgress", IN_PROGRESS)
        if "MixedInstancesPolicy" in group.settings:
            raise AwsError("ValidationError", NOT_WITH_MIXED)
        pool = group.warm_pool or WarmPool()
        most = params.get("MaxGroupPreparedCapacity", pool.most)
        pool.most = None if most == -1 else most
        pool.state, pool.least = params.get("PoolState", pool.state), params.get("MinSize", pool.least)
        group.warm_pool = pool
        self._model.settle()

    def describe(self, params: Params) -> Params:
        self._model.settle()
        pool = self._model.group(params["AutoScalingGroupName"]).warm_pool
        instances, token = page(pool.instances if pool else [], params, 50)
        return {
            "WarmPoolConfiguration": pool_shape(pool) if pool else None,
            "Instances": [instance_shape(instance) for instance in instances],
            "NextToken": token,
        }

    def delete(self, params: Params) -> None:
        group = self._model.changeable(params["AutoScalingGroupName"])
        if group.warm_pool is None:
            raise AwsError("ValidationError", NO_POOL.format(group=group.name))
        if params.get("ForceDelete"):
            group.warm_pool = None
        else:
            start_ending(group, self._model.clock.now())
        self._model.settle()
