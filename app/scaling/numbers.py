"""What has a plain number that Application Auto Scaling changes: limits, schedules and suspension are its own.

A row of app/aws/scaled_numbers/ is one kind of number. Only what is registered there is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial

from app.aws.application_autoscaling import ScalableTargets
from app.aws.numbers import Numbers
from app.aws.scalable_target import ScalableTarget
from app.aws.scaled_number import Number, Row
from app.aws.scaled_numbers.catalogue import OF_KIND
from app.aws.scaling import Ability, Activity, Capacity, Group, Refresh, ScheduledAction
from app.aws.scaling_policy import ScalingPolicy
from app.base.at_once import each_at_once
from app.base.clock import Clock, now
from app.base.errors import Wrong
from app.base.values import dataclass
from app.scaling.limits import BOUNDS_SUFFIX, both, pinning, require_within, restoring
from app.scaling.number_group import NO_REFRESH, SIZE_NOW, group_of, limits_of, listed, number_in

NOT_REGISTERED = "`{name}` is not registered with Application Auto Scaling, or there is nothing of that name."


@dataclass(frozen=True)
class NumberTarget:
    """One number of one resource, such as `dynamodb:orders:read`."""

    name: str
    row: Row
    scalable: ScalableTargets
    numbers: Numbers
    clock: Clock = now

    def now(self) -> Group | None:
        known = self._known()
        return self._seen(known)[0] if known else None

    def activities(self, most: int = 20) -> tuple[Activity, ...]:
        known = self._known()
        return self.scalable.activities(known.resource, most) if known else ()

    def policies(self) -> tuple[ScalingPolicy, ...]:
        known = self._known()
        return self.scalable.policies(known.resource) if known else ()

    def scheduled(self) -> tuple[ScheduledAction, ...]:
        known = self._known()
        return listed(self.scalable.scheduled(known.resource), self.row, self.clock) if known else ()

    def refreshes(self) -> tuple[Refresh, ...]:
        return ()

    def set_desired(self, desired: int) -> None:
        known, group, limits = self._registered()
        require_within(limits, desired, self.name)
        _require(group, Ability.SIZE)
        if self.row.change:
            self.numbers.change(self.row, known.resource, desired)
        else:
            self._pin(known, limits, Capacity(limits.minimum, limits.maximum, desired))

    def resize(self, to: Capacity) -> None:
        """Where its service sets the number, Application Auto Scaling never has one to move into new limits."""
        known, group, limits = self._registered()
        is_other = to.desired != group.desired
        if is_other:
            _require(group, Ability.SIZE)
        set_bounds = partial(self.scalable.set_bounds, known.resource)
        set_number = partial(self.numbers.change, self.row, known.resource)
        bounds = partial(set_bounds, to.minimum, to.maximum)
        if not self.row.change:
            if is_other or limits != known:
                self._pin(known, limits, to)
            else:
                bounds()
        elif not to.minimum <= group.desired <= to.maximum:
            both(partial(set_number, to.desired), bounds, back=partial(set_number, group.desired))
        elif is_other:
            both(bounds, partial(set_number, to.desired), back=partial(set_bounds, known.minimum, known.maximum))
        else:
            bounds()

    def schedule(self, action: ScheduledAction) -> None:
        """What restores the limits first: a process that dies in between leaves them as they are to be."""
        known, group, limits = self._registered()
        action = replace(action, group=known.resource)
        if action.desired is None:
            _require(group, Ability.BOUNDS_LATER)
            self.scalable.schedule(action)
            return
        _require(group, Ability.ONCE if action.at else Ability.AGAIN)
        after = restoring(action, limits)
        drop = partial(self.scalable.unschedule, known.resource, after.name)
        both(partial(self.scalable.schedule, after), partial(self.scalable.schedule, pinning(action)), back=drop)

    def unschedule(self, name: str) -> None:
        """What sets the number first: without the other one the limits would stay there."""
        known = self._known()
        if known:
            for each in (name, f"{name}{BOUNDS_SUFFIX}"):
                self.scalable.unschedule(known.resource, each)

    def suspend(self, processes: Sequence[str]) -> None:
        """What would restore limits in a minute may be suspended now, so they are restored at once."""
        known, _, limits = self._registered()
        if limits != known:
            self.scalable.set_bounds(known.resource, limits.minimum, limits.maximum)
        self.scalable.set_suspended(known.resource, dict.fromkeys(processes, True))

    def resume(self, processes: Sequence[str]) -> None:
        known, _, _ = self._registered()
        self.scalable.set_suspended(known.resource, dict.fromkeys(processes, False))

    def start_refresh(self) -> None:
        raise Wrong(NO_REFRESH.format(name=self.name, many=self.row.many))

    def cancel_refresh(self) -> None:
        self.start_refresh()

    def roll_back_refresh(self) -> None:
        self.start_refresh()

    def _known(self) -> ScalableTarget | None:
        """What is registered; some names do not say the whole resource."""
        if not self.row.parts_of(self.name):
            return None
        resource = self.row.resource_of(self.name)
        found = self.scalable.of([resource]) if resource else self.scalable.all()
        return next((each for each in found if self.row.name_of(each.resource) == self.name), None)

    def _registered(self) -> tuple[ScalableTarget, Group, ScalableTarget]:
        """With how it is, and the limits that count. Else Application Auto Scaling would register it."""
        known = self._known()
        group, limits = self._seen(known) if known else (None, None)
        if known is None or group is None or limits is None:
            raise Wrong(NOT_REGISTERED.format(name=self.name))
        return known, group, limits

    def _seen(self, known: ScalableTarget) -> tuple[Group | None, ScalableTarget]:
        limits = limits_of(known, self.scalable.scheduled(known.resource), self.clock)
        newest = () if self.row.change else self.scalable.activities(known.resource, looked_at(self.row))
        number = number_of(self.row, known, self.numbers, lambda: newest)
        return (group_of(self.row, known, limits, number, newest) if number else None), limits

    def _pin(self, known: ScalableTarget, limits: ScalableTarget, to: Capacity) -> None:
        """The limits that are to be are scheduled first: a process that dies in between has changed nothing.

        Limits that an earlier change is still to restore are still to be restored if AWS refuses this one.
        """
        at_once = ScheduledAction(known.resource, SIZE_NOW, self.clock())
        after = restoring(replace(at_once, minimum=to.minimum, maximum=to.maximum), known)
        before = restoring(replace(at_once, minimum=limits.minimum, maximum=limits.maximum), known)
        drop = partial(self.scalable.unschedule, known.resource, after.name)
        back = drop if limits == known else partial(self.scalable.schedule, before)
        pin = partial(self.scalable.set_bounds, known.resource, to.desired, to.desired)
        both(partial(self.scalable.schedule, after), pin, back=back)


@dataclass(frozen=True)
class NumberKind:
    """The numbers of one kind that are registered in the account and region."""

    kind: str
    numbers: Numbers
    door: Callable[[str, str], ScalableTargets] = ScalableTargets
    clock: Clock = now

    def all(self) -> tuple[Group, ...]:
        """Each number is a call, so some are asked for at once."""
        asked = [(row, target, plans) for row in self._rows for target, plans in self._of(row)]
        return tuple(filter(None, each_at_once(self._look, asked)))

    def scheduled(self) -> tuple[ScheduledAction, ...]:
        return tuple(
            action
            for row in self._rows
            for action in listed(self._doors[row.dimension].scheduled(), row, self.clock)
            if action.group
        )

    def at(self, name: str, arn: str = "") -> NumberTarget:
        row = next((row for row in self._rows if row.parts_of(name)), self._rows[0])
        return NumberTarget(name, row, self._doors[row.dimension], self.numbers, self.clock)

    @property
    def _rows(self) -> tuple[Row, ...]:
        return OF_KIND[self.kind]

    @cached_property
    def _doors(self) -> dict[str, ScalableTargets]:
        return {row.dimension: self.door(row.namespace, row.dimension) for row in self._rows}

    def _of(self, row: Row) -> Iterator[tuple[ScalableTarget, tuple[ScheduledAction, ...]]]:
        door = self._doors[row.dimension]
        targets = [target for target in door.all() if row.name_of(target.resource)]
        planned = door.scheduled() if targets else ()
        yield from ((target, planned) for target in targets)

    def _look(self, asked: tuple[Row, ScalableTarget, tuple[ScheduledAction, ...]]) -> Group | None:
        row, target, planned = asked
        number = number_of(
            row, target, self.numbers, partial(self._doors[row.dimension].activities, target.resource, looked_at(row))
        )
        return group_of(row, target, limits_of(target, planned, self.clock), number) if number else None


def numbers_of(kind: str) -> NumberKind:
    return NumberKind(kind, Numbers())


def looked_at(row: Row) -> int:
    """How many activities: the newest one is what goes on now, and the newest that sets a number may be older."""
    return 1 if row.read else 20


def number_of(
    row: Row, target: ScalableTarget, numbers: Numbers, activities: Callable[[], Sequence[Activity]]
) -> Number | None:
    """What its service tells; else what the newest of its activities set; else no less than its minimum."""
    if row.read:
        return numbers.read(row, target.resource)
    told = next((told for told in map(number_in, activities()) if told is not None), None)
    return Number(target.minimum, target.minimum, is_known=False) if told is None else Number(told, told)


def _require(group: Group, ability: Ability) -> None:
    if why := group.cannot(ability):
        raise Wrong(why)
