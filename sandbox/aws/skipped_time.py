"""Takes skipped time back from a group: what is to come comes as late as before, and the past is past."""

from collections.abc import Iterable

from sandbox.aws.autoscaling_group import Activity, Group, Instance


def take_back(group: Group, skipped: float, now: float) -> None:
    """Bring the times in a group back to a clock that has gone back by `skipped` seconds."""
    group.retry_at = 0.0
    waiting = group.warm_pool.instances if group.warm_pool else []
    _instances([*group.instances, *waiting], skipped, now)
    _activities(group.activities, now)


def _instances(instances: Iterable[Instance], skipped: float, now: float) -> None:
    for instance in instances:
        instance.since = min(instance.since, now)
        instance.due = None if instance.due is None else instance.due - skipped


def _activities(activities: Iterable[Activity], now: float) -> None:
    for activity in activities:
        activity.started = min(activity.started, now)
        activity.ended = None if activity.ended is None else min(activity.ended, now)
