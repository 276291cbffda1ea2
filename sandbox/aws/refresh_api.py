"""Auto Scaling's operations on instance refreshes and warm pools."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.clock import moment
from sandbox.aws.paging import page
from sandbox.aws.protocol import AwsError
from sandbox.aws.refresh import InstanceRefresh

NO_POOL = "No warm pool found for Auto Scaling group {group}"
Params = dict[str, Any]


class RefreshApi:
    """Each method is one operation of the API."""

    def __init__(self, model: AutoScaling) -> None:
        self._model = model

    def operations(self) -> Mapping[str, Callable[[Params], Params | None]]:
        """The operations by their names in the API."""
        return {
            "StartInstanceRefresh": self.start,
            "CancelInstanceRefresh": self.cancel,
            "RollbackInstanceRefresh": self.roll_back,
            "DescribeInstanceRefreshes": self.describe,
            "PutWarmPool": self.put_warm_pool,
            "DescribeWarmPool": self.describe_warm_pool,
            "DeleteWarmPool": self.delete_warm_pool,
        }

    def start(self, params: Params) -> Params:
        group = self._model.changeable(params["AutoScalingGroupName"])
        refresh = self._model.refreshes.start(group, self._model.clock.now())
        self._model.settle()
        return {"InstanceRefreshId": refresh.id}

    def cancel(self, params: Params) -> Params:
        group = self._model.changeable(params["AutoScalingGroupName"])
        return {"InstanceRefreshId": self._model.refreshes.cancel(group).id}

    def roll_back(self, params: Params) -> Params:
        group = self._model.changeable(params["AutoScalingGroupName"])
        return {"InstanceRefreshId": self._model.refreshes.roll_back(group).id}

    def describe(self, params: Params) -> Params:
        self._model.settle()
        group = self._model.group(params["AutoScalingGroupName"])
        ids = params.get("InstanceRefreshIds")
        found = [refresh for refresh in self._model.refreshes.of(group.name) if not ids or refresh.id in ids]
        refreshes, token = page(found, params, 50)
        shapes = [refresh_shape(refresh, group.name) for refresh in refreshes]
        return {"InstanceRefreshes": shapes, "NextToken": token}

    def put_warm_pool(self, params: Params) -> None:
        group = self._model.changeable(params["AutoScalingGroupName"])
        size = params.get("MinSize", 0)
        pool = {"PoolState": params.get("PoolState", "Stopped"), "MinSize": size}
        group.settings.update(WarmPoolConfiguration=pool, WarmPoolSize=max(size, group.maximum - group.desired))

    def describe_warm_pool(self, params: Params) -> Params:
        settings = self._model.group(params["AutoScalingGroupName"]).settings
        return {"WarmPoolConfiguration": settings.get("WarmPoolConfiguration"), "Instances": []}

    def delete_warm_pool(self, params: Params) -> None:
        group = self._model.changeable(params["AutoScalingGroupName"])
        if "WarmPoolConfiguration" not in group.settings:
            raise AwsError("ValidationError", NO_POOL.format(group=group.name))
        del group.settings["WarmPoolConfiguration"], group.settings["WarmPoolSize"]


def refresh_shape(refresh: InstanceRefresh, group: str) -> Params:
    return {
        "InstanceRefreshId": refresh.id,
        "AutoScalingGroupName": group,
        "Status": refresh.status,
        "StatusReason": refresh.reason,
        "StartTime": moment(refresh.started),
        "EndTime": moment(refresh.ended) if refresh.ended is not None else None,
        "PercentageComplete": refresh.percent,
        "InstancesToUpdate": len(refresh.left),
        "Strategy": "Rolling",
    }
