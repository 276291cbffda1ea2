"""[[route]]: which alarms and notices go where, and who is mentioned; read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import time
from typing import Any

from app.base.clock import zone_of
from app.base.errors import Misconfigured
from app.base.values import dataclass
from app.config.tables import must_all, must_be_channel, read_table, read_tables

MENTION = re.compile(r"[UWS][A-Z0-9]+|here|channel")
QUIET = re.compile(r"(\d\d:\d\d)\s*-\s*(\d\d:\d\d)\s+(\S+)")
STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")

NOT_A_MENTION = (
    '{file}: [{table}] `{key}` has "{found}", it must be the id of a person (U...) or of a user group (S...), '
    '"here" or "channel". Slack shows an id in the profile, and in a user group\'s address.'
)
NOT_QUIET = (
    '{file}: [{table}] `{key}` is "{found}", it must be two times of day and a time zone: "22:00-07:00 Europe/Berlin".'
)
DROPPED = (
    "{file}: [{table}] has `drop` and `{key}`: an alarm that is dropped goes nowhere. Remove one of them; to keep some "
    "alarms, put a route for them above this one."
)
SEVERITIES = ("critical", "high", "medium", "low", "info")
NOT_A_SEVERITY = '{file}: [{table}] `{key}` has "{found}", it must be among ' + ", ".join(SEVERITIES) + "."
NOT_OF_NOTICES = (
    "{file}: [{table}] has `{key}`, which only alarms have, and `source` or `severity`, which only notices have. Make "
    "two routes of it."
)
NOT_ONE_SHAPE = (
    "{file}: [{table}] `escalate` mixes names and tables. Write whom one step mentions, such as "
    'escalate = "S0LEADS", or each step as a table: escalate = [{{ minutes = 15, mention = "S0LEADS" }}, ...].'
)
NO_MINUTES = (
    "{file}: [{table}] `{key}` is {found}, it must be 1 or more: after so many minutes without acknowledgement."
)
NOBODY_CALLED = "{file}: [{table}] lacks `mention`: who is mentioned when this step comes?"
OUT_OF_ORDER = (
    "{file}: [{table}] `minutes` is {found}, it must be more than the {before} of the step before: "
    "each counts from the moment the alarm went off."
)
MINUTES_FOR_NOTHING = "{file}: [{table}] has `escalate_minutes`, but no `escalate` that says who is mentioned then."
MINUTES_TWICE = (
    "{file}: [{table}] has `escalate_minutes`, but each step of `escalate` says its own `minutes`. Remove it."
)
NOT_A_STATE = '{file}: [{table}] `{key}` has "{found}", it must be among ' + ", ".join(STATES) + "."


@dataclass(frozen=True)
class Quiet:
    """A time of day, in a time zone, when nobody is mentioned."""

    start: time
    end: time
    zone: str


@dataclass(frozen=True)
class Step:
    """Who is mentioned if nobody has acknowledged an alarm for so many minutes since it went off."""

    minutes: int = 0
    mention: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """[[route]]: which alarms, in which states, go to which channel, and who is mentioned when one goes off.

    `alarm` is a glob of names, `quiet` as written ("22:00-07:00 Europe/Berlin"); `escalate` says who is mentioned later
    if nobody acknowledges; with `also` the next match counts too; with `drop` nothing is shown. With `source` (a glob)
    or `severity` it is for notices, else for alarms.
    """

    alarm: str = "*"
    tags: Mapping[str, str] = field(default_factory=dict)
    account: str = ""
    region: str = ""
    states: tuple[str, ...] = ()
    source: str = ""
    severity: tuple[str, ...] = ()
    channel: str = ""
    mention: tuple[str, ...] = ()
    quiet: str = ""
    escalate: tuple[Step, ...] = ()
    escalate_minutes: int = 15
    also: bool = False
    drop: bool = False

    @property
    def is_for_notices(self) -> bool:
        return bool(self.source or self.severity)

    @property
    def quiet_hours(self) -> Quiet | None:
        return quiet_hours(self.quiet) if self.quiet else None


def read_routes(path: str, given: Any) -> Iterator[Route]:
    for (table, route), written in zip(read_tables(path, "route", Route, given), given, strict=True):
        if route.channel:
            must_be_channel(path, table, "channel", route.channel)
        must_all(path, table, "mention", route.mention, MENTION.fullmatch, NOT_A_MENTION)
        must_all(path, table, "states", route.states, STATES.__contains__, NOT_A_STATE)
        must_all(path, table, "severity", route.severity, SEVERITIES.__contains__, NOT_A_SEVERITY)
        for key in ("alarm", "tags", "states", "escalate"):
            if route.is_for_notices and written.get(key):
                raise Misconfigured(NOT_OF_NOTICES.format(file=path, table=table, key=key))
        if route.quiet and route.quiet_hours is None:
            raise Misconfigured(NOT_QUIET.format(file=path, table=table, key="quiet", found=route.quiet))
        for key in ("channel", "mention", "quiet", "escalate", "also"):
            if route.drop and vars(route)[key]:
                raise Misconfigured(DROPPED.format(file=path, table=table, key=key))
        yield replace(route, escalate=tuple(_steps(path, table, written)))


def _steps(path: str, table: str, written: Mapping[str, Any]) -> Sequence[Step]:
    """The steps of an escalation: each a table, or one step for all who are named."""
    given, minutes = written.get("escalate", ()), written.get("escalate_minutes")
    if not given:
        if minutes is not None:
            raise Misconfigured(MINUTES_FOR_NOTHING.format(file=path, table=table))
        return ()
    named = (given,) if isinstance(given, str) else tuple(given)
    if all(isinstance(each, str) for each in named):
        minutes = Route.escalate_minutes if minutes is None else minutes
        if minutes < 1:
            raise Misconfigured(NO_MINUTES.format(file=path, table=table, key="escalate_minutes", found=minutes))
        must_all(path, table, "escalate", named, MENTION.fullmatch, NOT_A_MENTION)
        return (Step(minutes, named),)
    if any(isinstance(each, str) for each in named):
        raise Misconfigured(NOT_ONE_SHAPE.format(file=path, table=table))
    if minutes is not None:
        raise Misconfigured(MINUTES_TWICE.format(file=path, table=table))
    return list(_steps_in_order(path, table, named))


def _steps_in_order(path: str, table: str, given: Sequence[Any]) -> Iterator[Step]:
    before = 0
    for number, written in enumerate(given, start=1):
        place = f"{table}, escalate, number {number}"
        step = read_table(path, place, Step, written)
        if step.minutes < 1:
            raise Misconfigured(NO_MINUTES.format(file=path, table=place, key="minutes", found=step.minutes))
        if step.minutes <= before:
            raise Misconfigured(OUT_OF_ORDER.format(file=path, table=place, found=step.minutes, before=before))
        if not step.mention:
            raise Misconfigured(NOBODY_CALLED.format(file=path, table=place))
        must_all(path, place, "mention", step.mention, MENTION.fullmatch, NOT_A_MENTION)
        before = step.minutes
        yield step


def quiet_hours(written: str) -> Quiet | None:
    """`22:00-07:00 Europe/Berlin` as a value; None if it isn't one."""
    found = QUIET.fullmatch(written.strip())
    if not found:
        return None
    try:
        zone_of(found[3])
        return Quiet(time.fromisoformat(found[1]), time.fromisoformat(found[2]), found[3])
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return None
    except KeyError:
        return None
