"""`/scale web keep`: the way back of a temporary change that the next change gave up, after all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.aws.scaling import Capacity, Group
from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.scale.returns import return_action
from app.commands.scale.snapshot import Snapshot, WayBack
from app.commands.scale.verbs import schedule
from app.commands.scale.verbs.schedule import Scheduling
from app.commands.scale.verbs.verb import Intent, Kind, LogEntry, Measure, Once, Planning, Verb, nothing_more
from app.commands.scale.words import sizes_now
from app.slack.messages.error_text import mentioning
from app.slack.messages.text import code, escape, moment, ticked, who_has

if TYPE_CHECKING:
    from app.commands.scale.logged_change import Change
    from app.scaling.target import Target

HELP = ("`/scale GROUP keep` keeps the way back that the last change gave up",)
NONE = "There is no given-up way back of {group} to keep. Nothing changed."
OVER = (
    "{group} would have gone back to {size} at {at}, which is over. Nothing changed. "
    "`/scale {typed} {size}` does it now."
)
MOVED = "Somebody has changed {group} since: it is at {now} now. Nothing changed. `/scale {typed}` shows it."
KEPT = "kept the way back of *{group}* to {size} at {at}"
KEEP = "keep the way back of *{group}* to {size} at {at}"
LABEL = "Keep the way back to {size}"
KEPT_ALREADY = "{who} already kept it. Nothing changed."

SEARCHED = 10


@dataclass(frozen=True)
class Keep(Intent):
    """Go back as planned, although the change with this id gave that up; the last one that did, without an id."""

    change_id: str = ""

    def __str__(self) -> str:
        return "keep"


@dataclass(frozen=True)
class Keeping(Scheduling):
    """The scheduled action that goes back.

    keeps    the change that gave it up, and `instead` its own return, which this one replaces
    expected the sizes that the group goes back from
    """

    keeps: str = ""
    instead: str = ""
    expected: Capacity | None = None


def plan(intent: Keep, planning: Planning) -> Keeping:
    group, change = planning.group, _change(intent, planning)
    lost = change.gives_up
    assert lost is not None  # it is found by that
    words = {"group": ticked(group.name), "typed": planning.typed, "size": lost.to.desired}
    if lost.at <= planning.snapshot.at:
        raise mentioning(Wrong, OVER.format(at=moment(lost.at), **{**words, "group": code(group.name)}))
    left = change.leaves or change.after
    if group.capacity != left:
        raise Wrong(MOVED.format(now=sizes_now(group.capacity), **words))
    is_planned = any(action.name == change.returning for action in planning.snapshot.scheduled)
    goes_back_first = is_planned and change.until is not None and change.until < lost.at
    instead = change.returning if is_planned and not goes_back_first else ""
    at = change.until if instead and change.until else lost.at
    action = return_action(WayBack(lost.to, at), group.name, planning.mark)
    expected = change.before if goes_back_first else left
    return Keeping(group.capacity, action, keeps=change.id, instead=instead, expected=expected)


def _change(intent: Keep, planning: Planning) -> Change:
    if intent.change_id:
        found = planning.changes.find(intent.change_id)
        candidates = [found] if found else []
    else:
        candidates = list(planning.changes.newest(planning.group.name, SEARCHED))
    ours = [each for each in candidates if each.group == planning.group.name and not each.undone_by]
    change = next((each for each in ours if each.gives_up), None)
    if change is None:
        first = planning.claims.find(_name(intent.change_id)) if intent.change_id else None
        if first:
            raise mentioning(Wrong, KEPT_ALREADY.format(who=who_has(first.user_id, planning.person)))
        raise Wrong(NONE.format(group=ticked(planning.group.name)))
    return change


def done(instruction: Keeping, group: str) -> str:
    return _words(KEPT, instruction, group)


def to_do(instruction: Keeping, group: str) -> str:
    return _words(KEEP, instruction, group)


def _words(text: str, instruction: Keeping, group: str) -> str:
    action = instruction.action
    return text.format(group=escape(group), size=action.desired, at=moment(action.at) if action.at else "")


def label(instruction: Keeping) -> str:
    return LABEL.format(size=instruction.action.desired)


def measure(instruction: Keeping) -> Measure:
    return schedule.measure(instruction)


def do(instruction: Keeping, target: Target, mark: str) -> None:
    """Auto Scaling takes no two scheduled actions for the same moment, so the other one goes first."""
    if instruction.instead:
        target.unschedule(instruction.instead)
    target.schedule(instruction.action)


def look(instruction: Keeping, group: Group, target: Target) -> bool:
    return schedule.look(instruction, group, target)


def moved(instruction: Keeping, snapshot: Snapshot) -> Keeping | None:
    now = snapshot.group.capacity
    return None if now == instruction.before else replace(instruction, before=now)


def log_entry(instruction: Keeping) -> LogEntry:
    action = instruction.action
    assert action.minimum is not None and action.maximum is not None and action.desired is not None  # it is a way back
    to = Capacity(action.minimum, action.maximum, action.desired)
    own = schedule.log_entry(instruction)
    return replace(own, until=action.at, keeps=instruction.keeps, leaves=instruction.expected, goes_to=to)


def once(instruction: Keeping) -> Once:
    return Once(_name(instruction.keeps), KEPT_ALREADY)


def _name(change_id: str) -> str:
    return f"keep-{change_id}"


VERB = Verb(
    parsers={"keep": nothing_more(Keep())},
    kinds=(
        Kind(
            name="keep",
            intent=Keep,
            instruction=Keeping,
            plan=plan,
            done=done,
            to_do=to_do,
            do=do,
            look=look,
            measure=measure,
            label=label,
            confirms=False,  # its button says what it goes back to
            log_entry=log_entry,
            moved=moved,
            once=once,
        ),
    ),
    help=HELP,
)
