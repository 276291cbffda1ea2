"""`/scale web suspend Launch`, `resume all`: suspends and resumes Auto Scaling's processes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.aws.scaling import Ability, Group
from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.scale.request.errors import missing
from app.commands.scale.snapshot import Snapshot
from app.commands.scale.verbs.verb import Instruction, Intent, Kind, LogEntry, Planning, Typed, Verb
from app.scaling.words import GROUP, WORDS, Words, words_for
from app.slack.messages.text import code, escape, near, ticked

if TYPE_CHECKING:
    from app.scaling.target import Target

HELP = ("`/scale GROUP suspend Launch` · `resume Launch`",)
NOT_A_PROCESS = "{word} is not an {scaler} process.{near}"
THEY_ARE = " Type {known} or `all`."
SUSPENDED = "suspended {processes} on *{group}*"
SUSPEND = "suspend {processes} on *{group}*"
RESUMED = "resumed {processes} on *{group}*"
RESUME = "resume {processes} on *{group}*"
NOTHING_SUSPENDED = "Nothing is suspended on {group}."
SUSPENDED_ALREADY = "{processes} {is_or_are} already suspended on {group}. Nothing changed."
NOT_SUSPENDED = "{processes} {is_or_are} not suspended on {group}. Nothing changed."
NOT_OF_ITS_KIND = "{word} is nothing that can be suspended on {group}. Type {known} or `all`. Nothing changed."
NO_LAUNCHES = "While Launch is suspended, Auto Scaling does not replace failed instances."
RESUME_LABEL, SUSPEND_LABEL = "Resume", "Suspend again"
LABEL, LABEL_RESUME = "Suspend {processes}", "Resume {processes}"
RISK = " Until it is resumed, Auto Scaling {consequences}."
ALL_PROCESSES = "all processes"
ALL = " Until they are resumed, Auto Scaling does nothing for this group."
ALL_OF_SERVICE = " Until they are resumed, nothing but people scales it."
# What stops with a process, where the group has instances.
CONSEQUENCES = {
    "Launch": "launches no instance",
    "Terminate": "terminates no instance",
    "HealthCheck": "notices no unhealthy instance",
    "ReplaceUnhealthy": "replaces no unhealthy instance",
}

PROCESSES = GROUP.processes  # in an intent, those of a group stand for all that there are of a kind
EVERY_KINDS = tuple(process for words in WORDS.values() for process in words.processes)

SUSPENDED_NAME, RESUMED_NAME = "suspended:{process}", "resumed:{process}"  # in the log: never renamed


def _said(processes: tuple[str, ...]) -> str:
    """As it can be typed."""
    return "all" if processes == PROCESSES else " ".join(processes)


@dataclass(frozen=True)
class Suspend(Intent):
    """Auto Scaling's processes stopped."""

    processes: tuple[str, ...]

    def __str__(self) -> str:
        return f"suspend {_said(self.processes)}"


@dataclass(frozen=True)
class Resume(Intent):
    """Auto Scaling's processes started again."""

    processes: tuple[str, ...]

    def __str__(self) -> str:
        return f"resume {_said(self.processes)}"


@dataclass(frozen=True)
class Suspending(Instruction):
    """The processes to suspend, without those that are already suspended: the way back must not change others."""

    processes: tuple[str, ...]
    has_instances: bool = False
    is_all: bool = False


@dataclass(frozen=True)
class Resuming(Instruction):
    """The suspended processes to resume."""

    processes: tuple[str, ...]


def parse_suspend(more: list[str], typed: Typed) -> Intent:
    return Suspend(_processes(more, typed, "suspend"))


def parse_resume(more: list[str], typed: Typed) -> Intent:
    return Resume(_processes(more, typed, "resume"))


def _processes(more: list[str], typed: Typed, verb: str) -> tuple[str, ...]:
    names = [word for word in " ".join(more).replace(",", " ").split() if word]
    if not names:
        raise missing(verb, typed.group, f"{verb} {words_for(typed.group).processes[0]}")
    if [word.casefold() for word in names] == ["all"]:
        return PROCESSES
    return tuple(dict.fromkeys(_process(word, words_for(typed.group)) for word in names))


def _process(word: str, words: Words) -> str:
    """`words` are those of the kind that the name tells, which a short one does not."""
    known = {process.casefold(): process for process in EVERY_KINDS}
    if word.casefold() not in known:
        known_ones = near(word, EVERY_KINDS) or THEY_ARE.format(known=", ".join(words.processes))
        raise Wrong(NOT_A_PROCESS.format(word=ticked(word), scaler=words.scaler, near=known_ones))
    return known[word.casefold()]


def plan_suspend(intent: Suspend, planning: Planning) -> Suspending:
    asked = _of_its_kind(intent.processes, planning.group)
    left = tuple(each for each in asked if each not in planning.group.suspended)
    return Suspending(left, bool(planning.group.instances), intent.processes == PROCESSES)


def plan_resume(intent: Resume, planning: Planning) -> Resuming:
    asked = _of_its_kind(intent.processes, planning.group)
    return Resuming(tuple(each for each in asked if each in planning.group.suspended))


def _of_its_kind(asked: tuple[str, ...], group: Group) -> tuple[str, ...]:
    """What is asked for, of what its kind has; raises Wrong for what another kind has."""
    known = words_for(group.name).processes
    if asked == PROCESSES:
        return known
    for process in asked:
        if process not in known:
            words = {"group": ticked(group.name), "known": ", ".join(known)}
            raise Wrong(NOT_OF_ITS_KIND.format(word=ticked(process), **words))
    return asked


def suspended(instruction: Suspending, group: str) -> str:
    return _words(SUSPENDED, instruction, group)


