"""What /scale does: list, look, or change a group's desired capacity once and tell everybody who did it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from app.alarms.incident import Deed
from app.aws.autoscaling import AutoScaling
from app.aws.scaling import Group
from app.commands.scale.form import SIZE_INPUT, bounds_of, group_of
from app.commands.scale.look import group_card, group_list
from app.commands.scale.wish import Size, Wish
from app.errors import Wrong
from app.interactions import Caller, ModalSubmission, Reply, SlashCommand
from app.messages.message import sentence
from app.messages.text import code, escape, mention, near
from app.services import Services
from app.store.operations import Operation

NO_SUCH_GROUP = "There is no Auto Scaling group {group}.{near} `/scale` lists all groups."
OUTSIDE = "{group} may have {minimum} to {maximum} instances, and {wanted} is outside of that. Nothing was changed."
ALREADY = "{group} wants {size} already. Nothing was changed."
CHANGED = "{user} set *{group}* from {before} to {after} (min {minimum}, max {maximum}). {next}"
LAUNCHING = "Auto Scaling launches {count} now; it is done when they are in service."
TERMINATING = "Auto Scaling terminates {count} now."
SUSPENDED = ":warning: The process {process} is suspended on this group: nothing happens until it is resumed."
DEED = "{user} set *{group}* from {before} to {after}"
INTERRUPTED = (
    "{user} asked to set *{group}* from {before} to {after}. Bellhop was interrupted in the midst and cannot tell "
    "whether that was done: *{group}* wants {now} now. Nothing more was done."
)
NOT_A_NUMBER = "Type a whole number, such as 4."
OUTSIDE_FORM = "{group} may have {minimum} to {maximum} instances."


@dataclass(frozen=True)
class Plan:
    """From what to what the desired capacity goes."""

    group: str
    before: int
    after: int


def scale(command: SlashCommand, services: Services, operation: Operation) -> Reply:
    wish = Wish.parse(command.text)
    if not wish.group:
        return Reply(group_list(services.scaling.groups()))
    if not wish.size:
        return Reply(group_card(_found(wish.group, services.scaling)))
    return _change(wish.group, wish.size, command.caller, services, operation)


def change_by_modal(submission: ModalSubmission, services: Services, operation: Operation) -> Reply:
    size = Size(int(submission.values[SIZE_INPUT]))
    return _change(group_of(submission), size, submission.caller, services, operation, quietly=True)


def modal_errors(submission: ModalSubmission) -> Mapping[str, str]:
    """The form's errors, by the bounds that it was filled with; AWS is not asked, so this takes no time."""
    text = submission.values.get(SIZE_INPUT, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return {SIZE_INPUT: NOT_A_NUMBER}
    minimum, maximum = bounds_of(submission)
    if not minimum <= int(text) <= maximum:
        return {SIZE_INPUT: OUTSIDE_FORM.format(group=group_of(submission), minimum=minimum, maximum=maximum)}
    return {}


def _change(
    name: str, size: Size, caller: Caller, services: Services, operation: Operation, quietly: bool = False
) -> Reply:
    """Decide (a step is resolved to a number and stored), act once, and tell."""
    group = _found(name, services.scaling)
    decided = operation.once("plan", lambda: {"before": group.desired, "after": _wanted(group, size)})
    plan = Plan(group.name, **decided)
    if plan.before == plan.after:
        return Reply(sentence(ALREADY.format(group=code(plan.group), size=plan.after)))
    words = {"user": mention(caller.user_id), "group": escape(plan.group), "before": plan.before, "after": plan.after}
    set_desired = partial(services.scaling.set_desired, plan.group, plan.after)
    if not operation.act_once(set_desired, look=partial(_shows, group, plan)):
        return Reply(sentence(INTERRUPTED.format(now=group.desired, **words)), public=True)
    deed = Deed(at=services.clock(), user_id=caller.user_id, words=DEED.format(**words), id=operation.mark)
    incidents = services.desk.open_incidents(plan.group)
    operation.leave_note([incident.id for incident in incidents], deed)
    told = CHANGED.format(minimum=group.minimum, maximum=group.maximum, next=_next(plan, group), **words)
    # From an alarm's button: its card and thread tell the channel, and a third message would only be noise.
    places = [target.place for incident in incidents for target in incident.targets if target.place]
    is_told_here = any(place.channel == caller.channel_id for place in places)
    return Reply(sentence(told), public=not (quietly and is_told_here))


def _shows(group: Group, plan: Plan) -> bool | None:
    """Whether a plan whose doing broke off shows on the group; None when somebody has moved it since."""
    if group.desired == plan.after:
        return True
    return False if group.desired == plan.before else None


def _wanted(group: Group, size: Size) -> int:
    wanted = size.from_now(group.desired)
    if not group.minimum <= wanted <= group.maximum:
        bounds = {"minimum": group.minimum, "maximum": group.maximum}
        raise Wrong(OUTSIDE.format(group=code(group.name), wanted=wanted, **bounds))
    return wanted


def _next(plan: Plan, group: Group) -> str:
    process = "Launch" if plan.after > plan.before else "Terminate"
    if process in group.suspended:
        return SUSPENDED.format(process=process)
    count = abs(plan.after - plan.before)
    counted = "1 instance" if count == 1 else f"{count} instances"
    return (LAUNCHING if process == "Launch" else TERMINATING).format(count=counted)


def _found(name: str, scaling: AutoScaling) -> Group:
    group = scaling.group(name)
    if group is None:
        known = near(name, [known.name for known in scaling.groups()])
        raise Wrong(NO_SUCH_GROUP.format(group=code(name), near=known))
    return group
