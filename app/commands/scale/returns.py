"""The scheduled action of a way back: Auto Scaling goes back by it, without us."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.aws.scaling import ScheduledAction
from app.commands.scale.snapshot import Snapshot, WayBack
from app.commands.scale.verbs.schedule import RETURN_PREFIX
from app.scaling.limits import both

if TYPE_CHECKING:
    from app.scaling.target import Target


def return_action(back: WayBack, group: str, mark: str) -> ScheduledAction:
    return ScheduledAction(
        group=group,
        name=f"{RETURN_PREFIX}{mark}",
        at=back.at,
        minimum=back.to.minimum,
        maximum=back.to.maximum,
        desired=back.to.desired,
    )


def returns_in(snapshot: Snapshot) -> tuple[ScheduledAction, ...]:
    """What the group goes back by, soonest first."""
    return tuple(each for each in snapshot.scheduled if each.name.startswith(RETURN_PREFIX))


def no_more() -> None:
    """After it."""


def set_return(action: ScheduledAction, target: Target, then: Callable[[], None] = no_more) -> None:
    """Schedule it and do what comes `then`; where AWS refuses one of them, what was scheduled is as before.

    It takes the place of those that it returns: Auto Scaling takes no two actions for the same moment.
    """
    others = [each for each in target.scheduled() if each.name.startswith(RETURN_PREFIX)]
    replaced = tuple(each for each in others if each.at == action.at and each.name != action.name)

    def make_room() -> None:
        for each in replaced:
            target.unschedule(each.name)

    def put_back() -> None:
        for each in replaced:
            target.schedule(each)

    def take_off() -> None:
        target.unschedule(action.name)
        put_back()

    schedule = partial(target.schedule, action)
    both(partial(both, make_room, schedule, back=put_back), then, back=take_off)
