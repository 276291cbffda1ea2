"""Groups whose size changed within a drill go back to what they had, by /scale's own operation and in its log.

Only a size that a policy of the drilled alarms, or a /scale within the drill, made is taken back. Whatever else
somebody did is told, with a button. Not in /forcealarm: commands don't import each other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import starmap
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import ButtonElement

from app.alarms.decide.grouping import ECS_KIND
from app.aws.scaling import Activity, Capacity, Group, ScheduledAction
from app.aws.scaling_policy import OF_GROUP, OF_SERVICE, policy_of
from app.base.errors import BellhopError, Later, Wrong
from app.commands.forcealarm.drills.drill import (
    BY_PEOPLE,
    LEFT,
    NO_GROUP,
    REFUSED,
    RETURNED,
    SAME,
    SKEW,
    UNSEEN,
    By,
    DrilledGroup,
    Run,
    with_group,
)
from app.commands.scale import parts
from app.commands.scale.assess import set_by
from app.commands.scale.buttons import do_button
from app.commands.scale.change_log import Changes
from app.commands.scale.execute import Actor
from app.commands.scale.group import in_turn, is_same
from app.commands.scale.logged_change import Change
from app.commands.scale.plan import Plan, from_document, to_document
from app.commands.scale.request.parse import Request
from app.commands.scale.request.size import Size
from app.commands.scale.request.sizes import Sizes
from app.commands.scale.snapshot import WayBack, soonest_first
from app.commands.scale.verbs.resize import Resize
from app.commands.scale.verbs.schedule import RETURN_PREFIX
from app.commands.scale.verbs.undo import Undoing
from app.config.tables import is_meant
from app.listeners.operation import Operation
from app.scaling.words import service_name
from app.slack.interactions import Caller
from app.slack.messages.error_text import error_text

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.listeners.services import Services
    from app.scaling.target import Target

    Store = Callable[[Callable[[Run], Run]], Run]

SET_SIZE = "Set {group} to {size}"
BECAUSE = "the drill {name} is over"
MOST_CHANGES = 100
# Auto Scaling is told of no return that is nearer.
NEAR = timedelta(minutes=1)

logger = logging.getLogger(__name__)


def groups_of(alarms: Iterable[Alarm], services: Services) -> tuple[DrilledGroup, ...]:
    """The groups that the alarms watch or scale, with the sizes that they have now; services only where listed."""
    found: dict[str, set[str]] = {}
    has_services = ECS_KIND in services.targets.listed
    lines = [line for line in services.processor.groups if line.alarm and not line.tags]
    for alarm in alarms:
        named = [line.name for line in lines if is_meant(alarm.name, line.alarm)]
        own = starmap(service_name, alarm.services) if has_services else ()
        for name in (*alarm.groups, *named, *own):
            found.setdefault(name, set())
        policies = [policy_of(action) for actions in alarm.actions.values() for action in actions]
        for of, policy in filter(None, policies):
            if of.startswith(OF_GROUP):
                found.setdefault(of.removeprefix(OF_GROUP), set()).add(policy)
            elif has_services and of.startswith(OF_SERVICE):
                cluster, _, service = of.removeprefix(OF_SERVICE).partition("/")
                found.setdefault(service_name(cluster, service), set()).add(policy)
    made = (_group(name, tuple(sorted(policies)), services) for name, policies in sorted(found.items()))
    return tuple(filter(None, made))


def changes_in(run: Run, services: Services) -> tuple[str, ...]:
    """The ids of what people changed since it began."""
    return tuple(each.id for each in _changes(run, services))


def buttons(run: Run) -> list[ButtonElement]:
    """In the end, for each group that was left as somebody else made it: the sizes that it had."""
    left = [each for each in run.groups if each.end in (LEFT, REFUSED, UNSEEN) and each.before]
    return [_button(each, run.id, at) for at, each in enumerate(left)] if run.is_over else []


def _button(group: DrilledGroup, mark: str, at: int) -> ButtonElement:
    assert group.before is not None  # only of those whose size is known
    before = group.before
    sizes = Sizes(Size(Decimal(before.desired)), before.minimum, before.maximum)
    request = Request(Resize(sizes), group.name, is_exact=True, arn=group.arn)
    return do_button(SET_SIZE.format(group=group.name, size=before.desired), f"{mark}-{at}", request, at)


def _changes(run: Run, services: Services) -> Sequence[Change]:
    known = Changes(services.table, services.clock)
    return known.since(run.began_at, MOST_CHANGES) if run.began_at else ()


def _group(name: str, policies: tuple[str, ...], services: Services) -> DrilledGroup | None:
    """None if there is none, or where AWS doesn't let Bellhop see it."""
    target = services.targets.at(name)
    try:
        group = target.now()
        back = next(iter(_returns(target)), None) if group else None
    except Later:
        raise
    except BellhopError as refused:
        logger.warning("group not known", extra={"group": name, "why": str(refused)})
        return None
    if group is None:
        return None
    made = DrilledGroup(name, group.arn, group.capacity, policies)
    if back is None or back.at is None or back.desired is None:
        return made
    to = Capacity(_or(back.minimum, group.minimum), _or(back.maximum, group.maximum), back.desired)
    return replace(made, returns_to=to, returns_at=back.at)


