"""`/scale web undo`: back to the sizes recorded before a change, unless somebody else has changed them since."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.scale.consequences import given_up
from app.commands.scale.request.when import LEAST
from app.commands.scale.snapshot import Snapshot, WayBack
from app.commands.scale.verbs import resize
from app.commands.scale.verbs.resize import Resizing
from app.commands.scale.verbs.verb import Intent, Kind, LogEntry, Once, Planning, Verb, nothing_more
from app.commands.scale.words import sizes_now
from app.slack.messages.error_text import mentioning
from app.slack.messages.text import code, escape, moment, named, ticked, who_has

if TYPE_CHECKING:
    from app.aws.scaling import Group
    from app.commands.scale.logged_change import Change

HELP = ("`/scale GROUP undo` · `history` of who changed what",)
FORGOTTEN = "That change is more than 90 days old, so Bellhop no longer has it."
NOTHING_TO_UNDO = "Bellhop has no change of {group} from the last 90 days to undo."
ALL_UNDONE = "All changes of {group} that could be undone are undone. Nothing changed."
UNDONE_ALREADY = "{who} already undone it. Nothing changed."
MOVED = (
    "{user} set {group} to {after} at {at}, but somebody has changed it since: it is at {now} now. Nothing was "
    "undone. `/scale {typed}` shows it."
)
MOVED_WHILE_ASKED = "Somebody has changed {group} since the undo was asked for: it is at {now} now. Nothing was undone."
BACK_ALREADY = "{group} is already back at {before}. Nothing changed."
UNDOES = ", undoing the change that {user} made at {at}"

SEARCHED = 50


@dataclass(frozen=True)
class Undo(Intent):
    """Undo the last change of sizes, or the one that a button names by its id."""

    change_id: str = ""

    def __str__(self) -> str:
        return "undo"


@dataclass(frozen=True)
class Undoing(Resizing):
    """Back to the sizes before the change `undoes`, which somebody made at `made_at`.

    typed     it was not asked for by a button on a message that says what it goes back to
    restores  the way back that the change had given up
    """

    undoes: str = ""
    made_by: str = ""
    made_at: datetime | None = None
    typed: bool = False
    restores: WayBack | None = None

    @property
    def back(self) -> WayBack | None:
        return self.restores


def plan(intent: Undo, planning: Planning) -> Undoing:
    """The way back from exactly what the change left; raises Wrong if the group has changed since."""
    change = _change(intent, planning)
    earlier = planning.claims.find(_name(change.id))
    undone = planning.changes.find(change.undone_by) if change.undone_by else None
    by = earlier.user_id if earlier and earlier.mark != planning.mark else undone.user_id if undone else ""
    if by:
        raise mentioning(Wrong, UNDONE_ALREADY.format(who=who_has(by, planning.person)))
    assert change.before is not None and change.after is not None  # it was about sizes
    group = planning.group
    if group.capacity == change.before:
        raise Wrong(BACK_ALREADY.format(group=ticked(group.name), before=sizes_now(change.before)))
    if group.capacity != change.after:
        raise mentioning(Wrong, _moved(change, planning))
    lost = given_up(change.before, planning.snapshot)
    made = Undoing(group.capacity, change.before, gives_up=lost)
    restores = change.gives_up if _is_ahead(change.gives_up, planning.snapshot) else None
    return replace(
        made,
        undoes=change.id,
        made_by=change.user_id,
        made_at=change.at,
        typed=not intent.change_id,
        restores=restores,
    )


def _is_ahead(back: WayBack | None, snapshot: Snapshot) -> bool:
    """Whether Auto Scaling can still be told to go there then."""
    return back is not None and back.at - snapshot.at >= LEAST["in"]


def _change(intent: Undo, planning: Planning) -> Change:
    if intent.change_id:
        change = planning.changes.find(intent.change_id)
        if change is None or change.before is None or not _is_of(change, planning.group):
            raise Wrong(FORGOTTEN)
        return change
    known = planning.changes.newest(planning.group.name, SEARCHED)
    newest = [change for change in known if _is_of(change, planning.group)]
    found = next((change for change in newest if change.is_undoable and not change.undoes), None)
    if found is None:
        text = ALL_UNDONE if any(change.undone_by for change in newest) else NOTHING_TO_UNDO
        raise Wrong(text.format(group=ticked(planning.group.name)))
    return found


def _is_of(change: Change, group: Group) -> bool:
    """Whether it was made to this group: an earlier one, or one of another account, may have had its name."""
    if change.arn and group.arn:
        return group.arn.startswith(change.arn)
    return change.group == group.name


def _moved(change: Change, planning: Planning) -> str:
    assert change.after is not None  # it was about sizes
    return MOVED.format(
        group=code(planning.group.name),
        after=sizes_now(change.after),
        user=named(change.user_id),
        at=moment(change.at),
        now=sizes_now(planning.group.capacity),
        typed=escape(planning.typed),
    )


def more(instruction: Undoing) -> str:
    back = resize.more(instruction)
    if not instruction.made_at:
        return back
    return UNDOES.format(user=named(instruction.made_by), at=moment(instruction.made_at)) + back


def risk(instruction: Undoing, group: str) -> str:
    """Who types it may not know what the last change was; who presses has read it on the message."""
    return resize.risk(instruction, group) if instruction.typed else ""


def moved(instruction: Undoing, snapshot: Snapshot) -> Undoing | None:
    """An undo is never from anywhere else: raises Wrong. A way back may be over by now."""
    group = snapshot.group
    if group.capacity != instruction.before:
        raise Wrong(MOVED_WHILE_ASKED.format(group=ticked(group.name), now=sizes_now(group.capacity)))
    is_over = instruction.restores is not None and not _is_ahead(instruction.restores, snapshot)
    return replace(instruction, restores=None) if is_over else None


def log_entry(instruction: Undoing) -> LogEntry:
    goes_to = instruction.restores.to if instruction.restores else None
    return replace(resize.log_entry(instruction), undoes=instruction.undoes, goes_to=goes_to)


def once(instruction: Undoing) -> Once:
    return Once(_name(instruction.undoes), UNDONE_ALREADY)


def _name(change_id: str) -> str:
    return f"undo-{change_id}"


VERB = Verb(
    parsers={"undo": nothing_more(Undo())},
    kinds=(
        Kind(
            name="undo",
            intent=Undo,
            instruction=Undoing,
            plan=plan,
            done=resize.words_of,
            to_do=resize.words_of,
            more=more,
            do=resize.do,
            look=resize.look,
            warn=resize.warn,
            measure=resize.measure,
            risk=risk,
            label=resize.label,
            log_entry=log_entry,
            moved=moved,
            tidy=resize.tidy,
            drop=resize.drop,
            once=once,
        ),
    ),
    help=HELP,
)
