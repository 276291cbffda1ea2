"""Auto Scaling's groups as in AWS: sizes within limits, scheduled actions, and time that passes."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.aws import autoscaling_words as words
from sandbox.aws.account import HOME_PLACE, Place
from sandbox.aws.autoscaling_group import Activity, Group, Instance, fingerprint
from sandbox.aws.capacity import reconcile, start_terminating, step
from sandbox.aws.clock import Clock
from sandbox.aws.protocol import AwsError
from sandbox.aws.refresh import Refreshes
from sandbox.aws.schedule import ScheduledAction, following
from sandbox.aws.skipped_time import take_back
from sandbox.aws.warm_pool import settle_pool


class AutoScaling:
    """All groups; `settle` brings them to the present and is called before each answer and a few times a second."""

    def __init__(self, clock: Clock, on_change: Callable[[], None] = lambda: None, place: Place = HOME_PLACE) -> None:
        self.clock = clock
        self.place = place
        self.groups: dict[str, Group] = {}
        self.deleted: list[Group] = []
        self.on_change = on_change
        self.refreshes = Refreshes()

    def group(self, name: str) -> Group:
        if name not in self.groups:
            raise AwsError("ValidationError", words.NO_GROUP)
        return self.groups[name]

    def changeable(self, name: str) -> Group:
        """A group for somebody who wants to change it: only its operator can, if it has one."""
        group = self.group(name)
        if group.operator:
            raise AwsError("ValidationError", words.LOCKED.format(name=name, operator=group.operator))
        return group

    def create(self, group: Group, settled: bool = False) -> None:
        """Add a group; `settled`: with all its instances already in service, not as a new one."""
        if group.name in self.groups:
            raise AwsError("AlreadyExists", words.GROUP_EXISTS.format(name=group.name))
        _check_sizes(group.minimum, group.maximum, group.desired)
        group.place = self.place
        group.cause = words.created(group.created, group.desired)
        self.groups[group.name] = group
        if settled:
            settle_at_once(group)
        self.settle()
        self.on_change()

    def delete(self, name: str, force: bool) -> None:
        group = self.changeable(name)
        if (group.instances or group.warm_pool) and not force:
            raise AwsError("ResourceInUse", words.STILL_INSTANCES)
        del self.groups[name]
        self.deleted.append(group)
        self.refreshes.forget(group)
        self.on_change()

    def set_desired(self, name: str, wanted: int, honor_cooldown: bool = False, cause: str = "") -> None:
        """SetDesiredCapacity: limits first, then the cooldown if it is honored; `cause` says who asks."""
        group, now = self.changeable(name), self.clock.now()
        if wanted > group.maximum:
            raise AwsError("ValidationError", words.ABOVE_MAX.format(wanted=wanted, bound=group.maximum))
        if wanted < group.minimum:
            raise AwsError("ValidationError", words.BELOW_MIN.format(wanted=wanted, bound=group.minimum))
        if honor_cooldown and (running := _still_cooling(group, now)):
            raise AwsError("ScalingActivityInProgress", words.IN_PROGRESS.format(activity=running.id))
        self._want(group, wanted, cause or words.request_to_set(now, group.desired, wanted))

    def update(self, name: str, minimum: int | None, maximum: int | None, desired: int | None) -> None:
        """UpdateAutoScalingGroup: a size outside the new limits moves to the limit, unless it was requested."""
        group = self.changeable(name)
        self._resize(group, minimum, maximum, desired, words.request_to_update)

    def terminate(self, instance_id: str, decrement: bool) -> Activity:
        for group in self.groups.values():
            for instance in group.instances:
                if instance.id == instance_id and instance.state != "Terminating":
                    return self._terminate_on_request(group, instance, decrement)
        raise AwsError("ValidationError", words.NO_INSTANCE.format(instance=instance_id))

    def reset_clock(self) -> None:
        """Take back all skipped time: current work continues, and past events stay past."""
        skipped, self.clock.skipped = self.clock.skipped, 0.0
        for group in self.groups.values():
            take_back(group, skipped, self.clock.now())
            self.refreshes.take_back(group, self.clock.now())

    def settle(self) -> None:
        """Let everything happen that is due by now."""
        now = self.clock.now()
        for group in list(self.groups.values()):
            before = fingerprint(group), self.refreshes.look(group)
            self._run_schedule(group, now)
            step(group, now)
            self.refreshes.settle(group, now)
            reconcile(group, now)
            settle_pool(group, now)
            if (fingerprint(group), self.refreshes.look(group)) != before:
                self.on_change()

    def _want(self, group: Group, wanted: int, cause: str) -> None:
        if wanted != group.desired:
            group.desired, group.cause, group.retry_at = wanted, cause, 0.0
            group.protection_told = None
        self.settle()
        self.on_change()

    def _resize(
        self,
        group: Group,
        minimum: int | None,
        maximum: int | None,
        desired: int | None,
        cause: Callable[[float, int, int, int, int], str],
    ) -> None:
        low = group.minimum if minimum is None else minimum
        high = group.maximum if maximum is None else maximum
        wanted = min(max(group.desired, low), max(high, low)) if desired is None else desired
        _check_sizes(low, high, wanted)
        group.minimum, group.maximum = low, high
        self._want(group, wanted, cause(self.clock.now(), low, high, group.desired, wanted))

    def _terminate_on_request(self, group: Group, instance: Instance, decrement: bool) -> Activity:
        if decrement and group.desired <= group.minimum:
            raise AwsError("ValidationError", words.AT_MINIMUM.format(low=group.minimum))
        self.changeable(group.name)
        now = self.clock.now()
        activity = start_terminating(group, instance, now, words.user_terminated(now, instance.id))
        if decrement:
            group.desired = max(group.minimum, group.desired - instance.weight)
        group.cause = ""
        self.settle()
        self.on_change()
        return activity

    def _run_schedule(self, group: Group, now: float) -> None:
        for action in list(group.scheduled.values()):
            if action.due is None or action.due > now:
                continue
            if (due := following(action, now)) is None:
                del group.scheduled[action.name]
            else:
                group.scheduled[action.name] = replace(action, due=due)
            if "ScheduledActions" not in group.suspended:
                self._carry_out(group, action)

    def _carry_out(self, group: Group, action: ScheduledAction) -> None:
        """If the action doesn't fit any more, it becomes a failed activity."""
        try:
            self._resize(group, action.minimum, action.maximum, action.desired, words.scheduled_update)
        except AwsError as wrong:
            now, what = self.clock.now(), words.FAILED_SCHEDULED.format(name=action.name)
            failed = Activity(what, what, now, group.zones[0], "Failed", 100, now, wrong.message)
            group.activities.insert(0, failed)


def settle_at_once(group: Group) -> None:
    """All desired instances are in service already."""
    kind, weight = group.first_type
    group.instances = []
    while group.capacity < group.desired:
        zone = group.zones[len(group.instances) % len(group.zones)]
        group.instances.append(Instance(zone, "InService", group.created, None, type=kind, weight=weight))


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
