"""Auto Scaling's operations on scheduled actions."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_shapes import scheduled_shape
from sandbox.aws.paging import page
from sandbox.aws.protocol import AwsError
from sandbox.aws.schedule import ScheduledAction, next_due

PAST_START = "Given start time is in the past"
BAD_RECURRENCE = "Given recurrence string: {text} is invalid"
NO_ACTION = "Scheduled action name not found"
Params = dict[str, Any]


class ScheduledApi:
    """Each method is one operation of the API."""

    def __init__(self, model: AutoScaling) -> None:
        self._model = model

    def operations(self) -> Mapping[str, Callable[[Params], Params | None]]:
        """The operations by their names in the API."""
        return {
            "PutScheduledUpdateGroupAction": self.put_scheduled,
            "DescribeScheduledActions": self.describe_scheduled,
            "DeleteScheduledAction": self.delete_scheduled,
        }

    def put_scheduled(self, params: Params) -> None:
        group, now = self._model.changeable(params["AutoScalingGroupName"]), self._model.clock.now()
        start, end = (_epoch(params.get(name)) for name in ("StartTime", "EndTime"))
        start = start or _epoch(params.get("Time"))
        if start is not None and start < now:
            raise AwsError("ValidationError", PAST_START)
        recurrence, zone = params.get("Recurrence"), params.get("TimeZone", "UTC")
        due = start if start is not None else _first(recurrence, now, zone)
        sizes = (params.get(name) for name in ("MinSize", "MaxSize", "DesiredCapacity"))
        action = ScheduledAction(params["ScheduledActionName"], due, start, end, recurrence, zone, *sizes)
        group.scheduled[action.name] = action

    def describe_scheduled(self, params: Params) -> Params:
        self._model.settle()
        name, names = params.get("AutoScalingGroupName"), params.get("ScheduledActionNames")
        groups = [self._model.group(name)] if name else list(self._model.groups.values())
        found = [
            scheduled_shape(action, group)
            for group in groups
            for action in group.scheduled.values()
            if not names or action.name in names
        ]
        actions, token = page(found, params, 50)
        return {"ScheduledUpdateGroupActions": actions, "NextToken": token}

    def delete_scheduled(self, params: Params) -> None:
        group = self._model.changeable(params["AutoScalingGroupName"])
        if group.scheduled.pop(params["ScheduledActionName"], None) is None:
            raise AwsError("ValidationError", NO_ACTION)


def _first(recurrence: str | None, now: float, zone: str) -> float:
    if recurrence is None:
        return now
    try:
        return next_due(recurrence, now, zone)
    except (ValueError, KeyError) as wrong:
        raise AwsError("ValidationError", BAD_RECURRENCE.format(text=recurrence)) from wrong


def _epoch(at: datetime | None) -> float | None:
    return at.timestamp() if at else None
