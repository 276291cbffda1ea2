"""`/scale web 4 at 18:00`, `every weekday 08:00`, `schedule delete NAME`: Auto Scaling's scheduled actions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from app.aws.scaling import Ability, Capacity, Group, ScheduledAction
from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.scale.request.errors import missing, plainly, too_many
from app.commands.scale.request.sizes import Sizes
from app.commands.scale.request.when import Every, Later
from app.commands.scale.sizes import SizesIntent, largest, resolved, risk_of, risk_of_limit
from app.commands.scale.snapshot import Snapshot, check_is_ahead
from app.commands.scale.verbs.verb import (
    Instruction,
    Intent,
    Kind,
    LogEntry,
    Look,
    Looking,
    Measure,
    Planning,
    Typed,
    Verb,
)
from app.commands.scale.words import action_words, sizes_words, skipped, when_words
from app.slack.messages.text import code, escape, near, ticked

if TYPE_CHECKING:
    from app.scaling.target import Target
    from app.slack.interactions import Reply

HELP = (
    "`/scale GROUP 8 in 30m` · `at 18:00 UTC` · `tomorrow 8am` · `mon-fri 08:00` later",
    "`/scale GROUP schedule` · `schedule delete NAME`",
)
NO_STEPS_LATER = (
    "Nobody knows yet how many there are then, so only a plain number can be scheduled: `/scale {group} 4 {when}`."
)
NO_SUCH_ACTION = "{group} has no scheduled action {name}.{near} `/scale {typed} schedule` lists them."
SHOWN = " ({shown})"
FIRST = " (from {shown})"
CHECK = " Right time?"
SCHEDULED = "scheduled *{group}* to go to {sizes} {when}"
SCHEDULE = "schedule *{group}* to go to {sizes} {when}"
ONCE = "at {when}"
DELETED = "deleted the scheduled action {name} of *{group}* ({what})"
DELETE = "delete the scheduled action {name} of *{group}* ({what})"
DELETE_LABEL, DELETE_NAMED_LABEL, SCHEDULE_LABEL = "Delete", "Delete {name}", "Schedule {sizes}"
NOT_OURS = " Somebody made it outside Bellhop, which cannot bring it back."

RETURN_PREFIX = "bellhop-back-"
ONCE_PREFIX = "bellhop-at-"
EVERY_PREFIX = "bellhop-every-"
ACTION_NAME = "action:{name}"  # in the log: never renamed


@dataclass(frozen=True)
class Schedule(SizesIntent):
    """Other sizes later, once or repeatedly."""

    when: Later

    def __str__(self) -> str:
        return f"{self.sizes} {self.when}"


@dataclass(frozen=True)
class Unschedule(Intent):
    """Delete one scheduled action."""

    name: str

    def __str__(self) -> str:
        return f"schedule delete {self.name}"


@dataclass(frozen=True)
class ShowSchedule(Intent):
    """The scheduled actions, of one group or of all."""

    def __str__(self) -> str:
        return "schedule"


@dataclass(frozen=True)
class Scheduling(Instruction):
    """A scheduled action to create, for a group that has the sizes `before` now.

    shown  its time, or its first, with the date, on clocks of the zone that counts; '' for one in so long
    """

    before: Capacity
    action: ScheduledAction
    shown: str = ""


@dataclass(frozen=True)
class Unscheduling(Instruction):
    """A scheduled action to delete."""

    action: ScheduledAction


def parse(more: list[str], typed: Typed) -> Intent:
    if not more:
        return ShowSchedule()
    if more[0].casefold() not in ("delete", "remove"):
        raise too_many(more[0], ["delete"])
    if len(more) == 1:
        raise missing("schedule delete", typed.group, "schedule delete NAME")
    return Unschedule(" ".join(more[1:]))


def check_is_absolute(sizes: Sizes, when: Later, group: str) -> None:
    """Raises Wrong for a size that depends on how many there are then."""
    if sizes.size and sizes.size.is_relative:
        raise Wrong(NO_STEPS_LATER.format(group=plainly(group), when=when))


def plan(intent: Schedule, planning: Planning) -> Scheduling:
    from app.commands.scale.calendar import due

    resolved(intent, planning.group)  # raises if today's limits don't allow it
    sizes, when, now = intent.sizes, intent.when, planning.snapshot.at
    name = f"{EVERY_PREFIX if isinstance(when, Every) else ONCE_PREFIX}{planning.mark}"
    then = due(when, planning.zone, now)
    desired = sizes.size.from_now(0) if sizes.size else None
    bounds = {"minimum": sizes.minimum, "maximum": sizes.maximum}
    action = ScheduledAction(planning.group.name, name, then.at, then.recurrence, then.zone, desired=desired, **bounds)
    return Scheduling(planning.group.capacity, action, then.shown)


def plan_deletion(intent: Unschedule, planning: Planning) -> Unscheduling:
    known = {action.name: action for action in planning.snapshot.scheduled}
    if intent.name not in known:
        words = {"group": ticked(planning.group.name), "typed": planning.typed, "name": ticked(intent.name)}
        raise Wrong(NO_SUCH_ACTION.format(near=near(intent.name, known), **words))
    return Unscheduling(known[intent.name])


def measure(instruction: Scheduling) -> Measure:
    """The size that it sets, as if it happened now (limits move a size that it doesn't name), and at any other time."""
    before, action = instruction.before, instruction.action
    desired = before.desired if action.desired is None else action.desired
    at_least = desired if action.minimum is None else max(desired, action.minimum)
    after = at_least if action.maximum is None else min(at_least, action.maximum)
    raised = action.maximum if action.maximum and action.maximum > before.maximum else None
    # Nobody knows the size at that time: what is fewer now may be more then.
    return Measure(before.desired, after, largest(action.desired, action.minimum, raised))


def moved(instruction: Scheduling, snapshot: Snapshot) -> Scheduling | None:
    """Guards measure from the sizes of now; raises Wrong once its time is over."""
    check_is_ahead(instruction.action.at, snapshot.at)
    now = snapshot.group.capacity
    return None if now == instruction.before else replace(instruction, before=now)


def moved_deletion(instruction: Unscheduling, snapshot: Snapshot) -> Unscheduling | None:
    """Its name may be another action's by now; raises Wrong if it is nobody's."""
    name, group = instruction.action.name, snapshot.group.name
    known = next((each for each in snapshot.scheduled if each.name == name), None)
    if known is None:
        words = {"group": ticked(group), "typed": escape(group), "name": ticked(name)}
        raise Wrong(NO_SUCH_ACTION.format(near="", **words))
    return None if known == instruction.action else Unscheduling(known)


def more(instruction: Scheduling) -> str:
    """Readers see a date in their own zone; this is the one that counts."""
    text = FIRST if instruction.action.recurrence else SHOWN
    return text.format(shown=escape(instruction.shown)) if instruction.shown else ""


def risk(instruction: Scheduling, group: str) -> str:
    """A time of day may be meant on another day, or in another zone."""
    measured = measure(instruction)
    smaller = risk_of(instruction.before.desired, measured.after or 0, group)
    smaller += risk_of_limit(instruction.before.maximum, instruction.action.maximum)
    return smaller + CHECK if instruction.shown else smaller


def risk_of_deletion(instruction: Unscheduling, group: str) -> str:
    """What was made here can be asked for again by the words that stand in the history."""
    return "" if instruction.action.name.startswith((RETURN_PREFIX, ONCE_PREFIX, EVERY_PREFIX)) else NOT_OURS


def warn(instruction: Scheduling, snapshot: Snapshot) -> Iterable[str]:
    return skipped(snapshot.group)


def needs(intent: Schedule) -> Iterable[Ability]:
    """Bounds at a time are less than a size."""
    if intent.sizes.size is None:
        return (Ability.BOUNDS_LATER,)
    return (Ability.AGAIN if isinstance(intent.when, Every) else Ability.ONCE,)


def do(instruction: Scheduling, target: Target, mark: str) -> None:
    target.schedule(instruction.action)


def do_delete(instruction: Unscheduling, target: Target, mark: str) -> None:
    target.unschedule(instruction.action.name)


def look(instruction: Scheduling, group: Group, target: Target) -> bool:
    return _is_there(instruction.action, target)


def look_deleted(instruction: Unscheduling, group: Group, target: Target) -> bool:
    return not _is_there(instruction.action, target)


def log_entry(instruction: Scheduling) -> LogEntry:
    return LogEntry(makes=(ACTION_NAME.format(name=instruction.action.name),))


def way_back(instruction: Scheduling) -> tuple[str, Intent]:
    return DELETE_LABEL, Unschedule(instruction.action.name)


def show(intent: ShowSchedule, looking: Looking) -> Reply:
    return looking.show_schedule()


def _scheduled(text: str, instruction: Scheduling, group: str) -> str:
    action, when = instruction.action, when_words(instruction.action)
    return text.format(
        group=escape(group), sizes=sizes_words(action), when=when if action.recurrence else ONCE.format(when=when)
    )


def _unscheduled(text: str, instruction: Unscheduling, group: str) -> str:
    action, what = instruction.action, action_words(instruction.action)
    return text.format(group=escape(group), name=code(action.name), what=what)


def _is_there(action: ScheduledAction, target: Target) -> bool:
    return any(each.name == action.name for each in target.scheduled())


VERB = Verb(
    parsers={"schedule": parse},
    alone={"schedule": ShowSchedule()},
    looks=(Look(ShowSchedule, show),),
    kinds=(
        Kind(
            name="schedule",
            intent=Schedule,
            instruction=Scheduling,
            needs=needs,
            plan=plan,
            done=partial(_scheduled, SCHEDULED),
            to_do=partial(_scheduled, SCHEDULE),
            do=do,
            look=look,
            warn=warn,
            measure=measure,
            risk=risk,
            more=more,
            label=lambda instruction: SCHEDULE_LABEL.format(sizes=sizes_words(instruction.action)),
            moved=moved,
            log_entry=log_entry,
            way_back=way_back,
        ),
        Kind(
            name="unschedule",
            intent=Unschedule,
            instruction=Unscheduling,
            plan=plan_deletion,
            done=partial(_unscheduled, DELETED),
            to_do=partial(_unscheduled, DELETE),
            do=do_delete,
            look=look_deleted,
            risk=risk_of_deletion,
            moved=moved_deletion,
            label=lambda instruction: DELETE_NAMED_LABEL.format(name=instruction.action.name),
            log_entry=lambda instruction: LogEntry(takes_back=(ACTION_NAME.format(name=instruction.action.name),)),
        ),
    ),
    help=HELP,
    aws_actions=(
        "autoscaling:PutScheduledUpdateGroupAction",
        "autoscaling:DescribeScheduledActions",
        "autoscaling:DeleteScheduledAction",
    ),
)
