"""How a group reaches its desired capacity: launches, terminations and replacements, over seconds."""

from sandbox.aws import autoscaling_words as words
from sandbox.aws.autoscaling_group import Activity, Group, Instance
from sandbox.aws.warm_pool import take_warm

SECONDS_BETWEEN_TRIES = 30.0
ACTIVITIES_KEPT = 200


def reconcile(group: Group, now: float) -> None:
    """Start or terminate instances until as many count as are desired."""
    _replace_unhealthy(group, now)
    if group.capacity < group.desired and "Launch" not in group.suspended and group.retry_at <= now:
        _launch(group, now)
    if group.capacity > group.desired and "Terminate" not in group.suspended:
        _terminate_surplus(group, now)
    del group.activities[ACTIVITIES_KEPT:]


def _launch(group: Group, now: float) -> None:
    """A zone without capacity is reported once, and the others take over; if none has any, it is retried."""
    zones = [zone for zone in group.zones if zone not in group.zones_without_capacity]
    for zone in reversed([zone for zone in group.zones if zone not in zones]):
        _fail_launch(group, now, zone, group.launch_failure or "")
    if not zones:
        group.retry_at = now + SECONDS_BETWEEN_TRIES
    while zones and group.capacity < group.desired:
        _start_launching(group, now, _emptiest(group, zones))


def _emptiest(group: Group, zones: list[str]) -> str:
    used = [instance.zone for instance in group.lasting]
    return min(zones, key=used.count)


def _start_launching(group: Group, now: float, zone: str) -> None:
    count = group.capacity
    instance = take_warm(group, now) or _new_instance(group, now, zone)
    is_warm = instance.state.startswith("Warmed")
    instance.state, instance.since, instance.protected = "Pending", now, _is_born_protected(group)
    description = (words.LAUNCHING_WARM if is_warm else words.LAUNCHING) + f": {instance.id}"
    cause = _cause(group, words.started(now, count, count + instance.weight))
    instance.activity = Activity(description, cause, now, instance.zone, "PreInService", 30)
    group.instances.append(instance)
    group.activities.insert(0, instance.activity)


def _new_instance(group: Group, now: float, zone: str) -> Instance:
    kind, weight = group.first_type
    return Instance(zone, "Pending", now, now + group.seconds_per_launch, type=kind, weight=weight)


def _is_born_protected(group: Group) -> bool:
    return bool(group.settings.get("NewInstancesProtectedFromScaleIn"))


def _fail_launch(group: Group, now: float, zone: str, reason: str) -> None:
    """One failed try; the desired capacity stays."""
    count, weight = group.capacity, group.first_type[1]
    message = f"{reason.format(zone=zone)} {words.LAUNCH_FAILED}"
    cause = _cause(group, words.started(now, count, count + weight))
    activity = Activity(words.failed_launch(message), cause, now, zone, "Failed", 100, now, message)
    group.activities.insert(0, activity)


def _terminate_surplus(group: Group, now: float) -> None:
    """Those that are not in service first, then the oldest; never protected ones, nor below the desired capacity."""
    free = [instance for instance in group.lasting if not instance.protected]
    for instance in sorted(free, key=lambda instance: (instance.state != "Pending", instance.since)):
        count = group.capacity
        if count - instance.weight >= group.desired:
            after = count - instance.weight
            start_terminating(group, instance, now, _cause(group, words.taken_out(now, count, after, instance.id)))
    is_blocked = all(instance.protected for instance in group.lasting) and group.capacity > group.desired
    if is_blocked and group.protection_told != group.desired:
        group.protection_told = group.desired
        group.activities.insert(0, _blocked_by_protection(group, now))


def _blocked_by_protection(group: Group, now: float) -> Activity:
    cause = _cause(group, words.PROTECTED)
    return Activity(words.PROTECTED, cause, now, group.zones[0], "Cancelled", 100, now, words.PROTECTED)


def _replace_unhealthy(group: Group, now: float) -> None:
    if {"ReplaceUnhealthy", "Terminate"} & set(group.suspended):
        return
    for instance in group.lasting:
        if not instance.healthy:
            start_terminating(group, instance, now, words.unhealthy(now, instance.id))


def _cause(group: Group, what_happened: str) -> str:
    return f"{group.cause}  {what_happened}" if group.cause else what_happened


def start_terminating(group: Group, instance: Instance, now: float, cause: str) -> Activity:
    """Start to terminate an instance; a launch that isn't finished is cancelled."""
    if instance.activity and instance.activity.ended is None:
        instance.activity.end(now, "Cancelled")
    description = words.TERMINATING.format(instance=instance.id)
    activity = Activity(description, cause, now, instance.zone, "InProgress", 50)
    instance.state, instance.since, instance.due = "Terminating", now, now + group.seconds_per_launch
    instance.activity = activity
    group.activities.insert(0, activity)
    return activity


def step(group: Group, now: float) -> None:
    """Move the instances whose time has come: pending ones into service, terminating ones out."""
    for instance in list(group.instances):
        if instance.due is None or instance.due > now:
            continue
        if instance.activity:
            instance.activity.end(instance.due)
        if instance.state == "Terminating":
            group.instances.remove(instance)
        else:
            instance.state, instance.since, instance.due = "InService", instance.due, None
