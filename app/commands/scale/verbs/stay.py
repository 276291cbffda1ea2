"""`/scale web stay`, or `4` while it is at 4 for a time: its way back is cancelled, or moved to another time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.aws.scaling import Capacity, Group
from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.scale.consequences import given_up
from app.commands.scale.returns import return_action, returns_in, set_return
from app.commands.scale.sizes import largest
from app.commands.scale.snapshot import Snapshot, WayBack
from app.commands.scale.verbs.keep import MOVED
from app.commands.scale.verbs.schedule import ACTION_NAME, CHECK, RETURN_PREFIX, SHOWN
from app.commands.scale.verbs.verb import Instruction, Intent, Kind, LogEntry, Measure, Planning, Verb, nothing_more
from app.commands.scale.words import sizes_now
from app.slack.messages.error_text import mentioning
from app.slack.messages.text import code, escape, moment, ticked, who_has

if TYPE_CHECKING:
    from app.commands.scale.logged_change import Change
    from app.scaling.target import Target

HELP = ("`/scale GROUP stay` cancels its way back",)
NO_WAY_BACK = "{group} has no way back, so it stays as it is. Nothing changed."
SAME = "{group} is at {size} already and goes back to {to} at {at}. Nothing changed."
GONE = "That way back is gone. Nothing changed. `/scale {typed}` shows what is planned."
CANCELLED_ALREADY = "{who} already cancelled that way back. Nothing changed."
MOVED_ALREADY = "{who} already moved that way back: it is {at} now. Nothing changed."
STAYS = "let *{group}* stay at {size}: the way back to {to} at {was} is cancelled"
MOVED_TO = "moved the way back of *{group}* to {to} from {was} to {at}"
MOVE_TO = "move the way back of *{group}* to {to} from {was} to {at}"
LABEL, LABEL_MOVE = "Stay at {size}", "Move the way back"


@dataclass(frozen=True)
class Stay(Intent):
    """Don't go back; with an id, from what the change with it did for a time."""

    change_id: str = ""

    def __str__(self) -> str:
        return "stay"


@dataclass(frozen=True)
class Staying(Instruction):
    """The group stays as it is now, at `sizes`: for good, or until it goes back at `until` after all.

    gives_up  where it would have gone, and when, by the scheduled actions `instead`
    shown     as in Resizing
    """

    sizes: Capacity
    gives_up: WayBack
    instead: tuple[str, ...] = ()
    until: datetime | None = None
    shown: str = ""

    @property
    def back(self) -> WayBack | None:
        return WayBack(self.gives_up.to, self.until) if self.until else None


def staying(planning: Planning, until: datetime | None = None, shown: str = "") -> Staying | None:
    """As the group is now; None if it doesn't go back by itself."""
    sizes, snapshot = planning.group.capacity, planning.snapshot
    lost = given_up(sizes, snapshot)
    names = tuple(each.name for each in returns_in(snapshot))
    return Staying(sizes, lost, names, until, shown) if lost else None


def plan(intent: Stay, planning: Planning) -> Staying:
    made = staying(planning)
    change = planning.changes.find(intent.change_id) if intent.change_id else None
    if change and (made is None or change.returning not in made.instead):
        raise _too_late(change, planning)
    if made is None:
        raise Wrong(NO_WAY_BACK.format(group=ticked(planning.group.name)))
    if change and (change.leaves or change.after) != made.sizes:
        raise _moved(planning.snapshot, planning.typed)
    return made


def _too_late(change: Change, planning: Planning) -> Wrong:
    if not change.stays_by:
        return Wrong(GONE.format(typed=planning.typed))
    by = who_has(change.stays_by, planning.person)
    if change.stays_until:
        return mentioning(Wrong, MOVED_ALREADY.format(who=by, at=moment(change.stays_until)))
    return mentioning(Wrong, CANCELLED_ALREADY.format(who=by))


