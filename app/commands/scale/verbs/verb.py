"""What a verb of `/scale` consists of. A new verb is a file beside this one and a line in catalogue.py.

An Intent is what somebody typed ("x2 for 2h"). An Instruction is what it means for this group now ("from 2 to 4 until
18:00"): it is shown, asked about, stored, carried out, and checked after a crash. A Kind has the functions that do this
for one class of Instruction; the flow beside this folder picks the Kind by the class.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from app.aws.scaling import Ability, Capacity, Group
from app.base.values import dataclass
from app.commands.scale.request.errors import too_many
from app.commands.scale.snapshot import Snapshot, WayBack

if TYPE_CHECKING:
    from app.commands.scale.change_log import Changes
    from app.listeners.claims import Claims
    from app.scaling.target import Target
    from app.slack.interactions import Reply


@dataclass(frozen=True)
class Intent:
    """What is asked for a group, or for all; a subclass prints as the words that ask for it."""


@dataclass(frozen=True)
class Instruction:
    """What will be done to a group. The table keeps a subclass's fields: none is renamed, a new one has a default.

    A field is never called `kind`, `group`, `reason`, `warnings`, `activities` or `outlook`: those are the plan's own.
    """


class Looking(Protocol):
    """What can be shown of the group that was asked for, or of all."""

    def show_all(self) -> Reply: ...

    def show_one(self) -> Reply: ...

    def show_refresh(self) -> Reply: ...

    def show_schedule(self) -> Reply: ...

    def show_history(self) -> Reply: ...

    def show_failures(self, change_id: str) -> Reply: ...

    def show_fit(self) -> Reply: ...

    def show_help(self) -> Reply: ...


A = TypeVar("A", bound=Intent)
I = TypeVar("I", bound=Instruction)  # noqa: E741


@dataclass(frozen=True)
class Typed:
    """Where a verb's words are: `group` as it can be typed in an example, and the other `verbs`."""

    group: str
    verbs: tuple[str, ...] = ()


Parser = Callable[[list[str], Typed], Intent]


@dataclass(frozen=True)
class Planning:
    """What an instruction is made from.

    typed    the group's name as it can be typed
    zone     the person's time zone, an IANA name; `person` is their id
    mark     a word unique to this operation, for names of scheduled actions
    changes  earlier changes, and `claims` who pressed a button first
    """

    snapshot: Snapshot
    typed: str
    zone: str
    mark: str
    changes: Changes
    claims: Claims
    person: str = ""

    @property
    def group(self) -> Group:
        return self.snapshot.group


@dataclass(frozen=True)
class Measure:
    """What guards measure: the desired capacity before and after; None if it is about something else.

    up_to  the largest size that it sets or allows besides, whatever the size is then: by a raised maximum, later, or
           on the way back; None if there is none
    """

    before: int | None = None
    after: int | None = None
    up_to: int | None = None


@dataclass(frozen=True)
class Once:
    """Something that can be done once, by its name in the table; `taken` tells the next person, by {who}."""

    name: str
    taken: str


@dataclass(frozen=True)
class LogEntry:
    """What the log keeps of an instruction.

    before    the sizes before, `after` the new ones: they are followed until they are reached, and undone
    until     when Auto Scaling goes back to `before`
    refresh   whether it is about the group's instance refresh: the one with `refresh_id`, or a new one after `known`
    followed  whether it continues after the call to AWS, so that its message is updated
    undoes    the id of the change that it undoes
    gives_up  the way back of an earlier change, which is lost with it; `keeps` is the change whose loss it makes good
    makes     names of what is so from now on, if it is not about sizes; `takes_back` are names that are so no longer
    leaves    the sizes from which it goes back at `until`, if it does not set any itself, and `goes_to` those to which,
              if not `before`
    """

    before: Capacity | None = None
    after: Capacity | None = None
    until: datetime | None = None
    refresh: bool = False
    followed: bool = False
    undoes: str = ""
    refresh_id: str = ""
    known: tuple[str, ...] = ()
    gives_up: WayBack | None = None
    keeps: str = ""
    makes: tuple[str, ...] = ()
    takes_back: tuple[str, ...] = ()
    leaves: Capacity | None = None
    goes_to: Capacity | None = None


