"""Auto Scaling's groups as AWS keeps them: sizes within bounds, scheduled actions executed, time that passes."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.aws import autoscaling_words as words
from sandbox.aws.autoscaling_group import Activity, Group, Instance, fingerprint, reconcile, start_terminating, step
from sandbox.aws.clock import Clock
from sandbox.aws.protocol import AwsError
from sandbox.aws.refresh import Refreshes
from sandbox.aws.schedule import next_due


class AutoScaling:
    """Every group; `settle` brings them to the present and is called before each answer and a few times a second."""

    def __init__(self, clock: Clock, on_change: Callable[[], None] = lambda: None) -> None:
        self.clock = clock
        self.groups: dict[str, Group] = {}
        self.on_change = on_change
        self.refreshes = Refreshes()

    def group(self, name: str) -> Group:
        if name not in self.groups:
            raise AwsError("ValidationError", words.NO_GROUP)
        return self.groups[name]

    def changeable(self, name: str) -> Group:
        """A group for somebody who wants to change it: one with an operator is that service's alone."""
        group = self.group(name)
        if group.operator:
            raise AwsError("ValidationError", words.LOCKED.format(name=name, operator=group.operator))
        return group

    def create(self, group: Group, settled: bool = False) -> None:
        """Add a group; `settled`: with all its instances in service already, as one that is not new."""
        if group.name in self.groups:
            raise AwsError("AlreadyExists", words.GROUP_EXISTS.format(name=group.name))
        _check_sizes(group.minimum, group.maximum, group.desired)
        group.wish = words.created(group.created, group.desired)
        self.groups[group.name] = group
        if settled:
            group.instances = [
                Instance(group.zones[n % len(group.zones)], "InService", group.created, None)
                for n in range(group.desired)
            ]
        self.settle()
        self.on_change()

    def delete(self, name: str, force: bool) -> None:
        if self.group(name).instances and not force:
            raise AwsError("ResourceInUse", words.STILL_INSTANCES)
        del self.groups[name]
        self.on_change()

    def set_desired(self, name: str, wanted: int, honor_cooldown: bool = False) -> None:
        """SetDesiredCapacity: bounds first, then the cooldown where it is to be honoured."""
        group, now = self.changeable(name), self.clock.now()
        if wanted > group.maximum:
            raise AwsError("ValidationError", words.ABOVE_MAX.format(wanted=wanted, bound=group.maximum))
        if wanted < group.minimum:
            raise AwsError("ValidationError", words.BELOW_MIN.format(wanted=wanted, bound=group.minimum))
        if honor_cooldown and (running := _still_cooling(group, now)):
            raise AwsError("ScalingActivityInProgress", words.IN_PROGRESS.format(activity=running.id))
        self._want(group, wanted, words.request_to_set(now, group.desired, wanted))

    def update(self, name: str, minimum: int | None, maximum: int | None, desired: int | None) -> None:
        """UpdateAutoScalingGroup: a size out of the new bounds moves to the bound, unless it was asked for."""
        group = self.changeable(name)
        self._resize(group, minimum, maximum, desired, words.request_to_update)

    def terminate(self, instance_id: str, decrement: bool) -> Activity:
        for group in self.groups.values():
            for instance in group.instances:
                if instance.id == instance_id and instance.state != "Terminating":
                    return self._terminate_on_request(group, instance, decrement)
        raise AwsError("ValidationError", words.NO_INSTANCE.format(instance=instance_id))

    def reset_clock(self) -> None:
        """Take back all skipped time: what is going on goes on, and what has happened has happened by now."""
        skipped, self.clock.skipped = self.clock.skipped, 0.0
        now = self.clock.now()
        for group in self.groups.values():
            group.retry_at = 0.0
            for instance in group.instances:
                instance.since = min(instance.since, now)
                instance.due = None if instance.due is None else instance.due - skipped
            for activity in group.activities:
                activity.started = min(activity.started, now)
                activity.ended = None if activity.ended is None else min(activity.ended, now)

    def settle(self) -> None:
        """Let everything happen that is due by now."""
        now = self.clock.now()
        for group in self.groups.values():
            before = fingerprint(group)
            self._run_schedule(group, now)
            for instance in list(group.instances):
                if instance.due is not None and instance.due <= now:
                    step(group, instance)
            reconcile(group, now)
            self.refreshes.settle(group, now)
            if fingerprint(group) != before:
                self.on_change()

    def _want(self, group: Group, wanted: int, wish: str) -> None:
        if wanted != group.desired:
            group.desired, group.wish, group.retry_at = wanted, wish, 0.0
        self.settle()
        self.on_change()

    def _resize(
        self,
        group: Group,
        minimum: int | None,
        maximum: int | None,
        desired: int | None,
        wish: Callable[[float, int, int, int, int], str],
    ) -> None:
        low = group.minimum if minimum is None else minimum
        high = group.maximum if maximum is None else maximum
        wanted = min(max(group.desired, low), max(high, low)) if desired is None else desired
        _check_sizes(low, high, wanted)
        group.minimum, group.maximum = low, high
        self._want(group, wanted, wish(self.clock.now(), low, high, group.desired, wanted))

    def _terminate_on_request(self, group: Group, instance: Instance, decrement: bool) -> Activity:
        if decrement and group.desired <= group.minimum:
            raise AwsError("ValidationError", words.AT_MINIMUM.format(low=group.minimum))
        now = self.clock.now()
        activity = start_terminating(group, instance, now, words.user_terminated(now, instance.id))
        if decrement:
            group.desired -= 1
        group.wish = ""
        self.settle()
        self.on_change()
        return activity

    def _run_schedule(self, group: Group, now: float) -> None:
        for action in list(group.scheduled.values()):
            if action.due is None or action.due > now:
                continue
            if action.recurrence:
                group.scheduled[action.name] = replace(action, due=next_due(action.recurrence, now, action.zone))
            else:
                del group.scheduled[action.name]
            if "ScheduledActions" not in group.suspended:
                self._resize(group, action.minimum, action.maximum, action.desired, words.scheduled_update)


def _check_sizes(low: int, high: int, desired: int) -> None:
    if low > high:
        raise AwsError("ValidationError", words.MIN_ABOVE_MAX.format(low=low, high=high))
    if not low <= desired <= high:
        raise AwsError("ValidationError", words.OUTSIDE.format(wanted=desired, low=low, high=high))


def _still_cooling(group: Group, now: float) -> Activity | None:
    """The activity that blocks a change which honours the cooldown."""
    if running := group.activity_in_progress():
        return running
    ended = [activity for activity in group.activities if activity.ended and activity.ended + group.cooldown > now]
    return ended[0] if ended else None
