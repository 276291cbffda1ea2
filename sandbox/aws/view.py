"""The sandbox's AWS as the page shows it: groups with their instances and activities, alarms with their values."""

from collections.abc import Mapping
from typing import Any

from sandbox.aws.alarm import Alarm
from sandbox.aws.alarms import Alarms
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Activity, Group, Instance
from sandbox.aws.load import Load
from sandbox.aws.refresh import InstanceRefresh
from sandbox.aws.schedule import ScheduledAction
from sandbox.aws.storm import PREFIX
from sandbox.aws.world import GROUP_OF

Json = dict[str, Any]
ACTIVITIES_SHOWN = 8


def view(model: AutoScaling, alarms: Alarms, load: Load, values: Mapping[str, float]) -> Json:
    """`{"groups": [...], "alarms": [...], "storm": {...}}`; times are epochs, a value is None until a metric was seen.

    A storm's alarms are counted only: a thousand of them would be told again at each change.
    """
    storm = [alarm for name, alarm in alarms.by_name.items() if name.startswith(PREFIX)]
    return {
        "groups": [
            _group(group, load.percent.get(name), model.refreshes.active(group)) for name, group in model.groups.items()
        ],
        "alarms": [
            _alarm(alarm, values.get(name)) for name, alarm in alarms.by_name.items() if not name.startswith(PREFIX)
        ],
        "storm": {"alarms": len(storm), "firing": sum(alarm.state == "ALARM" for alarm in storm)},
    }


def _group(group: Group, load: float | None, refresh: InstanceRefresh | None) -> Json:
    return {
        "name": group.name,
        "min": group.minimum,
        "max": group.maximum,
        "desired": group.desired,
        "load": load,
        "suspended": list(group.suspended),
        "refresh": {"status": refresh.status, "percent": refresh.percent} if refresh else None,
        "scheduled": [
            _scheduled(action) for action in sorted(group.scheduled.values(), key=lambda each: each.due or 0)
        ],
        "instances": [_instance(instance) for instance in group.instances],
        "activities": [_activity(activity) for activity in group.activities[:ACTIVITIES_SHOWN]],
    }


def _scheduled(action: ScheduledAction) -> Json:
    sizes = {"desired": action.desired, "min": action.minimum, "max": action.maximum}
    return {"name": action.name, "due": action.due, "recurrence": action.recurrence, **sizes}


def _instance(instance: Instance) -> Json:
    return {"id": instance.id, "state": instance.state, "zone": instance.zone, "since": instance.since}


def _activity(activity: Activity) -> Json:
    return {
        "status": activity.status,
        "description": activity.description,
        "progress": activity.progress,
        "message": activity.message,
        "at": activity.started if activity.ended is None else activity.ended,
    }


def _alarm(alarm: Alarm, value: float | None) -> Json:
    return {
        "name": alarm.name,
        "kind": "composite" if alarm.is_composite else "metric",
        "state": alarm.state,
        "reason": alarm.reason,
        "since": alarm.transitioned,
        "metric": alarm.config.get("MetricName"),
        "threshold": alarm.config.get("Threshold"),
        "value": None if value is None else round(value, 1),
        "group": GROUP_OF.get(alarm.name) or _group_dimension(alarm),
    }


def _group_dimension(alarm: Alarm) -> str | None:
    """The group, or the ECS service as `cluster/name`."""
    named = {each["Name"]: each["Value"] for each in alarm.config.get("Dimensions", [])}
    if "ServiceName" in named:
        return f"{named.get('ClusterName')}/{named['ServiceName']}"
    return named.get("AutoScalingGroupName")
