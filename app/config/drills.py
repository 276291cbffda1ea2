"""[[drill]]: which alarms a game day sets, to which states, when, and in which channel; read and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.base.errors import Misconfigured
from app.base.values import dataclass
from app.config.routes import NOT_A_STATE, STATES
from app.config.tables import must_all, must_be_channel, read_table, read_tables

NO_NAME = '{file}: [{table}] must say what the drill is called: name = "database-down".'
NAME_TAKEN = '{file}: [{table}] `name` is "{found}", and an earlier drill is called so. Give each its own name.'
RESERVED = '{file}: [{table}] `name` is "{found}", which `/forcealarm drill` takes for something else. Choose another.'
TOO_LONG = "{file}: [{table}] `name` has {found} characters, it may have {most}: it is what one types. Shorten it."
NO_ALARMS = (
    '{file}: [{table}] must say which alarms it sets: alarms = ["web-*"], or each as a table: '
    'alarms = [{{ alarm = "web-5xx", state = "ALARM", seconds = 120 }}, ...].'
)
NO_ALARM = "{file}: [{table}] lacks `alarm`: which alarm, or which glob of alarms, is set then?"
TOO_EARLY = "{file}: [{table}] `seconds` is {found}, it must be 0 or more: so long after the beginning it is set."
TOO_LATE = "{file}: [{table}] `seconds` is {found}, but the drill is over after {minutes} minutes. Raise `minutes`."
NOT_SO_LONG = "{file}: [{table}] `minutes` is {found}, it must be from 1 to {most}: after so long the drill is over."
TOO_MANY = "{file}: [{table}] `alarms` has {found} lines, it may have {most}."

MOST_MINUTES = 240
MOST_STEPS = 50
MOST_NAME = 75  # of a button's text (docs.slack.dev, button element)
WORDS = ("stop", "list")  # of `/forcealarm drill`
USUAL_MINUTES = 30


@dataclass(frozen=True)
class DrillStep:
    """The alarms that `alarm` names, exactly or as a glob, are set to `state` so many `seconds` after the beginning."""

    alarm: str = ""
    state: str = "ALARM"
    seconds: int = 0


@dataclass(frozen=True)
class Drill:
    """[[drill]]: over after `minutes` at the latest; without a `channel` it is where somebody asks for it."""

    name: str = ""
    channel: str = ""
    minutes: int = USUAL_MINUTES
    alarms: tuple[DrillStep, ...] = ()


def read_drills(path: str, given: Any) -> Iterator[Drill]:
    names = set[str]()
    for (table, drill), written in zip(read_tables(path, "drill", Drill, given), given, strict=True):
        _check_name(path, table, drill.name, names)
        names.add(drill.name.casefold())
        if drill.channel:
            must_be_channel(path, table, "channel", drill.channel)
        if not 1 <= drill.minutes <= MOST_MINUTES:
            raise Misconfigured(NOT_SO_LONG.format(file=path, table=table, found=drill.minutes, most=MOST_MINUTES))
        yield replace(drill, alarms=tuple(_steps(path, table, drill.minutes, written)))


def _check_name(path: str, table: str, name: str, taken: set[str]) -> None:
    if not name.strip():
        raise Misconfigured(NO_NAME.format(file=path, table=table))
    if len(name) > MOST_NAME:
        raise Misconfigured(TOO_LONG.format(file=path, table=table, found=len(name), most=MOST_NAME))
    if name.casefold() in WORDS:
        raise Misconfigured(RESERVED.format(file=path, table=table, found=name))
    if name.casefold() in taken:
        raise Misconfigured(NAME_TAKEN.format(file=path, table=table, found=name))


def _steps(path: str, table: str, minutes: int, written: Mapping[str, Any]) -> Iterator[DrillStep]:
    """In the order in which they are set."""
    given = written.get("alarms", ())
    lines: Sequence[Any] = (given,) if isinstance(given, str) else given
    if not lines:
        raise Misconfigured(NO_ALARMS.format(file=path, table=table))
    if len(lines) > MOST_STEPS:
        raise Misconfigured(TOO_MANY.format(file=path, table=table, found=len(lines), most=MOST_STEPS))
    steps = [_step(path, f"{table}, alarms, number {number}", minutes, line) for number, line in enumerate(lines, 1)]
    yield from sorted(steps, key=lambda step: step.seconds)


def _step(path: str, place: str, minutes: int, written: Any) -> DrillStep:
    step = DrillStep(written) if isinstance(written, str) else read_table(path, place, DrillStep, written)
    if not step.alarm:
        raise Misconfigured(NO_ALARM.format(file=path, table=place))
    must_all(path, place, "state", (step.state,), STATES.__contains__, NOT_A_STATE)
    if step.seconds < 0:
        raise Misconfigured(TOO_EARLY.format(file=path, table=place, found=step.seconds))
    if step.seconds >= minutes * 60:
        raise Misconfigured(TOO_LATE.format(file=path, table=place, found=step.seconds, minutes=minutes))
    return step
