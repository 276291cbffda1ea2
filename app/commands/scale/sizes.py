"""What the requested sizes mean for a group, and whether its limits allow them. No IO."""

from __future__ import annotations

from dataclasses import replace

from app.aws.scaling import NO_LIMIT, Capacity, Group
from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.scale.request.size import Unit
from app.commands.scale.request.sizes import Sizes
from app.commands.scale.verbs.verb import Intent
from app.scaling.words import words_for
from app.slack.messages.text import ticked

OUTSIDE = "{group} may have {minimum} to {maximum}, not {wanted}. Nothing changed."
COMES_OUTSIDE = "{sum} would be {wanted}; {group} may have {minimum} to {maximum}. Nothing changed."
CROSSED = "Min {minimum} would be above max {maximum}. Nothing changed."
TOO_LOW = "{group} can't have fewer than {least} {many}: AWS takes no lower min. Nothing changed."
TO_ZERO = " That leaves no {many}."
UNLIMITED = " That is more than twice as many as now, and it has no max."
NO_MAX = "{group} has no max. Nothing changed."
BELOW_ZERO = "{sum} would be {wanted}, and there is nothing below 0. Nothing changed."
FAR_ABOVE = " That is more than twice its max, which is {maximum}."
BY_HALF = " That removes half of its capacity or more."


@dataclass(frozen=True)
class SizesIntent(Intent):
    """What is asked for, if it is about sizes."""

    sizes: Sizes


class OutsideBounds(Wrong):
    """The requested size is outside the group's limits; `offer` asks for the same with the limit moved."""

    def __init__(self, sentence: str, group: Group, offer: Intent, bound: int, is_above: bool) -> None:
        super().__init__(sentence)
        self.group = group.name
        self.arn = group.arn
        self.seen = group.capacity
        self.offer = offer
        self.bound = bound
        self.is_above = is_above


def resolved(intent: SizesIntent, group: Group) -> Capacity:
    """The requested sizes. A size that was not asked for moves with the limits, as in AWS.

    Raises Wrong, and OutsideBounds if a button can help.
    """
    sizes = intent.sizes
    low = group.minimum if sizes.minimum is None else sizes.minimum
    high = group.maximum if sizes.maximum is None else sizes.maximum
    if sizes.minimum is not None and low < group.least:
        words = words_for(group.name)
        many = words.one if group.least == 1 else words.many
        raise Wrong(TOO_LOW.format(group=ticked(group.name), least=group.least, many=many))
    if low > high:
        raise Wrong(CROSSED.format(minimum=low, maximum=high))
    if sizes.size is None:
        return Capacity(low, high, min(max(group.desired, low), high))
    if sizes.size.unit is Unit.TO_MAXIMUM and high == NO_LIMIT:
        raise Wrong(NO_MAX.format(group=ticked(group.name)))
    to_bound = {Unit.TO_MINIMUM: low, Unit.TO_MAXIMUM: high}
    wanted = to_bound.get(sizes.size.unit, sizes.size.from_now(group.desired))
    if not low <= wanted <= high:
        raise _outside(intent, group, wanted, low, high)
    return Capacity(low, high, wanted)


def largest(*sizes: int | None) -> int | None:
    return max((size for size in sizes if size is not None), default=None)


def risk_of(before: int, after: int, group: str) -> str:
    """Why Bellhop asks before the group of that name shrinks that far; empty if it doesn't."""
    if after >= before:
        return ""
    if after == 0:
        return TO_ZERO.format(many=words_for(group).many)
    return BY_HALF if after * 2 <= before else ""


def risk_of_limit(before: int, after: int | None) -> str:
    """Why Bellhop asks before a maximum is raised that far: one digit too many does it."""
    return FAR_ABOVE.format(maximum=before) if after and before and after > 2 * before else ""


def risk_without_limit(before: Capacity, after: Capacity) -> str:
    """As of a limit, for what has none: one digit too many does it."""
    is_far = not after.has_bounds and after.desired > 2 * max(before.desired, 1)
    return UNLIMITED if is_far else ""


def _outside(intent: SizesIntent, group: Group, wanted: int, low: int, high: int) -> Wrong:
    sizes = intent.sizes
    reckoned = sizes.size.sum_words(group.desired) if sizes.size else ""
    text = (COMES_OUTSIDE if reckoned else OUTSIDE).format(
        sum=reckoned, group=ticked(group.name), minimum=low, maximum=high, wanted=wanted
    )
    if wanted < max(0, group.least):  # no limit can be moved there
        return Wrong(text if wanted >= 0 or high != NO_LIMIT else BELOW_ZERO.format(sum=reckoned, wanted=wanted))
    moved = replace(sizes, maximum=wanted) if wanted > high else replace(sizes, minimum=wanted)
    return OutsideBounds(text, group, replace(intent, sizes=moved), wanted, is_above=wanted > high)