def _moved(snapshot: Snapshot, typed: str) -> Wrong:
    group = snapshot.group
    return Wrong(MOVED.format(group=ticked(group.name), now=sizes_now(group.capacity), typed=typed))


def nothing(intent: Intent, instruction: Staying, group: str) -> str:
    lost = instruction.gives_up
    if instruction.until != lost.at:
        return ""
    return SAME.format(group=code(group), size=instruction.sizes.desired, to=lost.to.desired, at=moment(lost.at))


def done(instruction: Staying, group: str) -> str:
    return _words(MOVED_TO if instruction.until else STAYS, instruction, group)


def to_do(instruction: Staying, group: str) -> str:
    return _words(MOVE_TO if instruction.until else STAYS, instruction, group)


def _words(text: str, instruction: Staying, group: str) -> str:
    lost = instruction.gives_up
    return text.format(
        group=escape(group),
        size=instruction.sizes.desired,
        to=lost.to.desired,
        was=moment(lost.at),
        at=moment(instruction.until) if instruction.until else "",
    )


def more(instruction: Staying) -> str:
    return SHOWN.format(shown=escape(instruction.shown)) if instruction.shown else ""


def risk(instruction: Staying, group: str) -> str:
    return CHECK if instruction.shown else ""


def label(instruction: Staying) -> str:
    return LABEL_MOVE if instruction.until else LABEL.format(size=instruction.sizes.desired)


def measure(instruction: Staying) -> Measure:
    """As the change that it makes last: else anybody could keep what only some may ask for."""
    sizes, lost, back = instruction.sizes, instruction.gives_up.to, instruction.back
    up_to = largest(
        sizes.maximum if sizes.maximum > lost.maximum else None,
        lost.maximum if back and lost.maximum > sizes.maximum else None,
        lost.desired if back and lost.desired > sizes.desired else None,
    )
    return Measure(lost.desired, sizes.desired, up_to)


def do(instruction: Staying, target: Target, mark: str) -> None:
    """The new way back first: a process that dies in between leaves one too many, and no group without."""
    if instruction.back:
        set_return(return_action(instruction.back, target.name, mark), target)
    for name in instruction.instead:
        target.unschedule(name)


def look(instruction: Staying, group: Group, target: Target) -> bool:
    """Half of it is none: all of it can be repeated. Limits alone are half of a way back too."""
    from app.scaling.limits import BOUNDS_SUFFIX

    found = [each for each in target.scheduled() if each.name.startswith(RETURN_PREFIX)]
    there = {each.name.removesuffix(BOUNDS_SUFFIX) for each in found}
    whole = {each.name for each in found if each.desired is not None}
    is_set = instruction.until is None or bool(whole - set(instruction.instead))
    return is_set and there.isdisjoint(instruction.instead)


def moved(instruction: Staying, snapshot: Snapshot) -> None:
    """Raises Wrong unless the group and its way back are as they were."""
    typed = escape(snapshot.group.name)
    if snapshot.group.capacity != instruction.sizes:
        raise _moved(snapshot, typed)
    if {each.name for each in returns_in(snapshot)} != set(instruction.instead):
        raise Wrong(GONE.format(typed=typed))


def log_entry(instruction: Staying) -> LogEntry:
    return LogEntry(
        until=instruction.until,
        gives_up=None if instruction.until else instruction.gives_up,
        takes_back=tuple(ACTION_NAME.format(name=name) for name in instruction.instead),
        leaves=instruction.sizes,
        goes_to=instruction.gives_up.to,
    )


KIND = Kind(
    name="stay",
    intent=Stay,
    instruction=Staying,
    plan=plan,
    done=done,
    to_do=to_do,
    do=do,
    look=look,
    more=more,
    nothing=nothing,
    measure=measure,
    risk=risk,
    label=label,
    log_entry=log_entry,
    moved=moved,
)
VERB = Verb(parsers={"stay": nothing_more(Stay())}, kinds=(KIND,), help=HELP)