@dataclass(frozen=True)
class Kind(Generic[A, I]):
    """How one kind of change is planned, worded, done and checked. `str` arguments are the group's name, unless noted.

    name      in the table; never renamed
    plan      the instruction for an intent, perhaps of another kind; raises Wrong or Refused with the reason if there
              is none
    done      what was done, mrkdwn, to be read after a person's name, and `to_do` the same as something still to do
    more      what follows the reason: until when, or what it undoes
    do        carries it out; the last argument is the operation's mark. Raises Wrong if AWS refuses, and Later
    look      whether it is visible on the group after an interrupted try; None if nobody can tell
    nothing   a sentence if there is nothing to change
    warn      consequences that its words don't mention, mrkdwn, the most important first
    measure   what guards measure
    risk      why Bellhop asks for confirmation, whatever the guards say; a sentence with a space before it
    label     the button that confirms it, which names it
    confirms  whether Bellhop asks for confirmation at all
    log_entry  what the log keeps of it
    moved     the same from where the group is now, if it has changed since; None if that doesn't matter. Raises Wrong
              if there is nothing left to do
    tidy      cleans up once it is done; the last argument has the marks of what stays: its own, and of later ones
    drop      takes off what a try that was interrupted has left, if it was not done after all; with its own mark
    way_back  a button's label, and what it asks for
    once      what can be done only once
    needs     what the group must be able to do; else the plan is refused, with why it can't
    """

    name: str
    intent: type[A]
    instruction: type[I]
    plan: Callable[[A, Planning], Instruction]
    done: Callable[[I, str], str]
    to_do: Callable[[I, str], str]
    do: Callable[[I, Target, str], None]
    look: Callable[[I, Group, Target], bool | None]
    more: Callable[[I], str] = lambda instruction: ""
    nothing: Callable[[A, I, str], str] = lambda intent, instruction, group: ""
    warn: Callable[[I, Snapshot], Iterable[str]] = lambda instruction, snapshot: ()
    measure: Callable[[I], Measure] = lambda instruction: Measure()
    risk: Callable[[I, str], str] = lambda instruction, group: ""
    label: Callable[[I], str] = lambda instruction: "Confirm"
    confirms: bool = True
    log_entry: Callable[[I], LogEntry] = lambda instruction: LogEntry()
    moved: Callable[[I, Snapshot], I | None] = lambda instruction, snapshot: None
    tidy: Callable[[I, Target, Collection[str]], None] = lambda instruction, target, marks: None
    drop: Callable[[I, Target, str], None] = lambda instruction, target, mark: None
    way_back: Callable[[I], tuple[str, Intent] | None] = lambda instruction: None
    once: Callable[[I], Once | None] = lambda instruction: None
    needs: Callable[[A], Iterable[Ability]] = lambda intent: ()


@dataclass(frozen=True)
class Look(Generic[A]):
    """What only looks."""

    intent: type[A]
    show: Callable[[A, Looking], Reply]


@dataclass(frozen=True)
class Verb:
    """One file of this folder.

    parsers      by the word after the group; '' if there is no verb
    alone        what the word means without a group
    arguments    words that may follow the verb, so that they are no group's name
    help         its lines of `/scale help`
    aws_actions  the IAM actions that it needs besides reading a group
    """

    parsers: Mapping[str, Parser] = field(default_factory=dict)
    kinds: tuple[Kind[Any, Any], ...] = ()
    looks: tuple[Look[Any], ...] = ()
    alone: Mapping[str, Intent] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    aws_actions: tuple[str, ...] = ()


def nothing_more(intent: Intent) -> Parser:
    """The parser of a verb without arguments."""

    def read(more: list[str], typed: Typed) -> Intent:
        if more:
            raise too_many(more[0])
        return intent

    return read
