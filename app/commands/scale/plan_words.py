"""A plan in words: what was done, what would be done, with its warnings, and as a message; pure."""

from __future__ import annotations

from slack_sdk.models.blocks import Block

from app.aws.scaling import Capacity, Group, ScheduledAction
from app.commands.scale import calendar
from app.commands.scale.plan import Kind, Plan
from app.slack.messages.blocks import context, section
from app.slack.messages.message import Message
from app.slack.messages.text import code, escape, moment

SET = "set *{group}* from {before} to {after}"
SET_BOUNDS = "set the bounds of *{group}* from {before} to {after}"
BOUNDS_TOO = ", and its bounds from {before} to {after}"
UNTIL = " until {at}, then back to {back}"
SCHEDULE = "had *{group}* set to {sizes} {when}"
UNSCHEDULE = "deleted the scheduled action {name} of *{group}* ({what})"
SUSPEND = "suspended {processes} on *{group}*"
RESUME = "resumed {processes} on *{group}*"
REFRESH = {
    "start": "started an instance refresh of *{group}*",
    "cancel": "cancelled the instance refresh of *{group}*",
    "rollback": "rolled the instance refresh of *{group}* back",
}
BECAUSE = " because {reason}"

UNITS = {"": "instances", "units": "capacity units", "vcpu": "vCPUs", "memory-mib": "MiB of memory"}
ONE = "instance"

INFINITIVES = (
    ("had ", "have "),
    ("deleted ", "delete "),
    ("suspended ", "suspend "),
    ("resumed ", "resume "),
    ("started ", "start "),
    ("cancelled ", "cancel "),
    ("rolled ", "roll "),
)


def deed_words(plan: Plan) -> str:
    """What was done, mrkdwn, to be read after somebody's name: "set *web* from 2 to 4"."""
    group = escape(plan.group)
    if plan.after:
        return _resized(plan, plan.after)
    if plan.action and plan.kind is Kind.SCHEDULE:
        return SCHEDULE.format(group=group, sizes=sizes_words(plan.action), when=when_words(plan.action))
    if plan.action:
        what = f"{sizes_words(plan.action)} {when_words(plan.action)}"
        return UNSCHEDULE.format(group=group, name=code(plan.action.name), what=what)
    if plan.kind is Kind.REFRESH:
        return REFRESH[plan.step].format(group=group)
    form = SUSPEND if plan.kind is Kind.SUSPEND else RESUME
    return form.format(group=group, processes=", ".join(map(code, plan.processes)))


def wish_words(plan: Plan) -> str:
    """The same as something still to be done: "have *web* set to 4 every weekday at 08:00"."""
    words = deed_words(plan)
    for past, infinitive in INFINITIVES:
        if words.startswith(past):
            return infinitive + words.removeprefix(past)
    return words


def because(reason: str) -> str:
    """Within a sentence, which has a full stop of its own."""
    return BECAUSE.format(reason=escape(reason.rstrip("."))) if reason.rstrip(".") else ""


def when_words(action: ScheduledAction) -> str:
    if action.recurrence:
        return escape(calendar.recurrence_words(action.recurrence, action.zone))
    return moment(action.at) if action.at else ""


def sizes_words(action: ScheduledAction) -> str:
    """`4`, `min 2, max 8`, `4 (min 2, max 8)`."""
    bounds = [
        f"{name} {value}" for name, value in (("min", action.minimum), ("max", action.maximum)) if value is not None
    ]
    if action.desired is None:
        return ", ".join(bounds)
    return f"{action.desired} ({', '.join(bounds)})" if bounds else str(action.desired)


def unit_words(group: Group) -> str:
    """What the group's sizes count, to be read behind the size that it wants."""
    return ONE if group.desired == 1 and not group.unit else UNITS.get(group.unit, "units")


def sizes_now(capacity: Capacity) -> str:
    """`4 (min 1, max 8)`."""
    return f"{capacity.desired} ({bounds_words(capacity)})"


def bounds_words(capacity: Capacity) -> str:
    return f"min {capacity.minimum}, max {capacity.maximum}"


def warning_block(warnings: tuple[str, ...]) -> tuple[Block, ...]:
    return (context("\n".join(f":warning: {warning}" for warning in warnings)),) if warnings else ()


def plan_message(intro: str, plan: Plan, *more: Block) -> Message:
    """A plan that is shown rather than done: `intro` (mrkdwn), its warnings, then buttons or other blocks."""
    text = "\n".join([intro, *(f":warning: {warning}" for warning in plan.warnings)])
    return Message(text, (section(intro), *warning_block(plan.warnings), *more))


def _resized(plan: Plan, after: Capacity) -> str:
    group, before = escape(plan.group), plan.before
    has_new_bounds = (before.minimum, before.maximum) != (after.minimum, after.maximum)
    if before.desired == after.desired and has_new_bounds:
        words = SET_BOUNDS.format(group=group, before=bounds_words(before), after=bounds_words(after))
    else:
        words = SET.format(group=group, before=before.desired, after=after.desired)
        if has_new_bounds:
            words += BOUNDS_TOO.format(before=bounds_words(before), after=bounds_words(after))
    if plan.until:
        back = sizes_now(before) if has_new_bounds else str(before.desired)
        words += UNTIL.format(at=moment(plan.until), back=back)
    return words
