"""Words and blocks that several verbs share: sizes, times, reasons, warnings. No IO."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from slack_sdk.models.blocks import Block

from app.aws.scaling import NO_LIMIT, PENDING, RUNNING, Capacity, Group, Instance, ScheduledAction
from app.scaling.words import Words, words_for
from app.slack.messages.blocks import context, section
from app.slack.messages.message import Message
from app.slack.messages.text import code, escape, moment

BECAUSE = " because {reason}"
GROUP = "{name}: desired {desired}, {in_service} {there}{bounds}"
BOUNDS = " ({bounds})"
TO_COME = "to come"

SUSPENDED_ACTIONS = "{process} is suspended on this group, so this does not run on time unless somebody resumes it."

UNITS = {"units": "capacity units", "vcpu": "vCPUs", "memory-mib": "MiB of memory"}


def because(reason: str) -> str:
    """Within a sentence, which has its own full stop."""
    return BECAUSE.format(reason=escape(reason.rstrip("."))) if reason.rstrip(".") else ""


def when_words(action: ScheduledAction) -> str:
    if action.recurrence:
        from app.commands.scale.calendar import recurrence_words

        return escape(recurrence_words(action.recurrence, action.zone))
    return moment(action.at) if action.at else ""


def sizes_words(action: ScheduledAction) -> str:
    """`4`, `min 2, max 8`, `4 (min 2, max 8)`."""
    limits = () if action.maximum == NO_LIMIT else (("min", action.minimum), ("max", action.maximum))
    bounds = [f"{name} {value}" for name, value in limits if value is not None]
    if action.desired is None:
        return ", ".join(bounds)
    return f"{action.desired} ({', '.join(bounds)})" if bounds else str(action.desired)


def action_words(action: ScheduledAction) -> str:
    """`to 4, every weekday at 08:00`."""
    return f"to {sizes_words(action)}, {when_words(action)}"


def group_line(group: Group) -> str:
    """`web`: desired 2, 2 in service (min 1, max 8); with the unit where it is not instances."""
    unit = unit_words(group) if group.unit else words_for(group.name).unit
    return GROUP.format(
        name=code(group.name),
        desired=f"{group.desired} {unit}".rstrip(),
        in_service=group.in_service,
        there=words_for(group.name).there,
        bounds=in_bounds(group.capacity),
    )


def counted(instances: Iterable[Instance], words: Words) -> Counter[str]:
    """How many are in which state; what has no ids is only counted, and what a number counts has no state in AWS."""
    said = {RUNNING: words.there, PENDING: TO_COME} if words.is_number else {}
    found = Counter[str]()
    for each in instances:
        found[said.get(each.lifecycle, each.lifecycle)] += 1 if each.id else each.weight
    return found


def unit_words(group: Group) -> str:
    """What the sizes of a group count if not instances."""
    return UNITS.get(group.unit, "units")


def sizes_now(capacity: Capacity) -> str:
    """`4 (min 1, max 8)`."""
    return f"{capacity.desired}{in_bounds(capacity)}"


def in_bounds(capacity: Capacity) -> str:
    """` (min 1, max 8)`; '' for what has no limits."""
    return BOUNDS.format(bounds=bounds_words(capacity)) if capacity.has_bounds else ""


def people(count: int) -> str:
    return "one other person" if count == 1 else f"{count} other people"


def bounds_words(capacity: Capacity) -> str:
    return f"min {capacity.minimum}, max {capacity.maximum}"


def skipped(group: Group) -> tuple[str, ...]:
    """That its scheduled actions do not run."""
    process = words_for(group.name).schedules
    return (SUSPENDED_ACTIONS.format(process=process),) if group.skips_schedules else ()


def outlook_block(lines: tuple[str, ...]) -> tuple[Block, ...]:
    return (context("\n".join(lines)),) if lines else ()


def warning_block(warnings: tuple[str, ...]) -> tuple[Block, ...]:
    return (context("\n".join(f":warning: {warning}" for warning in warnings)),) if warnings else ()


def planned(intro: str, outlook: tuple[str, ...], warnings: tuple[str, ...], *more: Block) -> Message:
    """A message for something that isn't done yet: `intro` (mrkdwn), what may come of it, then buttons."""
    text = "\n".join([intro, *outlook, *(f":warning: {warning}" for warning in warnings)])
    return Message(text, (section(intro), *outlook_block(outlook), *warning_block(warnings), *more))
