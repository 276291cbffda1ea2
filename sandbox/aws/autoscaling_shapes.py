"""How the Auto Scaling API shapes groups, instances, activities and scheduled actions."""

import json
from typing import Any

from sandbox.aws.autoscaling_group import Activity, Group, Instance, WarmPool
from sandbox.aws.clock import moment
from sandbox.aws.schedule import ScheduledAction

Params = dict[str, Any]


def group_arn(group: Group) -> str:
    return group.place.arn("autoscaling", f"autoScalingGroup:{group.id}:autoScalingGroupName/{group.name}")


def group_shape(group: Group) -> Params:
    return {
        "HealthCheckType": "EC2",
        "HealthCheckGracePeriod": 0,
        "NewInstancesProtectedFromScaleIn": False,
        "TerminationPolicies": ["Default"],
        **group.settings,
        "AutoScalingGroupName": group.name,
        "AutoScalingGroupARN": group_arn(group),
        "MinSize": group.minimum,
        "MaxSize": group.maximum,
        "DesiredCapacity": group.desired,
        "DefaultCooldown": group.cooldown,
        "AvailabilityZones": list(group.zones),
        "CreatedTime": moment(group.created),
        "Instances": [instance_shape(instance, group.is_weighted) for instance in group.instances],
        "SuspendedProcesses": [{"ProcessName": p, "SuspensionReason": why} for p, why in group.suspended.items()],
        "EnabledMetrics": [],
        "Tags": tag_shapes(group),
        "Operator": {"Principal": group.operator} if group.operator else None,
        "WarmPoolConfiguration": pool_shape(group.warm_pool) if group.warm_pool else None,
        "WarmPoolSize": len(group.warm_pool.instances) if group.warm_pool else None,
    }


def tag_shapes(group: Group) -> list[Params]:
    own = {"ResourceId": group.name, "ResourceType": "auto-scaling-group"}
    return [{"Value": "", "PropagateAtLaunch": False, **tag, **own} for tag in group.settings.get("Tags", [])]


def pool_shape(pool: WarmPool) -> Params:
    return {
        "PoolState": pool.state,
        "MinSize": pool.least,
        "MaxGroupPreparedCapacity": pool.most,
        "Status": "PendingDelete" if pool.is_ending else None,
    }


def instance_shape(instance: Instance, is_weighted: bool = False) -> Params:
    return {
        "InstanceId": instance.id,
        "InstanceType": instance.type,
        "AvailabilityZone": instance.zone,
        "LifecycleState": instance.state,
        "HealthStatus": "Healthy" if instance.healthy else "Unhealthy",
        "ProtectedFromScaleIn": instance.protected,
        "WeightedCapacity": str(instance.weight) if is_weighted else None,
    }


def activity_shape(activity: Activity, group: Group, is_deleted: bool = False) -> Params:
    return {
        "ActivityId": activity.id,
        "AutoScalingGroupName": group.name,
        "AutoScalingGroupARN": group_arn(group),
        "AutoScalingGroupState": "Deleted" if is_deleted else "InService",
        "Description": activity.description,
        "Cause": activity.cause,
        "StartTime": moment(activity.started),
        "EndTime": moment(activity.ended) if activity.ended is not None else None,
        "StatusCode": activity.status,
        "StatusMessage": activity.message,
        "Progress": activity.progress,
        "Details": json.dumps({"Availability Zone": activity.zone}),
    }


def scheduled_shape(action: ScheduledAction, group: Group) -> Params:
    return {
        "AutoScalingGroupName": group.name,
        "ScheduledActionName": action.name,
        "ScheduledActionARN": group.place.arn(
            "autoscaling",
            f"scheduledUpdateGroupAction:{group.id}"
            f":autoScalingGroupName/{group.name}:scheduledActionName/{action.name}",
        ),
        "StartTime": moment(action.due) if action.due is not None else None,
        "Time": moment(action.due) if action.due is not None else None,
        "EndTime": moment(action.end) if action.end is not None else None,
        "Recurrence": action.recurrence,
        "TimeZone": action.zone,
        "MinSize": action.minimum,
        "MaxSize": action.maximum,
        "DesiredCapacity": action.desired,
    }
