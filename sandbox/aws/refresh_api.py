"""Auto Scaling's operations on instance refreshes."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.clock import moment
from sandbox.aws.paging import page
from sandbox.aws.refresh import InstanceRefresh

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
        }

    def start(self, params: Params) -> Params:
        group = self._model.changeable(params["AutoScalingGroupName"])
        refresh = self._model.refreshes.start(group, self._model.clock.now(), params)
        self._model.settle()
        return {"InstanceRefreshId": refresh.id}

    def cancel(self, params: Params) -> Params:
        group = self._model.changeable(params["AutoScalingGroupName"])
        refresh = self._model.refreshes.cancel(group)
        self._model.on_change()
        return {"InstanceRefreshId": refresh.id}

    def roll_back(self, params: Params) -> Params:
        group = self._model.changeable(params["AutoScalingGroupName"])
        refresh = self._model.refreshes.roll_back(group, self._model.clock.now())
        self._model.settle()
        return {"InstanceRefreshId": refresh.id}

    def describe(self, params: Params) -> Params:
        self._model.settle()
        group = self._model.group(params["AutoScalingGroupName"])
        ids = params.get("InstanceRefreshIds")
        found = [refresh for refresh in self._model.refreshes.of(group.name) if not ids or refresh.id in ids]
        refreshes, token = page(found, params, 50)
        shapes = [refresh_shape(refresh, group.name) for refresh in refreshes]
        return {"InstanceRefreshes": shapes, "NextToken": token}


def refresh_shape(refresh: InstanceRefresh, group: str) -> Params:
    return {
        "InstanceRefreshId": refresh.id,
        "AutoScalingGroupName": group,
        "Status": refresh.status,
        "StatusReason": refresh.reason,
        "StartTime": moment(refresh.started) if refresh.status != "Pending" else None,
        "EndTime": moment(refresh.ended) if refresh.ended is not None else None,
        "PercentageComplete": refresh.percent,
        "InstancesToUpdate": len(refresh.left),
        "ProgressDetails": _progress(refresh.percent, len(refresh.left)),
        "Preferences": refresh.preferences,
        "DesiredConfiguration": refresh.desired_configuration or None,
        "RollbackDetails": _rollback(refresh),
        "Strategy": "Rolling",
    }


def _progress(percent: int, left: int) -> Params:
    return {"LivePoolProgress": {"PercentageComplete": percent, "InstancesToUpdate": left}}


def _rollback(refresh: InstanceRefresh) -> Params | None:
    if refresh.rolled_back is None:
        return None
    at, percent, left = refresh.rolled_back
    return {
        "RollbackReason": refresh.reason,
        "RollbackStartTime": moment(at),
        "PercentageCompleteOnRollback": percent,
        "InstancesToUpdateOnRollback": left,
        "ProgressDetailsOnRollback": _progress(percent, left),
    }
