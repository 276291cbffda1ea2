"""A number that Application Auto Scaling changes, as what /scale shows and reckons with. No IO."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from app.aws.scalable_target import ScalableTarget
from app.aws.scaled_number import Number, Row
from app.aws.scaling import PENDING, RUNNING, SCHEDULED, Ability, Activity, Group, Instance, ScheduledAction
from app.base.clock import Clock
from app.scaling.limits import BOUNDS_SUFFIX, named

NO_REFRESH = "{name} has no instance refresh: it is a number of {many}."
NOT_AGAIN = (
    "Application Auto Scaling schedules the min and max of {name}, and no number again and again. "
    "Give min and max for those times instead: `min=4 max=8`."
)
NOT_WHILE_SUSPENDED = (
    "Bellhop sets {name} with the help of a scheduled action, and its scheduled scaling is suspended. "
    "`/scale resume {name} ScheduledScaling` resumes it."
)
NOT_KNOWN = (
    "Application Auto Scaling has not set this number lately, so nobody tells Bellhop what it is: its min is shown."
)
BY_ACTIVITIES = "Only Application Auto Scaling's activities tell this number: a change by anybody else does not show."

SIZE_NOW = "bellhop-size-now"  # what restores the limits after a number that is set now
LATE = timedelta(minutes=5)  # so late a scheduled action may run
SETS = re.compile(r"Setting (?!min |max )[a-z ]+ to (\d{1,9})\b")
ON_ITS_WAY = ("Pending", "InProgress")


def group_of(
    row: Row, target: ScalableTarget, limits: ScalableTarget, number: Number, newest: Sequence[Activity] = ()
) -> Group:
    """`limits` are those that will be back in a minute; what an activity is about to set counts as wanted."""
    wanted = number.wanted
    if not row.change:
        moving = newest[0] if newest and newest[0].status in ON_ITS_WAY else None
        if target != limits:  # it is at the one number that is allowed now, or will be
            wanted = target.minimum
        elif moving and (set_to := number_in(moving)) is not None:
            wanted = set_to
    name = row.name_of(target.resource)
    return Group(
        name=name,
        minimum=limits.minimum,
        maximum=limits.maximum,
        desired=wanted,
        instances=tuple(_there(wanted, number.there)),
        suspended=target.suspended,
        arn=target.arn,
        least=row.least,
        lacks=tuple(_lacks(row, name, target)),
        notes=() if row.read else (BY_ACTIVITIES if number.is_known else NOT_KNOWN,),
    )


def number_in(activity: Activity) -> int | None:
    """What a scaling activity sets; None if that is limits only."""
    found = SETS.match(activity.description)
    return int(found[1]) if found else None


def limits_of(target: ScalableTarget, planned: Sequence[ScheduledAction], clock: Clock) -> ScalableTarget:
    """Its limits; while they are both one number, those that a scheduled action restores."""
    mine = [each for each in planned if each.group == target.resource]
    waiting = {each.name for each in mine if each.at and each.at > clock()}
    for each in mine:
        base = each.name.removesuffix(BOUNDS_SUFFIX)
        is_restoring = base != each.name and base not in waiting and each.at and clock() < each.at + LATE
        if is_restoring and target.minimum == target.maximum:
            assert each.minimum is not None and each.maximum is not None
            return ScalableTarget(target.resource, each.minimum, each.maximum, target.suspended, target.arn)
    return target


def listed(planned: Sequence[ScheduledAction], row: Row, clock: Clock) -> tuple[ScheduledAction, ...]:
    """By whole names, a size as one; without what only restores limits."""
    own = [each for each in planned if each.name != f"{SIZE_NOW}{BOUNDS_SUFFIX}"]
    return tuple(named(own, clock, row.name_of))


def _there(wanted: int, there: int) -> Iterator[Instance]:
    """One for all that is there, since there may be thousands."""
    if there:
        yield Instance("", RUNNING, weight=there)
    if wanted > there:
        yield Instance("", PENDING, weight=wanted - there)


def _lacks(row: Row, name: str, target: ScalableTarget) -> Iterator[tuple[Ability, str]]:
    yield Ability.REFRESH, NO_REFRESH.format(name=name, many=row.many)
    if row.fixed:
        for ability in (Ability.SIZE, Ability.ONCE, Ability.AGAIN, Ability.BOUNDS_LATER):
            yield ability, row.fixed.format(name=name)
        return
    yield Ability.AGAIN, NOT_AGAIN.format(name=name)
    if not row.change and SCHEDULED in target.suspended:
        yield Ability.SIZE, NOT_WHILE_SUSPENDED.format(name=name)
