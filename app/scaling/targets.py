"""All that can be scaled, of every kind that there is here: who asks for a name gets the right kind's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from app.base.errors import BellhopError, Later
from app.base.values import dataclass

if TYPE_CHECKING:
    from app.aws.scaling import Group, ScheduledAction
    from app.scaling.target import Target, TargetKind

T = TypeVar("T")

GROUP = "group"


def all_kinds() -> Mapping[str, Callable[[], TargetKind]]:
    from app.scaling.catalogue import KINDS

    return KINDS


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
    """

    catalogue: Callable[[], Mapping[str, Callable[[], TargetKind]]] = all_kinds
    listed: tuple[str, ...] = (GROUP,)

    @property
    def kinds(self) -> tuple[TargetKind, ...]:
        return tuple(map(self._kind, self.listed))

    def load(self) -> None:
        """Make what is listed now, so that no job waits for it."""
        for kind in self.listed:
            self._kind(kind)

    def all(self) -> tuple[Group, ...]:
        """All that there are, by name; without the kinds that AWS refuses to list, unless that is each."""
        found = self.found()
        if found.problems and not found.groups:
            raise found.problems[0]
        return found.groups

    def found(self) -> Found:
        """What there is of each kind; raises Later if AWS can't say now."""
        groups, problems = self._of_each(lambda kind: kind.all())
        return Found(tuple(sorted(groups, key=lambda group: group.name)), tuple(problems))

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
        return tuple(known)

    def is_whole(self, word: str) -> bool:
        """Whether only one kind can have something of this name: then nothing need be listed."""
        kind = self._kind_of(word)
        return kind in self.listed and (kind != GROUP or len(self.listed) == 1)

    def at(self, name: str, arn: str = "") -> Target:
        """The one with this whole name, without a call to AWS."""
        return self._kind(self._kind_of(name)).at(name, arn)

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
