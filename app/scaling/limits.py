"""Sizes where AWS schedules limits only: a size is limits that are both that size, and limits restored a minute later.

As "Scheduled scaling" and RegisterScalableTarget (Application Auto Scaling) have it, which move the capacity into new
limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from app.aws.scalable_target import ScalableTarget
from app.aws.scaling import ScheduledAction
from app.base.clock import Clock
from app.base.errors import BellhopError, Later, Wrong

OURS, BOUNDS_SUFFIX = "bellhop-", "-bounds"  # how the names of Bellhop's begin, and of a size's second one end
PINNED = timedelta(minutes=1)
OUTSIDE = "`{name}` may have {minimum} to {maximum}, not {wanted}."


def require_within(limits: ScalableTarget, desired: int, name: str) -> None:
    if not limits.minimum <= desired <= limits.maximum:
        words = {"name": name, "minimum": limits.minimum, "maximum": limits.maximum}
        raise Wrong(OUTSIDE.format(wanted=desired, **words))


def both(first: Callable[[], None], second: Callable[[], None], back: Callable[[], None]) -> None:
    """Two calls as one: where AWS refuses the second, the first is taken back, since a refusal means no change.

    Where an answer is lost, or the first can't be taken back, nobody can tell.
    """
    first()
    try:
        second()
    except BellhopError as problem:
        if isinstance(problem, Later) and problem.maybe_done:
            raise
        try:
            back()
        except BellhopError:
            raise Later(str(problem), maybe_done=True) from problem
        raise


def pinning(action: ScheduledAction) -> ScheduledAction:
    """The limits that are both the size."""
    return replace(action, minimum=action.desired, maximum=action.desired, desired=None)


def restoring(action: ScheduledAction, bounds: ScalableTarget) -> ScheduledAction:
    """The limits that are to be after a size at a time: those of the action, else those of now."""
    assert action.at is not None  # no size is scheduled again and again
    return replace(
        action,
        name=f"{action.name}{BOUNDS_SUFFIX}",
        at=action.at + PINNED,
        minimum=bounds.minimum if action.minimum is None else action.minimum,
        maximum=bounds.maximum if action.maximum is None else action.maximum,
        desired=None,
    )


def named(found: Iterable[ScheduledAction], clock: Clock, name_of: Callable[[str], str]) -> Iterator[ScheduledAction]:
    """By whole names, and two that are for one size as one; without what is over.

    Limits alone are left where a process dies between the two: they are told too, or nobody could delete them; but by
    their own name, since the size is not scheduled.
    """
    all_of = {(each.group, each.name): each for each in found}
    for each in all_of.values():
        base = each.name.removesuffix(BOUNDS_SUFFIX)
        has_first = base != each.name and (each.group, base) in all_of
        is_alone = base != each.name and not has_first and base.startswith(OURS)
        until = clock() + PINNED if is_alone else clock()  # AWS may have deleted the first one, which has run
        if has_first or (each.at and each.at <= until):
            continue
        after = all_of.get((each.group, f"{each.name}{BOUNDS_SUFFIX}"))
        whole = replace(each, group=name_of(each.group))
        yield replace(whole, minimum=after.minimum, maximum=after.maximum, desired=each.minimum) if after else whole