def to_suspend(instruction: Suspending, group: str) -> str:
    return _words(SUSPEND, instruction, group)


def resumed(instruction: Resuming, group: str) -> str:
    return _words(RESUMED, instruction, group)


def to_resume(instruction: Resuming, group: str) -> str:
    return _words(RESUME, instruction, group)


def _words(text: str, instruction: Suspending | Resuming, group: str) -> str:
    is_all = len(instruction.processes) == len(words_for(group).processes)
    processes = ALL_PROCESSES if is_all else ", ".join(map(code, instruction.processes))
    return text.format(group=escape(group), processes=processes)


def nothing_to_suspend(intent: Suspend, instruction: Suspending, group: str) -> str:
    return "" if instruction.processes else _so(SUSPENDED_ALREADY, intent.processes, code(group))


def nothing_to_resume(intent: Resume, instruction: Resuming, group: str) -> str:
    if instruction.processes:
        return ""
    return _so(NOTHING_SUSPENDED if intent.processes == PROCESSES else NOT_SUSPENDED, intent.processes, code(group))


def moved_suspend(instruction: Suspending, snapshot: Snapshot) -> Suspending | None:
    left = tuple(each for each in instruction.processes if each not in snapshot.group.suspended)
    if not left:
        raise Wrong(_so(SUSPENDED_ALREADY, instruction.processes, ticked(snapshot.group.name)))
    now = replace(instruction, processes=left, has_instances=bool(snapshot.group.instances))
    return None if now == instruction else now


def moved_resume(instruction: Resuming, snapshot: Snapshot) -> Resuming | None:
    left = tuple(each for each in instruction.processes if each in snapshot.group.suspended)
    if not left:
        raise Wrong(_so(NOT_SUSPENDED, instruction.processes, ticked(snapshot.group.name)))
    return None if left == instruction.processes else Resuming(left)


def _so(text: str, processes: tuple[str, ...], group: str) -> str:
    """What the processes that were asked for are already."""
    named = ALL_PROCESSES.capitalize() if processes == PROCESSES else ", ".join(map(ticked, processes))
    return text.format(processes=named, is_or_are="is" if len(processes) == 1 else "are", group=group)


def warn(instruction: Suspending, snapshot: Snapshot) -> Iterable[str]:
    return (NO_LAUNCHES,) if "Launch" in instruction.processes and not risk(instruction, snapshot.group.name) else ()


def risk(instruction: Suspending, group: str) -> str:
    if instruction.is_all:
        return ALL if words_for(group) is GROUP else ALL_OF_SERVICE
    stopped = [what for process, what in CONSEQUENCES.items() if process in instruction.processes]
    if not stopped or not instruction.has_instances:
        return ""
    *others, last = stopped
    return RISK.format(consequences=f"{', '.join(others)} and {last}" if others else last)


def label(instruction: Suspending) -> str:
    return LABEL.format(processes=_plain(instruction))


def label_resume(instruction: Resuming) -> str:
    return LABEL_RESUME.format(processes=_plain(instruction))


def _plain(instruction: Suspending | Resuming) -> str:
    is_all = any(set(instruction.processes) == set(words.processes) for words in WORDS.values())
    return ALL_PROCESSES if is_all else ", ".join(instruction.processes)


def suspend(instruction: Suspending, target: Target, mark: str) -> None:
    target.suspend(instruction.processes)


def resume(instruction: Resuming, target: Target, mark: str) -> None:
    target.resume(instruction.processes)


def look_suspended(instruction: Suspending, group: Group, target: Target) -> bool:
    return set(instruction.processes) <= set(group.suspended)


def look_resumed(instruction: Resuming, group: Group, target: Target) -> bool:
    return not set(instruction.processes) & set(group.suspended)


def log_entry_suspended(instruction: Suspending) -> LogEntry:
    return LogEntry(makes=_names(SUSPENDED_NAME, instruction), takes_back=_names(RESUMED_NAME, instruction))


def log_entry_resumed(instruction: Resuming) -> LogEntry:
    return LogEntry(makes=_names(RESUMED_NAME, instruction), takes_back=_names(SUSPENDED_NAME, instruction))


def _names(form: str, instruction: Suspending | Resuming) -> tuple[str, ...]:
    return tuple(form.format(process=process) for process in instruction.processes)


def way_back_of_suspend(instruction: Suspending) -> tuple[str, Intent]:
    return RESUME_LABEL, Resume(instruction.processes)


def way_back_of_resume(instruction: Resuming) -> tuple[str, Intent]:
    return SUSPEND_LABEL, Suspend(instruction.processes)


VERB = Verb(
    parsers={"suspend": parse_suspend, "resume": parse_resume},
    kinds=(
        Kind(
            name="suspend",
            intent=Suspend,
            needs=lambda intent: (Ability.PROCESSES,),
            instruction=Suspending,
            plan=plan_suspend,
            done=suspended,
            to_do=to_suspend,
            do=suspend,
            look=look_suspended,
            nothing=nothing_to_suspend,
            warn=warn,
            risk=risk,
            label=label,
            moved=moved_suspend,
            log_entry=log_entry_suspended,
            way_back=way_back_of_suspend,
        ),
        Kind(
            name="resume",
            intent=Resume,
            needs=lambda intent: (Ability.PROCESSES,),
            instruction=Resuming,
            plan=plan_resume,
            done=resumed,
            to_do=to_resume,
            do=resume,
            look=look_resumed,
            label=label_resume,
            nothing=nothing_to_resume,
            moved=moved_resume,
            log_entry=log_entry_resumed,
            way_back=way_back_of_resume,
        ),
    ),
    arguments=("all", *EVERY_KINDS),
    help=HELP,
    aws_actions=("autoscaling:SuspendProcesses", "autoscaling:ResumeProcesses"),
)
