"""Scalable targets, their policies, scheduled actions and activities in the API's format."""

from typing import Any

from sandbox.aws.clock import moment
from sandbox.aws.scalable.target import Activity, Policy, ScheduledAction, Target

CONFIGURATIONS = {
    "StepScaling": "StepScalingPolicyConfiguration",
    "TargetTrackingScaling": "TargetTrackingScalingPolicyConfiguration",
}
Shape = dict[str, Any]


def target_shape(target: Target) -> Shape:
    return {
        **_key(target),
        "MinCapacity": target.minimum,
        "MaxCapacity": target.maximum,
        "RoleARN": target.role,
        "CreationTime": moment(target.created),
        "SuspendedState": dict(target.suspended),
        "ScalableTargetARN": target.arn,
    }


def policy_shape(target: Target, policy: Policy) -> Shape:
    return {
        **_key(target),
        "PolicyARN": policy.arn,
        "PolicyName": policy.name,
        "PolicyType": policy.kind,
        CONFIGURATIONS[policy.kind]: policy.configuration,
        "Alarms": policy.alarms,
        "CreationTime": moment(policy.created),
    }


def action_shape(target: Target, action: ScheduledAction) -> Shape:
    sizes = {"MinCapacity": action.minimum, "MaxCapacity": action.maximum}
    times = {"StartTime": action.start, "EndTime": action.end}
    return {
        **_key(target),
        "ScheduledActionName": action.name,
        "ScheduledActionARN": target.arn_of("scheduledAction", action.name),
        "Schedule": action.schedule,
        "Timezone": action.zone,
        "ScalableTargetAction": {name: size for name, size in sizes.items() if size is not None},
        "CreationTime": moment(action.created),
        **{name: moment(at) for name, at in times.items() if at is not None},
    }


def activity_shape(activity: Activity, target: Target) -> Shape:
    return {
        **_key(target),
        "ActivityId": activity.id,
        "Description": activity.description,
        "Cause": activity.cause,
        "StartTime": moment(activity.started),
        "EndTime": None if activity.ended is None else moment(activity.ended),
        "StatusCode": activity.status,
        "StatusMessage": activity.message,
        "NotScaledReasons": [dict(activity.not_scaled)] if activity.not_scaled else None,
    }


def _key(target: Target) -> Shape:
    return {
        "ServiceNamespace": target.namespace,
        "ResourceId": target.resource,
        "ScalableDimension": target.dimension,
    }
