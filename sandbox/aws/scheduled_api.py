"""Auto Scaling's operations on scheduled actions."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.autoscaling_shapes import scheduled_shape
from sandbox.aws.autoscaling_words import MIN_ABOVE_MAX, OUTSIDE
from sandbox.aws.paging import page
from sandbox.aws.protocol import AwsError
from sandbox.aws.schedule import ScheduledAction, next_due

PAST_START = "Given start time is in the past"
END_BEFORE_START = "Given end time is earlier than the start time"
BAD_RECURRENCE = "Given recurrence string: {text} is invalid"
BAD_ZONE = "Given time zone: {zone} is invalid"
NO_ACTION = "Scheduled action name not found"
NO_SIZE = "At least one of MinSize, MaxSize and DesiredCapacity must be given"
SAME_TIME = "A scheduled action with the given start time already exists"
TOO_MANY = "Only {most} scheduled actions are allowed for an Auto Scaling group"
MOST = 125
SIZES = ("MinSize", "MaxSize", "DesiredCapacity")
Params = dict[str, Any]


class ScheduledApi:
    """Each method is one operation of the API."""

    def __init__(self, model: AutoScaling) -> None:
        self._model = model

    def operations(self) -> Mapping[str, Callable[[Params], Params | None]]:
        """The operations by their names in the API."""
        return {
            "PutScheduledUpdateGroupAction": self.put,
            "BatchPutScheduledUpdateGroupAction": self.put_some,
            "DescribeScheduledActions": self.describe,
            "DeleteScheduledAction": self.delete,
            "BatchDeleteScheduledAction": self.delete_some,
        }

    def put(self, params: Params) -> None:
        group = self._model.changeable(params["AutoScalingGroupName"])
        action = _action(params, self._model.clock.now())
        _check_among_others(action, group)
        group.scheduled[action.name] = action
        self._model.settle()
        self._model.on_change()

    def put_some(self, params: Params) -> Params:
        """Each for itself; those that do not fit are told."""
        group, failed = params["AutoScalingGroupName"], []
        for each in params["ScheduledUpdateGroupActions"]:
            try:
                self.put({**each, "AutoScalingGroupName": group})
            except AwsError as wrong:
                failed.append(_failure(each["ScheduledActionName"], wrong))
        return {"FailedScheduledUpdateGroupActions": failed}

    def describe(self, params: Params) -> Params:
        self._model.settle()
        name, names = params.get("AutoScalingGroupName"), params.get("ScheduledActionNames")
        groups = [self._model.group(name)] if name else list(self._model.groups.values())
        since, until = _epoch(params.get("StartTime")), _epoch(params.get("EndTime"))
        found = [
            scheduled_shape(action, group)
            for group in groups
            for action in group.scheduled.values()
            if (not names or action.name in names) and (names or _is_between(action, since, until))
        ]
        actions, token = page(found, params, 50)
        return {"ScheduledUpdateGroupActions": actions, "NextToken": token}

    def delete(self, params: Params) -> None:
        group = self._model.changeable(params["AutoScalingGroupName"])
        self._model.settle()
        if group.scheduled.pop(params["ScheduledActionName"], None) is None:
            raise AwsError("ValidationError", NO_ACTION)
        self._model.on_change()

    def delete_some(self, params: Params) -> Params:
        group, failed = params["AutoScalingGroupName"], []
        for name in params["ScheduledActionNames"]:
            try:
                self.delete({"AutoScalingGroupName": group, "ScheduledActionName": name})
            except AwsError as wrong:
                failed.append(_failure(name, wrong))
        return {"FailedScheduledActions": failed}


def _action(params: Params, now: float) -> ScheduledAction:
    """The action that is asked for; AwsError where it could never be carried out."""
    start, end = _epoch(params.get("StartTime") or params.get("Time")), _epoch(params.get("EndTime"))
    if start is not None and start < now:
        raise AwsError("ValidationError", PAST_START)
    if end is not None and end < (start or now):
        raise AwsError("ValidationError", END_BEFORE_START)
    recurrence, zone = params.get("Recurrence"), params.get("TimeZone", "UTC")
    first = _first(recurrence, now, zone)
    minimum, maximum, desired = (params.get(name) for name in SIZES)
    _check_sizes(minimum, maximum, desired)
    due = first if start is None else start
    name = params["ScheduledActionName"]
    return ScheduledAction(name, due, start, end, recurrence, zone, minimum, maximum, desired)


def _check_sizes(low: int | None, high: int | None, desired: int | None) -> None:
    """What can be told now: the bounds and the size that are given, among themselves."""
    if low is None and high is None and desired is None:
        raise AwsError("ValidationError", NO_SIZE)
    if low is not None and high is not None and low > high:
        raise AwsError("ValidationError", MIN_ABOVE_MAX.format(low=low, high=high))
    if desired is None:
        return
    if (low is not None and desired < low) or (high is not None and desired > high):
        raise AwsError("ValidationError", OUTSIDE.format(wanted=desired, low=low, high=high))


def _check_among_others(action: ScheduledAction, group: Group) -> None:
    """No two start at the same time, says the user guide; and a group has room for so many."""
    others = [other for other in group.scheduled.values() if other.name != action.name]
    if len(others) >= MOST:
        raise AwsError("LimitExceeded", TOO_MANY.format(most=MOST))
    if not action.recurrence and any(other.start == action.start is not None for other in others):
        raise AwsError("AlreadyExists", SAME_TIME)


def _first(recurrence: str | None, now: float, zone: str) -> float:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise AwsError("ValidationError", BAD_ZONE.format(zone=zone)) from wrong
    if recurrence is None:
        return now
    try:
        return next_due(recurrence, now, zone)
    except ValueError as wrong:
        raise AwsError("ValidationError", BAD_RECURRENCE.format(text=recurrence)) from wrong


def _is_between(action: ScheduledAction, since: float | None, until: float | None) -> bool:
    due = action.due or 0.0
    return (since is None or due >= since) and (until is None or due <= until)


def _failure(name: str, wrong: AwsError) -> Params:
    return {"ScheduledActionName": name, "ErrorCode": wrong.code, "ErrorMessage": wrong.message}


def _epoch(at: datetime | None) -> float | None:
    return at.timestamp() if at else None
