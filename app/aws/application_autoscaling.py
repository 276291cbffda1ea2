"""Application Auto Scaling: limits, schedules, policies and activities of what other services scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.aws.door import AwsError, client, refusals, translated
from app.aws.scalable_target import ScalableTarget, activity_in, policy_in, recurring, scheduled_in, target_in
from app.aws.scaling import Activity, ScheduledAction
from app.aws.scaling_policy import ScalingPolicy
from app.base.errors import Wrong

AWS_ACTIONS = (
    "application-autoscaling:DescribeScalableTargets",
    "application-autoscaling:DescribeScalingActivities",
    "application-autoscaling:DescribeScalingPolicies",
    "application-autoscaling:DescribeScheduledActions",
    "application-autoscaling:RegisterScalableTarget",
    "application-autoscaling:PutScheduledAction",
    "application-autoscaling:DeleteScheduledAction",
)
MOST_IDS = 50  # per DescribeScalableTargets


class ScalableTargets:
    """Those of one scalable dimension. AWS's refusals are raised as Wrong, in AWS's own words.

    A `resource` is what Application Auto Scaling calls one: `service/shop/web`.
    """

    def __init__(self, namespace: str, dimension: str) -> None:
        self._asked: dict[str, Any] = {"ServiceNamespace": namespace, "ScalableDimension": dimension}

    def all(self) -> tuple[ScalableTarget, ...]:
        with refusals(Wrong, "list the scalable targets"):
            return tuple(map(target_in, self._items("describe_scalable_targets", "ScalableTargets")))

    def of(self, resources: Sequence[str]) -> tuple[ScalableTarget, ...]:
        """Those of these resources that are registered."""
        with refusals(Wrong, "look at the scalable targets"):
            found = [
                item
                for at in range(0, len(resources), MOST_IDS)
                for item in self._items(
                    "describe_scalable_targets", "ScalableTargets", ResourceIds=list(resources[at : at + MOST_IDS])
                )
            ]
        return tuple(map(target_in, found))

    def activities(self, resource: str, most: int = 20) -> tuple[Activity, ...]:
        """Its newest scaling activities, newest first."""
        asked = {**self._asked, "ResourceId": resource, "MaxResults": most}
        with refusals(Wrong, f"look at the scaling activities of {resource}"):
            found = _client().describe_scaling_activities(**asked)["ScalingActivities"]
        return tuple(map(activity_in, found))

    def policies(self, resource: str) -> tuple[ScalingPolicy, ...]:
        with refusals(Wrong, f"look at the scaling policies of {resource}"):
            return tuple(
                map(policy_in, self._items("describe_scaling_policies", "ScalingPolicies", ResourceId=resource))
            )

    def scheduled(self, resource: str = "") -> tuple[ScheduledAction, ...]:
        """The scheduled actions of a resource, which is their `group`, or of all."""
        asked = {"ResourceId": resource} if resource else {}
        with refusals(Wrong, f"look at the scheduled actions of {resource or 'all scalable targets'}"):
            return tuple(map(scheduled_in, self._items("describe_scheduled_actions", "ScheduledActions", **asked)))

    def set_bounds(self, resource: str, minimum: int, maximum: int) -> None:
        """RegisterScalableTarget of one that is registered: the rest of it stays."""
        with refusals(Wrong, f"set the limits of {resource}"):
            _client().register_scalable_target(
                **self._asked, ResourceId=resource, MinCapacity=minimum, MaxCapacity=maximum
            )

    def set_suspended(self, resource: str, suspended: Mapping[str, bool]) -> None:
        """By the names of what can be suspended; what is not named stays as it is."""
        state = {f"{name}Suspended": is_suspended for name, is_suspended in suspended.items()}
        with refusals(Wrong, f"suspend or resume the scaling of {resource}"):
            _client().register_scalable_target(**self._asked, ResourceId=resource, SuspendedState=state)

    def schedule(self, action: ScheduledAction) -> None:
        """PutScheduledAction of the resource that is the action's `group`; the same name is replaced."""
        named = {"MinCapacity": action.minimum, "MaxCapacity": action.maximum}
        bounds = {name: value for name, value in named.items() if value is not None}
        when = {"Schedule": f"at({action.at:%Y-%m-%dT%H:%M:%S})"} if action.at else recurring(action)
        with refusals(Wrong, f"schedule a change of {action.group}"):
            _client().put_scheduled_action(
                **self._asked,
                ResourceId=action.group,
                ScheduledActionName=action.name,
                ScalableTargetAction=bounds,
                **when,
            )

    def unschedule(self, resource: str, name: str) -> None:
        """DeleteScheduledAction; one that is already gone is no error."""
        try:
            with translated(f"delete the scheduled action {name} of {resource}"):
                _client().delete_scheduled_action(**self._asked, ResourceId=resource, ScheduledActionName=name)
        except AwsError as problem:
            if problem.code != "ObjectNotFoundException":
                raise Wrong(str(problem)) from problem

    def _items(self, operation: str, key: str, **more: Any) -> Iterator[Mapping[str, Any]]:
        """Of all resources, whoever asks for a dimension is refused: then all of the namespace are read."""
        asked = {**self._asked, **more} if more else {"ServiceNamespace": self._asked["ServiceNamespace"]}
        for page in _client().get_paginator(operation).paginate(**asked):
            yield from (each for each in page[key] if each["ScalableDimension"] == self._asked["ScalableDimension"])


def _client() -> Any:
    return client("application-autoscaling")
