"""A verb that Bellhop does not have: `/scale web halve` takes half of a group away. See test_catalogue.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.aws.scaling import Capacity, Group
from app.base.values import dataclass
from app.commands.scale.verbs.verb import Instruction, Intent, Kind, LogEntry, Measure, Planning, Verb, nothing_more

if TYPE_CHECKING:
    from app.scaling.target import Target


@dataclass(frozen=True)
class Halve(Intent):
    def __str__(self) -> str:
        return "halve"


@dataclass(frozen=True)
class Halving(Instruction):
    before: Capacity
    half: int


def plan(intent: Halve, planning: Planning) -> Halving:
    return Halving(planning.group.capacity, planning.group.desired // 2)


def done(instruction: Halving, group: str) -> str:
    return f"halved *{group}* to {instruction.half}"


def to_do(instruction: Halving, group: str) -> str:
    return f"halve *{group}* to {instruction.half}"


def do(instruction: Halving, target: Target, mark: str) -> None:
    target.set_desired(instruction.half)


def look(instruction: Halving, group: Group, target: Target) -> bool:
    return group.desired == instruction.half


def measure(instruction: Halving) -> Measure:
    return Measure(instruction.before.desired, instruction.half)


def log_entry(instruction: Halving) -> LogEntry:
    before = instruction.before
    return LogEntry(before, Capacity(before.minimum, before.maximum, instruction.half), followed=True)


VERB = Verb(
    parsers={"halve": nothing_more(Halve())},
    kinds=(
        Kind(
            name="halve",
            intent=Halve,
            instruction=Halving,
            plan=plan,
            done=done,
            to_do=to_do,
            do=do,
            look=look,
            measure=measure,
            risk=lambda instruction, group: " Half of it goes.",
            log_entry=log_entry,
        ),
    ),
    help=("`/scale GROUP halve` takes half of it away",),
)
