"""What is scaled in another account or region: known here with where it is, and there by its own name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn, cast

from app.base.errors import BellhopError, Later, Refused
from app.base.places import local, placed

if TYPE_CHECKING:
    from app.aws.elsewhere import Door
    from app.aws.scaling import Group, ScheduledAction
    from app.scaling.target import Target, TargetKind

# Who lists everything waits for the slowest account at most so long.
LIST_SECONDS = 2.0

NO_WAY = (
    "No [[account]] in bellhop.toml names {place} any more, so Bellhop can't get at {name} there. Whoever runs Bellhop "
    "can put it back."
)
NOT_LISTED = "{there}: {problem} So what is there is not listed."
NO_ANSWER = "{there} did not answer in time, so what is there is not listed."


class TargetElsewhere:
    """As the target there, but for its name."""

    def __init__(self, way: Door, name: str, target: Target) -> None:
        self.name = name
        self._target = way.of(target)

    def now(self) -> Group | None:
        group = self._target.now()
        return replace(group, name=self.name) if group else None

    def scheduled(self) -> tuple[ScheduledAction, ...]:
        return tuple(replace(action, group=self.name) for action in self._target.scheduled())

    def schedule(self, action: ScheduledAction) -> None:
        self._target.schedule(replace(action, group=local(action.group)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._target, name)


class NoWay:
    """Where an account was that bellhop.toml doesn't name any more: whatever is asked is refused."""

    def __init__(self, name: str, place: str) -> None:
        self.name = name
        self._why = NO_WAY.format(place=place, name=f"`{local(name)}`")

    def __getattr__(self, _: str) -> Any:
        def refuse(*_: object, **__: object) -> NoReturn:
            raise Refused(self._why)

        return refuse


def target_at(way: Door, name: str, arn: str, kind: TargetKind) -> Target:
    own = local(name)
    return cast("Target", TargetElsewhere(way, placed(way.to.place, own), kind.at(own, arn)))


def no_target(name: str, place: str) -> Target:
    return cast("Target", NoWay(name, place))


def named_there(way: Door, found: list[Group]) -> Iterator[Group]:
    for group in found:
        yield replace(group, name=placed(way.to.place, group.name))


def planned_there(way: Door, found: list[ScheduledAction]) -> Iterator[ScheduledAction]:
    for action in found:
        yield replace(action, group=placed(way.to.place, action.group))


def not_listed(way: Door, problem: BellhopError) -> BellhopError:
    """Why, with where that is."""
    there = way.to.words
    if isinstance(problem, Later) and there not in str(problem):
        return Later(NO_ANSWER.format(there=there), problem.wait)
    return problem if there in str(problem) else Refused(NOT_LISTED.format(there=there, problem=problem))
