"""`/scale web 4`, `x2 for 2h`, `min=2 max=12`: other sizes now, to stay or for a while."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from app.aws.scaling import Ability, Capacity, Group
from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.scale.consequences import consequences, given_up
from app.commands.scale.request.errors import plainly
from app.commands.scale.request.size import Size, Unit
from app.commands.scale.request.sizes import Sizes, read_sizes
from app.commands.scale.request.when import LEAST, MOST, NOW, For, Now, Until, parse_when
from app.commands.scale.returns import return_action, set_return
from app.commands.scale.sizes import SizesIntent, largest, resolved, risk_of, risk_of_limit, risk_without_limit
from app.commands.scale.snapshot import Snapshot, WayBack, check_is_ahead, undone_states
from app.commands.scale.verbs.schedule import CHECK, RETURN_PREFIX, SHOWN, Schedule, check_is_absolute
from app.commands.scale.verbs.stay import Staying, staying
from app.commands.scale.verbs.verb import Instruction, Intent, Kind, LogEntry, Measure, Planning, Typed, Verb
from app.commands.scale.words import bounds_words, sizes_now
from app.scaling.words import words_for
from app.slack.messages.error_text import mentioning
from app.slack.messages.text import code, duration, escape, moment, ticked

if TYPE_CHECKING:
    from app.scaling.target import Target

HELP = (
    "`/scale GROUP 4` · `+2` · `x2` · `+50%` · `min=2 max=12` resizes it",
    "`/scale GROUP 8 for 2h` · `until 18:00` and back",
)
NO_SIZE = "Which size? Try `/scale {group} 4 {when}`."
SET = "set *{group}* from {before} to {after}"
SET_BOUNDS = "set the limits of *{group}* from {before} to {after}"
BOUNDS_TOO = ", and its limits from {before} to {after}"
UNTIL = ", until {at}{shown}, then back to {back}"
NOT_SO_LONG = "{when} is not between 5 minutes and 30 days from now. Nothing changed."
ALREADY = "The desired capacity of {group} is already {size}. Nothing changed."
GOES_BACK = " It goes back to {size} at {at}."
NEVER_NONE = (
    "{share} of {before} is less than one {one}, and Bellhop never rounds to none, so nothing changed. Ask for 0 to "
    "have none."
)
SHARE = " {share} of {before} is {after}{grown}."
GROWN = "; +{share} would be {size}"
WAS_SHARE = " It was asked as {share}."
LITTLE_LEFT = "It would go back in {left}, at {at}, so nothing was done. Ask again with a later time."
LABEL, LABEL_BOUNDS = "Set to {size}", "Set {bounds}"
ALREADY_SO = "{group} already has this desired capacity and these limits. Nothing changed."

# Less than what can be asked for: somebody needs time to say yes.
LEAST_AT_PRESS = timedelta(minutes=3)


@dataclass(frozen=True)
class Resize(SizesIntent):
    """Other sizes now."""

    when: Now | For | Until = NOW

    def __str__(self) -> str:
        return f"{self.sizes} {self.when}".strip()


@dataclass(frozen=True)
class Resizing(Instruction):
    """From `before` to `after`; at `until` Auto Scaling goes back to `before`.

    share     how a part was asked for
    gives_up  the way back of an earlier change, which is lost
    shown     `until`, if it was said by the clock: with its date, on clocks of the zone that counts
    """

    before: Capacity
    after: Capacity
    until: datetime | None = None
    share: str = ""
    gives_up: WayBack | None = None
    shown: str = ""

    @property
    def back(self) -> WayBack | None:
        """Where it goes back to by itself, and when."""
        return WayBack(self.before, self.until) if self.until else None


def parse(words: list[str], typed: Typed) -> Intent:
    """Sizes, and perhaps when: at a time, it is a scheduled action."""
    sizes, rest = read_sizes(words, typed.group, typed.verbs)
    when = parse_when(rest, typed.group)
    if sizes == Sizes():
        raise Wrong(NO_SIZE.format(group=plainly(typed.group), when=when))
    if isinstance(when, Now | For | Until):
        return Resize(sizes, when)
    check_is_absolute(sizes, when, typed.group)
    return Schedule(sizes, when)


def plan(intent: Resize, planning: Planning) -> Resizing | Staying:
    """To another size; or, where the group is at the size for a time, for another time or for good."""
    until, shown = _until(intent.when, planning)
    size = intent.sizes.size
    share = str(size) if size and size.is_share else ""
    after = resolved(intent, planning.group)
    is_there = after == planning.group.capacity and size is not None and not size.is_relative
    stays = staying(planning, until, shown) if is_there else None
    if stays:
        return stays
    return Resizing(planning.group.capacity, after, until, share, given_up(after, planning.snapshot), shown)


def _until(when: Now | For | Until, planning: Planning) -> tuple[datetime | None, str]:
    """When it goes back, and how that was said by the clock."""
    now = planning.snapshot.at
    if not isinstance(when, Until):
        return (now + when.span, "") if isinstance(when, For) else (None, "")
    from app.listeners.times.moment import moment_of

    meant = moment_of(when, planning.zone, now)
    if not LEAST["for"] <= meant.at - now <= MOST:
        raise Wrong(NOT_SO_LONG.format(when=ticked(str(when))))
    return meant.at, meant.shown


def words_of(instruction: Resizing, group: str) -> str:
    """The same words for what was done and what is to be done: English has "set" for both."""
    before, after = instruction.before, instruction.after
    has_new_bounds = bounds_words(before) != bounds_words(after)
    if before.desired == after.desired and has_new_bounds:
        words = SET_BOUNDS.format(group=escape(group), before=bounds_words(before), after=bounds_words(after))
    else:
        words = SET.format(group=escape(group), before=before.desired, after=after.desired)
        if has_new_bounds:
            words += BOUNDS_TOO.format(before=bounds_words(before), after=bounds_words(after))
    return words


def more(instruction: Resizing) -> str:
    back = instruction.back
    if not back:
        return ""
    has_new_bounds = bounds_words(back.to) != bounds_words(instruction.after)
    to = sizes_now(back.to) if has_new_bounds else str(back.to.desired)
    shown = SHOWN.format(shown=escape(instruction.shown)) if instruction.shown else ""
    return UNTIL.format(at=moment(back.at), shown=shown, back=to)


def nothing(intent: Resize, instruction: Resizing, group: str) -> str:
    if instruction.before != instruction.after:
        return ""
    size, before = intent.sizes.size, instruction.before.desired
    if size and size.is_below_one(before):
        return NEVER_NONE.format(share=size, before=before, one=words_for(group).one)
    text = (ALREADY if size else ALREADY_SO).format(group=code(group), size=before)
    back = instruction.gives_up
    return text + (GOES_BACK.format(size=back.to.desired, at=moment(back.at)) if back else "")


def needs(intent: Resize) -> Iterable[Ability]:
    if intent.sizes.size is not None:
        yield Ability.SIZE
    if intent.sizes.minimum is not None or intent.sizes.maximum is not None:
        yield Ability.BOUNDS
    if not isinstance(intent.when, Now):
        yield Ability.ONCE


def measure(instruction: Resizing) -> Measure:
    """What it goes back to counts too: that may be more, and above what guards let anybody set."""
    before, after, back = instruction.before, instruction.after, instruction.back
    up_to = largest(
        after.maximum if after.maximum > before.maximum else None,
        back.to.maximum if back and back.to.maximum > after.maximum else None,
        back.to.desired if back and back.to.desired > after.desired else None,
    )
    return Measure(before.desired, after.desired, up_to)


def risk(instruction: Resizing, group: str) -> str:
    limit = risk_of_limit(instruction.before.maximum, instruction.after.maximum)
    limit += risk_without_limit(instruction.before, instruction.after)
    return _risk_of_size(instruction, group) + limit + (CHECK if instruction.shown else "")


def _risk_of_size(instruction: Resizing, group: str) -> str:
    """A share may be a typo: `50%` is one `+` away from growing."""
    before, after = instruction.before.desired, instruction.after.desired
    if not instruction.share or after >= before:
        return risk_of(before, after, group)
    size = Size.parse(instruction.share, "")
    if size.from_now(before) != after:
        return WAS_SHARE.format(share=instruction.share) + risk_of(before, after, group)
    step = Size(size.number, Unit.PERCENT_STEP).from_now(before)
    grown = GROWN.format(share=instruction.share, size=step) if size.unit is Unit.PERCENT else ""
    return SHARE.format(share=instruction.share, before=before, after=after, grown=grown)


def label(instruction: Resizing) -> str:
    before, after = instruction.before, instruction.after
    if before.desired == after.desired:
        return LABEL_BOUNDS.format(bounds=bounds_words(after))
    return LABEL.format(size=after.desired)


def do(instruction: Resizing, target: Target, mark: str) -> None:
    """The way back first: a process that dies in between leaves a return to the same sizes, no more."""
    before, after, back = instruction.before, instruction.after, instruction.back
    is_size = bounds_words(before) == bounds_words(after)
    change = partial(target.set_desired, after.desired) if is_size else partial(target.resize, after)
    if back:
        set_return(return_action(back, target.name, mark), target, change)
    else:
        change()


def look(instruction: Resizing, group: Group, target: Target) -> bool | None:
    is_undone = group.capacity in undone_states(instruction.before, instruction.after)
    return group.capacity == instruction.after or (False if is_undone else None)


def tidy(instruction: Resizing, target: Target, marks: Collection[str]) -> None:
    """The return of an earlier change must not undo this one."""
    for action in target.scheduled():
        if action.name.startswith(RETURN_PREFIX) and action.name.removeprefix(RETURN_PREFIX) not in marks:
            target.unschedule(action.name)


def drop(instruction: Resizing, target: Target, mark: str) -> None:
    """A return from a size that was never set would undo whatever somebody sets until then."""
    if instruction.back:
        target.unschedule(return_action(instruction.back, target.name, mark).name)


def moved(instruction: Resizing, snapshot: Snapshot) -> Resizing | None:
    """From where the group is, and goes back to, now; other limits stay as they are now. Raises Wrong if it is over."""
    check_is_ahead(instruction.until, snapshot.at)
    if instruction.until and instruction.until - snapshot.at < LEAST_AT_PRESS:
        left = duration(instruction.until - snapshot.at)
        raise mentioning(Wrong, LITTLE_LEFT.format(left=left, at=moment(instruction.until)))
    before, after, group = instruction.before, instruction.after, snapshot.group
    if bounds_words(before) == bounds_words(after):
        after = replace(after, minimum=group.minimum, maximum=group.maximum)
    now = replace(instruction, before=group.capacity, after=after, gives_up=given_up(after, snapshot))
    return None if now == instruction else now


def log_entry(instruction: Resizing) -> LogEntry:
    before, after, back = instruction.before, instruction.after, instruction.back
    return LogEntry(before, after, back.at if back else None, followed=True, gives_up=instruction.gives_up)


def warn(instruction: Resizing, snapshot: Snapshot) -> Iterable[str]:
    back = instruction.back
    return consequences(instruction.before, instruction.after, back.at if back else None, snapshot)


KIND = Kind(
    name="resize",
    intent=Resize,
    instruction=Resizing,
    plan=plan,
    done=words_of,
    to_do=words_of,
    more=more,
    do=do,
    look=look,
    nothing=nothing,
    needs=needs,
    warn=warn,
    measure=measure,
    risk=risk,
    label=label,
    log_entry=log_entry,
    moved=moved,
    tidy=tidy,
    drop=drop,
)
VERB = Verb(
    parsers={"": parse},
    kinds=(KIND,),
    help=HELP,
    aws_actions=(
        "autoscaling:SetDesiredCapacity",
        "autoscaling:UpdateAutoScalingGroup",
        "autoscaling:PutScheduledUpdateGroupAction",
        "autoscaling:DescribeScheduledActions",
        "autoscaling:DeleteScheduledAction",
    ),
)
