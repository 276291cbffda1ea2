"""Application Auto Scaling's scalable targets: bounds that move the capacity, scheduled actions, activities."""

from collections.abc import Callable, Iterator, Mapping

from sandbox.aws.account import HOME_PLACE, Place
from sandbox.aws.clock import Clock
from sandbox.aws.protocol import AwsError
from sandbox.aws.scalable import words
from sandbox.aws.scalable.dimensions import FORMS, UNSUPPORTED, fits, role_of, unit
from sandbox.aws.scalable.expressions import parse
from sandbox.aws.scalable.resources import Numbers, Resources
from sandbox.aws.scalable.target import Activity, Key, ScheduledAction, Target

ACTIVITIES_KEPT = 200
TIMES_OUT_AFTER = 1800.0  # seconds; AWS doesn't say after how long an activity is Unfulfilled
STORAGE = "kafka"  # whose volumes never shrink


class ScalableTargets:
    """All targets; `settle` brings them to the present."""

    def __init__(
        self,
        clock: Clock,
        resources: Mapping[str, Resources],
        on_change: Callable[[], None] = lambda: None,
        place: Place = HOME_PLACE,
    ) -> None:
        self.clock = clock
        self.place = place
        self.targets: dict[Key, Target] = {}
        self.gone: list[Target] = []  # whose activities are still told
        self.on_change = on_change
        self.numbers = Numbers()
        self._resources = resources

    def resources(self, namespace: str) -> Resources:
        return self._resources.get(namespace, self.numbers)

    def target(self, key: Key, missing: str = words.NOT_REGISTERED) -> Target:
        """One that is registered; ObjectNotFoundException otherwise."""
        if key not in self.targets:
            _check_form(key)
            raise AwsError("ObjectNotFoundException", missing.format(key=words.key(*key)))
        return self.targets[key]

    def register(self, key: Key, low: int | None, high: int | None, role: str = "") -> Target:
        """A new one, or new bounds of one; the capacity moves within them, as RegisterScalableTarget says."""
        _check_form(key)
        target = self.targets.get(key)
        if target is None and (low is None or high is None):
            raise AwsError("ValidationException", words.NO_BOUNDS)
        low = target.minimum if target and low is None else low
        high = target.maximum if target and high is None else high
        assert low is not None and high is not None
        _check_bounds(key[2], low, high)
        self.capacity(key)  # refused where the resource is not there
        if target is None:
            target = self.targets[key] = Target(
                *key, low, high, self.clock.now(), role or role_of(key[0], self.place), place=self.place
            )
        target.minimum, target.maximum = low, high
        self.enforce(target)
        self.changed()
        return target

    def deregister(self, key: Key) -> Target:
        """Without its policies and scheduled actions; the capacity stays as it is."""
        target = self.target(key, words.NO_TARGET)
        self.gone.append(self.targets.pop(key))
        self.changed()
        return target

    def capacity(self, key: Key) -> int:
        return self.resources(key[0]).capacity(key[1], key[2])

    def enforce(self, target: Target) -> None:
        """Bring the capacity into the bounds."""
        now = self.capacity(target.key)
        if now < target.minimum:
            self.want(target, target.minimum, words.MINIMUM_SET.format(low=target.minimum))
        elif now > target.maximum and target.namespace != STORAGE:
            self.want(target, target.maximum, words.MAXIMUM_SET.format(high=target.maximum))

    def want(self, target: Target, to: int, cause: str) -> Activity:
        """Set the capacity: an activity that waits until it is there."""
        at, what = self.clock.now(), unit(target.dimension)
        activity = Activity(words.SETTING.format(unit=what, to=to), cause, at, to=to)
        self._override(target, to)
        _remember(target, activity)
        try:
            self.resources(target.namespace).set(target.resource, target.dimension, to)
        except AwsError as failure:
            message = words.FAILED.format(unit=what, to=to, reason=failure.message)
            activity.end("Failed", at, message)
        else:
            activity.status = "InProgress"
            activity.message = words.WAITING.format(set=_set(activity, target), namespace=target.namespace)
        self._follow(target, at)
        return activity

    def not_scaled(self, target: Target, cause: str, reason: Mapping[str, object]) -> None:
        """An activity that says why nothing was done; listed for who asks for those too."""
        at = self.clock.now()
        _remember(target, Activity(words.ATTEMPTING, cause, at, "Failed", not_scaled=reason))
        self.on_change()

    def settle(self) -> None:
        """Let everything happen that is due by now."""
        now = self.clock.now()
        for target in list(self.targets.values()):
            for action in sorted(target.scheduled.values(), key=lambda each: each.due or 0.0):
                if action.due is not None and action.due <= now:
                    self._run(target, action, now)
            self._follow(target, now)

    def dues(self, now: float) -> Iterator[float]:
        """When the next scheduled actions run, and activities time out."""
        for target in self.targets.values():
            yield from (action.due for action in target.scheduled.values() if action.due is not None)
            if running := target.running:
                yield running.started + TIMES_OUT_AFTER
                due = self.resources(target.namespace).due(target.resource, target.dimension)
                yield from [due] if due is not None else []

    def changed(self) -> None:
        self.settle()
        self.on_change()

    def _run(self, target: Target, action: ScheduledAction, now: float) -> None:
        """Its bounds become the target's; one that comes again is due again."""
        schedule = parse(action.schedule, action.zone or "UTC", action.start or action.created)
        action.due = None if schedule.is_once else within(schedule.next(now), action.end)
        if target.suspended["ScheduledScalingSuspended"]:
            return
        low = target.minimum if action.minimum is None else action.minimum
        high = target.maximum if action.maximum is None else action.maximum
        said = words.bounds(action.minimum, action.maximum)
        activity = Activity(f"Setting {said}", words.SCHEDULED.format(name=action.name), now)
        _remember(target, activity)
        try:
            _check_bounds(target.dimension, low, high)
            target.minimum, target.maximum = low, high
            activity.status, activity.message = "Successful", f"Successfully set {said}"
            self.enforce(target)
        except AwsError as failure:
            activity.end("Failed", now, f"Failed to set {said}. Reason: {failure.message}")
        self.on_change()

    def _override(self, target: Target, to: int) -> None:
        if (running := target.running) and running.to != to:
            message = words.OVERRIDDEN.format(set=_set(running, target), now=to)
            running.end("Overridden", self.clock.now(), message)

    def _follow(self, target: Target, now: float) -> None:
        """The activity that waits ends when the resource is as wanted, is changed by others, or takes too long."""
        running = target.running
        if running is None or running.to is None:
            return
        resources = self.resources(target.namespace)
        try:
            wanted = resources.capacity(target.resource, target.dimension)
            is_there = resources.has(target.resource, target.dimension, running.to)
        except AwsError as gone:
            running.end("Failed", now, gone.message)
            return
        said = _set(running, target)
        if wanted != running.to:
            running.end("Overridden", now, words.OVERRIDDEN.format(set=said, now=wanted))
        elif is_there:
            running.end("Successful", now, words.FULFILLED.format(set=said, namespace=target.namespace))
        elif running.started + TIMES_OUT_AFTER <= now:
            running.end("Unfulfilled", now, words.UNFULFILLED.format(set=said, namespace=target.namespace))
        else:
            return
        self.on_change()


def within(due: float | None, end: float | None) -> float | None:
    return due if due is None or end is None or due <= end else None


def _set(activity: Activity, target: Target) -> str:
    return words.SET.format(unit=unit(target.dimension), to=activity.to)


def _remember(target: Target, activity: Activity) -> None:
    target.activities.insert(0, activity)
    del target.activities[ACTIVITIES_KEPT:]


def _check_form(key: Key) -> None:
    if not fits(*key):
        raise AwsError("ValidationException", UNSUPPORTED)


def _check_bounds(dimension: str, low: int, high: int) -> None:
    least = FORMS[dimension].least
    if low < least:
        raise AwsError("ValidationException", words.TOO_LOW.format(least=least))
    if high < low:
        raise AwsError("ValidationException", words.MIN_ABOVE_MAX)
