"""All that can be scaled, of every kind that there is here: who asks for a name gets the right kind's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from app.base.errors import BellhopError, Later
from app.base.values import dataclass

if TYPE_CHECKING:
    from app.aws.scaling import Group, ScheduledAction
    from app.queues.timers import Timekeeper
    from app.scaling.own_schedule import OwnSchedule
    from app.scaling.target import Target, TargetKind
    from app.store.table import Table

T = TypeVar("T")

GROUP = "group"
OWN_SCHEDULE = "scale-own"  # its timers wait on the queue: never renamed


def all_kinds() -> Mapping[str, Callable[[], TargetKind]]:
    from app.scaling.catalogue import KINDS

    return KINDS


def own_schedule(table: Table, timekeeper: Timekeeper) -> OwnSchedule:
    from app.scaling.own_schedule import OwnSchedule

    return OwnSchedule(table, timekeeper)


@dataclass(frozen=True)
class Found:
    """All that there are, by name, and why there may be more."""

    groups: tuple[Group, ...]
    problems: tuple[BellhopError, ...] = ()


@dataclass(frozen=True)
class Targets:
    """`catalogue` is that of catalogue.py, which λ alarms does not load: it scales nothing.

    listed  the kinds that are looked for and listed. What is known by its whole name is found whatever its kind: a
            change is followed to its end also after its kind was taken off the list.
    own     Bellhop's own schedule, for what has none in AWS; Auto Scaling groups always have one
    """

    catalogue: Callable[[], Mapping[str, Callable[[], TargetKind]]] = all_kinds
    listed: tuple[str, ...] = (GROUP,)
    own: Callable[[], OwnSchedule] | None = None

    @property
    def kinds(self) -> tuple[TargetKind, ...]:
        return tuple(map(self._kind, self.listed))

    def load(self) -> None:
        """Make what is listed now, so that no job waits for it."""
        assert self.kinds

    def all(self) -> tuple[Group, ...]:
        """All that there are, by name; without the kinds that AWS refuses to list, unless that is each."""
        found = self.found()
        if found.problems and not found.groups:
            raise found.problems[0]
        return found.groups

    def found(self) -> Found:
        """What there is of each kind; raises Later if AWS can't say now."""
        groups, problems = self._of_each(lambda kind: kind.all())
        carried = map(self._carried, groups)
        return Found(tuple(sorted(carried, key=lambda group: group.name)), tuple(problems))

    def _carried(self, group: Group) -> Group:
        if self.own is None or not group.lacks:
            return group
        from app.scaling.own_schedule import carried

        return carried(group)

    def _of_each(self, ask: Callable[[TargetKind], Iterable[T]]) -> tuple[list[T], list[BellhopError]]:
        """What each kind answers, and what AWS refuses."""
        found: list[T] = []
        problems: list[BellhopError] = []
        for kind in self.kinds:
            try:
                found += ask(kind)
            except Later:
                raise
            except BellhopError as problem:
                problems.append(problem)
        return found, problems

    def scheduled(self) -> tuple[ScheduledAction, ...]:
        """The scheduled actions of all; without the kinds that AWS refuses to tell of, unless that is each."""
        known, problems = self._of_each(lambda kind: kind.scheduled())
        if problems and not known:
            raise problems[0]
        own = self.own().of() if self.own and self.listed != (GROUP,) else ()
        return (*known, *own)

    def is_whole(self, word: str) -> bool:
        """Whether only one kind can have something of this name: then nothing need be listed."""
        kind = self._kind_of(word)
        return kind in self.listed and (kind != GROUP or len(self.listed) == 1)

    def at(self, name: str, arn: str = "") -> Target:
        """The one with this whole name, without a call to AWS."""
        kind = self._kind_of(name)
        target = self._kind(kind).at(name, arn)
        if kind == GROUP or self.own is None:
            return target
        from app.scaling.own_schedule import Carried

        return Carried(target, self.own())

    def _kind_of(self, name: str) -> str:
        """`ecs` of `ecs:shop/web`: the name of no Auto Scaling group has a colon."""
        before, colon, _ = name.partition(":")
        return before if colon and before in self.catalogue() else GROUP

    def _kind(self, name: str) -> TargetKind:
        if name not in self._made:
            self._made[name] = self.catalogue()[name]()
        return self._made[name]

    @cached_property
    def _made(self) -> dict[str, TargetKind]:
        return {}
