"""Warm pools: prepared instances that wait next to their group, so that a launch takes a quarter of the time."""

from sandbox.aws import autoscaling_words as words
from sandbox.aws.autoscaling_group import Activity, Group, Instance, WarmPool

FASTER = 4.0  # a start from the pool takes this part of a launch


def settle_pool(group: Group, now: float) -> None:
    """Bring the pool to its size, and those on their way to their states."""
    pool = group.warm_pool
    if pool is None:
        return
    for instance in list(pool.instances):
        if instance.due is not None and instance.due <= now:
            _arrive(pool, instance)
    if pool.is_ending:
        if not pool.instances:
            group.warm_pool = None
    elif "Launch" not in group.suspended:
        _fill(group, pool, now)


def start_ending(group: Group, now: float) -> None:
    """The pool is gone once its instances are."""
    pool = group.warm_pool
    assert pool is not None
    pool.is_ending = True
    for instance in pool.instances:
        instance.state, instance.since, instance.due = "Warmed:Terminating", now, now + group.seconds_per_launch


def take_warm(group: Group, now: float) -> Instance | None:
    """A ready instance out of the pool for a launch, still in its warmed state, or None."""
    pool = group.warm_pool
    if pool is None or pool.is_ending:
        return None
    instance = next((each for each in pool.instances if each.state == f"Warmed:{pool.state}"), None)
    if instance is not None:
        pool.instances.remove(instance)
        instance.due = now + group.seconds_per_launch / FASTER
    return instance


def wanted(group: Group, pool: WarmPool) -> int:
    """How many should wait: the prepared capacity minus the desired one, at least the pool's minimum."""
    prepared = group.maximum if pool.most is None else pool.most
    return max(pool.least, prepared - group.desired)


def _fill(group: Group, pool: WarmPool, now: float) -> None:
    lasting = [each for each in pool.instances if each.state != "Warmed:Terminating"]
    for _ in range(wanted(group, pool) - len(lasting)):
        zone = group.zones[len(pool.instances) % len(group.zones)]
        instance = Instance(zone, "Warmed:Pending", now, now + group.seconds_per_launch, type=group.first_type[0])
        cause = words.warmed(now)
        description = f"{words.LAUNCHING_INTO_POOL}: {instance.id}"
        instance.activity = Activity(description, cause, now, zone, "PreInService", 30)
        pool.instances.append(instance)
        group.activities.insert(0, instance.activity)
    for instance in lasting[wanted(group, pool) :]:
        instance.state, instance.since, instance.due = "Warmed:Terminating", now, now + group.seconds_per_launch


def _arrive(pool: WarmPool, instance: Instance) -> None:
    if instance.state == "Warmed:Terminating":
        pool.instances.remove(instance)
        return
    if instance.activity:
        instance.activity.end(instance.due or 0.0)
    instance.state, instance.since, instance.due = f"Warmed:{pool.state}", instance.due or 0.0, None
