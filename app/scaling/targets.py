"""All that can be scaled, of every kind that there is here: who asks for a name gets the right kind's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from app.base.values import dataclass

if TYPE_CHECKING:
    from app.aws.scaling import Group, ScheduledAction
    from app.scaling.target import Target, TargetKind


@dataclass(frozen=True)
class Targets:
    """`made` makes the kinds, as catalogue.py lists them: λ alarms, which scales nothing, does not load them."""

    made: Callable[[], Iterable[TargetKind]]

    @cached_property
    def kinds(self) -> tuple[TargetKind, ...]:
        return tuple(self.made())

    def load(self) -> None:
        """Make the kinds now, so that no job waits for it."""
        assert self.kinds

    def all(self) -> tuple[Group, ...]:
        """All that there are, by name."""
        found = [group for kind in self.kinds for group in kind.all()]
        return tuple(sorted(found, key=lambda group: group.name))

    def scheduled(self) -> tuple[ScheduledAction, ...]:
        """The scheduled actions of all."""
        return tuple(action for kind in self.kinds for action in kind.scheduled())

    def at(self, name: str, arn: str = "") -> Target:
        """The one with this whole name, without a call to AWS."""
        fitting = (kind for kind in self.kinds if name.startswith(kind.prefix))
        return max(fitting, key=lambda kind: len(kind.prefix)).at(name, arn)
