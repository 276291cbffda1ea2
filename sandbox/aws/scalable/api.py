"""Application Auto Scaling's operations: the API's parameters in, the model's answers out in the API's format."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sandbox.aws.alarms import Alarms
from sandbox.aws.paging import page
from sandbox.aws.protocol import AwsError
from sandbox.aws.scalable import words
from sandbox.aws.scalable.checks import check
from sandbox.aws.scalable.model import ScalableTargets
from sandbox.aws.scalable.policies_api import PoliciesApi
from sandbox.aws.scalable.scheduled_api import ScheduledApi
from sandbox.aws.scalable.shapes import action_shape, activity_shape, policy_shape, target_shape
from sandbox.aws.scalable.target import Key, Target
from sandbox.aws.scalable.tracking import drop_alarms

MOST_TAGS = 50
Params = dict[str, Any]
Operation = Callable[[Params], Params | None]
Item = TypeVar("Item")


def scalable_operations(model: ScalableTargets, alarms: Alarms) -> Mapping[str, Operation]:
    """All operations that we answer ourselves, by their names in the API, each after its parameters are checked."""
    parts = (TargetsApi(model, alarms), PoliciesApi(model, alarms), ScheduledApi(model))
    found = {name: operation for part in parts for name, operation in part.operations().items()}
    return {name: _checked(name, operation) for name, operation in found.items()}


def _checked(name: str, operation: Operation) -> Operation:
    def checked(params: Params) -> Params | None:
        check(name, params)
        return operation(params)

    return checked


class TargetsApi:
    """Each method is one operation of the API."""

    def __init__(self, model: ScalableTargets, alarms: Alarms) -> None:
        self._model = model
        self._alarms = alarms

    def operations(self) -> Mapping[str, Operation]:
        """The operations by their names in the API."""
        return {
            "RegisterScalableTarget": self.register,
            "DeregisterScalableTarget": self.deregister,
            "DescribeScalableTargets": self.describe,
            "DescribeScalingPolicies": self.describe_policies,
            "DescribeScheduledActions": self.describe_actions,
            "DescribeScalingActivities": self.describe_activities,
            "TagResource": self.tag,
            "UntagResource": self.untag,
            "ListTagsForResource": self.list_tags,
        }

    def register(self, params: Params) -> Params:
        key = key_of(params)
        is_new = key not in self._model.targets
        target = self._model.register(
            key, params.get("MinCapacity"), params.get("MaxCapacity"), params.get("RoleARN", "")
        )
        target.role = params.get("RoleARN", target.role)
        target.suspended.update(params.get("SuspendedState") or {})
        if is_new:
            target.tags.update(params.get("Tags") or {})
        return {"ScalableTargetARN": target.arn}

    def deregister(self, params: Params) -> None:
        target = self._model.deregister(key_of(params))
        for policy in target.policies.values():
            drop_alarms(self._alarms, policy)

    def describe(self, params: Params) -> Params:
        ids, dimension = params.get("ResourceIds"), params.get("ScalableDimension")
        _check_filter(ids, dimension)
        found = [
            target_shape(target)
            for target in self._model.targets.values()
            if target.namespace == params["ServiceNamespace"]
            and (not ids or target.resource in ids)
            and dimension in (None, target.dimension)
        ]
        return _listed("ScalableTargets", found, params)

    def describe_policies(self, params: Params) -> Params:
        names = params.get("PolicyNames")
        found = [
            policy_shape(target, policy)
            for target in self._chosen(params)
            for policy in target.policies.values()
            if not names or policy.name in names
        ]
        return _listed("ScalingPolicies", found, params)

    def describe_actions(self, params: Params) -> Params:
        self._model.settle()
        names = params.get("ScheduledActionNames")
        found = [
            action_shape(target, action)
            for target in self._chosen(params)
            for action in target.scheduled.values()
            if not names or action.name in names
        ]
        return _listed("ScheduledActions", found, params)

    def describe_activities(self, params: Params) -> Params:
        """The newest first; also of targets that are not registered any more."""
        self._model.settle()
        with_all = params.get("IncludeNotScaledActivities", False)
        pairs = [
            (activity, target)
            for target in self._chosen(params, self._model.gone)
            for activity in target.activities
            if with_all or activity.not_scaled is None
        ]
        pairs.sort(key=lambda pair: -pair[0].started)
        return _listed("ScalingActivities", [activity_shape(*pair) for pair in pairs], params)

    def tag(self, params: Params) -> None:
        target = self._of_arn(params["ResourceARN"])
        tags = {**target.tags, **params["Tags"]}
        if len(tags) > MOST_TAGS:
            raise AwsError("TooManyTagsException", words.TOO_MANY_TAGS.format(most=MOST_TAGS))
        target.tags = tags

    def untag(self, params: Params) -> None:
        target = self._of_arn(params["ResourceARN"])
        target.tags = {key: value for key, value in target.tags.items() if key not in params["TagKeys"]}

    def list_tags(self, params: Params) -> Params:
        return {"Tags": self._of_arn(params["ResourceARN"]).tags}

    def _of_arn(self, arn: str) -> Target:
        found = next((target for target in self._model.targets.values() if target.arn == arn), None)
        if found is None:
            raise AwsError("ResourceNotFoundException", words.NO_RESOURCE.format(arn=arn))
        return found

    def _chosen(self, params: Params, more: Iterable[Target] = ()) -> list[Target]:
        resource, dimension = params.get("ResourceId"), params.get("ScalableDimension")
        _check_filter(resource, dimension)
        return [
            target
            for target in (*self._model.targets.values(), *more)
            if target.namespace == params["ServiceNamespace"]
            and resource in (None, target.resource)
            and dimension in (None, target.dimension)
        ]


def key_of(params: Params) -> Key:
    return (params["ServiceNamespace"], params["ResourceId"], params["ScalableDimension"])


def _check_filter(resource: object, dimension: str | None) -> None:
    if dimension and not resource:
        raise AwsError("ValidationException", words.NEEDS_RESOURCE)


def _listed(key: str, items: Sequence[Item], params: Params) -> Params:
    """A page; this API names the size of a page differently, and a bad token too."""
    asked = {"NextToken": params.get("NextToken"), "MaxRecords": params.get("MaxResults")}
    try:
        shown, token = page(items, asked, 50)
    except AwsError as wrong:
        raise AwsError("InvalidNextTokenException", words.BAD_TOKEN) from wrong
    return {key: list(shown), "NextToken": token}
