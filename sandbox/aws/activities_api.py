"""Auto Scaling's operation on scaling activities, those of deleted groups included."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sandbox.aws import autoscaling_words as words
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Activity, Group
from sandbox.aws.autoscaling_shapes import activity_shape
from sandbox.aws.paging import page
from sandbox.aws.protocol import AwsError

STATUS_NEEDS_GROUP = "The Status filter can only be used together with AutoScalingGroupName"
UNKNOWN_FILTER = "Filter {name} is not one of StartTimeLowerBound, StartTimeUpperBound, Status"
FILTERS = ("StartTimeLowerBound", "StartTimeUpperBound", "Status")
Params = dict[str, Any]


class ActivitiesApi:
    """Each method is one operation of the API."""

    def __init__(self, model: AutoScaling) -> None:
        self._model = model

    def operations(self) -> Mapping[str, Callable[[Params], Params | None]]:
        """The operations by their names in the API."""
        return {"DescribeScalingActivities": self.describe}

    def describe(self, params: Params) -> Params:
        self._model.settle()
        filters, ids = params.get("Filters") or [], params.get("ActivityIds")
        _check(filters, "AutoScalingGroupName" in params)
        found = [
            (activity, group)
            for group in self._groups(params)
            for activity in group.activities
            if (not ids or activity.id in ids) and _passes(activity, filters)
        ]
        # In progress first, then by start time, as the API's page says.
        found.sort(key=lambda pair: (pair[0].ended is not None, -pair[0].started))
        activities, token = page(found, params, 100)
        deleted = self._model.deleted
        shapes = [activity_shape(activity, group, group in deleted) for activity, group in activities]
        return {"Activities": shapes, "NextToken": token}

    def _groups(self, params: Params) -> list[Group]:
        name = params.get("AutoScalingGroupName")
        every = list(self._model.groups.values())
        if params.get("IncludeDeletedGroups"):
            every += self._model.deleted
        found = [group for group in every if name in (None, group.name)]
        if name and not found:
            raise AwsError("ValidationError", words.NO_GROUP)
        return found


def _check(filters: list[Params], has_group: bool) -> None:
    for name in (each["Name"] for each in filters):
        if name not in FILTERS:
            raise AwsError("ValidationError", UNKNOWN_FILTER.format(name=name))
        if name == "Status" and not has_group:
            raise AwsError("ValidationError", STATUS_NEEDS_GROUP)


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