def _returns(target: Target) -> Sequence[ScheduledAction]:
    """What it goes back by, soonest first."""
    actions = soonest_first(target.scheduled())
    return [each for each in actions if each.name.startswith(RETURN_PREFIX)]


def _or(given: int | None, known: int) -> int:
    return known if given is None else given


def put_back(run: Run, store: Store, services: Services) -> Run:
    """Each group once; what AWS refuses is told."""
    changes = _changes(run, services)
    for each in run.groups:
        if not each.end:
            own = [change for change in changes if change.group == each.name and change.after]
            run = store(partial(_stored, _tried(each, run, own, services)))
    return run


def _tried(drilled: DrilledGroup, run: Run, changes: Sequence[Change], services: Services) -> DrilledGroup:
    try:
        return _put_back(drilled, run, changes, services)
    except Later:
        raise
    except BellhopError as refused:
        return replace(drilled, end=UNSEEN, problem=error_text(refused))


def _stored(group: DrilledGroup, run: Run) -> Run:
    return with_group(run, group)


def _put_back(drilled: DrilledGroup, run: Run, changes: Sequence[Change], services: Services) -> DrilledGroup:
    with in_turn(drilled.name, services.leases):
        operation = Operation(f"drill-{run.id}-{drilled.name}", services.table, services.clock)
        target = services.targets.at(drilled.name, drilled.arn)
        group, now = target.now(), services.clock()
        if group is None or not is_same(group, drilled.arn):
            return replace(drilled, end=NO_GROUP)
        aim, back = _aim(drilled, now)
        if group.capacity != aim or operation.has_begun_to_act:
            activities = target.activities() if not operation.has_begun_to_act else ()
            if not operation.has_begun_to_act and not _is_ours(drilled, run, group, changes, activities):
                return replace(drilled, end=LEFT, now=group.desired)
            plan = Plan(group.name, Undoing(group.capacity, aim, restores=back), BECAUSE.format(name=run.name))
            return _return(drilled, run, replace(plan, arn=group.arn), operation, services)
        newest = next((each for each in changes if each.id != operation.mark), None)
        if newest is None or newest.after is None:
            return replace(drilled, end=SAME)
        return replace(drilled, end=BY_PEOPLE, by=By(newest.user_id, newest.at), now=group.desired)


def _aim(drilled: DrilledGroup, now: datetime) -> tuple[Capacity, WayBack | None]:
    """The sizes to go to; one that would have gone back by itself does so, or has done so by now."""
    assert drilled.before is not None  # it is kept with them
    if drilled.returns_to is None or drilled.returns_at is None:
        return drilled.before, None
    if drilled.returns_at - now < NEAR:
        return drilled.returns_to, None
    return drilled.before, WayBack(drilled.returns_to, drilled.returns_at)


def _is_ours(
    drilled: DrilledGroup, run: Run, group: Group, changes: Sequence[Change], activities: Sequence[Activity]
) -> bool:
    """Whether its size is what a change from Slack within the drill left, or what a policy of the alarms made of it."""
    newest = changes[0] if changes else None
    if newest and newest.after == group.capacity:
        return True
    before = newest.after if newest else drilled.before
    if before is None or (before.minimum, before.maximum) != (group.minimum, group.maximum):
        return False
    since = (newest.at if newest else run.began_at or datetime.min) - SKEW
    last = next(filter(None, (set_by(each) for each in activities if each.started >= since)), None)
    return last is not None and last[0] == group.desired and last[1] in drilled.policies


def _return(drilled: DrilledGroup, run: Run, plan: Plan, operation: Operation, services: Services) -> DrilledGroup:
    """As /scale does it; its own message in the drill's thread follows it."""
    plan = from_document(operation.once("plan", lambda: to_document(plan)))
    below = services.poster.posted(f"drill-{run.id}")
    caller = Caller(run.user_id, run.channel, user_name=run.user_name, card_ts=below)
    actor = Actor(caller, operation, f"drill-{run.id}-{drilled.name}")
    try:
        parts.executor(services).carry_out(plan, actor, operation, lambda: None)
    except Wrong as refused:
        group = services.targets.at(drilled.name, drilled.arn).now()
        if group is None:
            return replace(drilled, end=NO_GROUP)
        return replace(drilled, end=REFUSED, now=group.desired, problem=error_text(refused))
    instruction = plan.instruction
    assert isinstance(instruction, Undoing)  # stored above
    group = services.targets.at(drilled.name, drilled.arn).now()
    if group and group.capacity != instruction.after:  # nobody can tell what became of a try that was interrupted
        return replace(drilled, end=LEFT, now=group.desired)
    return replace(drilled, end=RETURNED, now=instruction.before.desired, to=instruction.after.desired)
