"""[[route]]: which alarms and notices go where, and who is mentioned; read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from app.base.errors import Misconfigured
from app.config.tables import must_all, must_be_channel, read_tables

MENTION = re.compile(r"[UWS][A-Z0-9]+")
QUIET = re.compile(r"(\d\d:\d\d)\s*-\s*(\d\d:\d\d)\s+(\S+)")
STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")

NOT_A_MENTION = (
    '{file}: [{table}] `{key}` has "{found}", it must be the id of a person (U...) or of a user group (S...). '
    "Slack shows it in the profile, and in a user group's address."
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
NOT_A_STATE = '{file}: [{table}] `{key}` has "{found}", it must be among ' + ", ".join(STATES) + "."


@dataclass(frozen=True)
class Quiet:
    """A time of day, in a time zone, when nobody is mentioned."""

    start: time
    end: time
    zone: str


@dataclass(frozen=True)
class Route:
    """[[route]]: which alarms, in which states, go to which channel, and who is mentioned when one goes off.

    `alarm` is a glob of names, `quiet` as written ("22:00-07:00 Europe/Berlin"); with `also` the next match counts too;
    with `drop` nothing is shown. With `source` (a glob) or `severity` it is for notices, else for alarms.
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
    also: bool = False
    drop: bool = False

    @property
    def is_for_notices(self) -> bool:
        return bool(self.source or self.severity)

    @property
    def quiet_hours(self) -> Quiet | None:
        return quiet_hours(self.quiet) if self.quiet else None


def read_routes(path: str, given: Any) -> Iterator[Route]:
    for table, route in read_tables(path, "route", Route, given):
        if route.channel:
            must_be_channel(path, table, "channel", route.channel)
        must_all(path, table, "mention", route.mention, MENTION.fullmatch, NOT_A_MENTION)
        must_all(path, table, "states", route.states, STATES.__contains__, NOT_A_STATE)
        must_all(path, table, "severity", route.severity, SEVERITIES.__contains__, NOT_A_SEVERITY)
        for key in ("alarm", "tags", "states"):
            if route.is_for_notices and vars(route)[key] != vars(Route())[key]:
                raise Misconfigured(NOT_OF_NOTICES.format(file=path, table=table, key=key))
        if route.quiet and route.quiet_hours is None:
            raise Misconfigured(NOT_QUIET.format(file=path, table=table, key="quiet", found=route.quiet))
        for key in ("channel", "mention", "quiet", "also"):
            if route.drop and vars(route)[key]:
                raise Misconfigured(DROPPED.format(file=path, table=table, key=key))
        yield route


def quiet_hours(written: str) -> Quiet | None:
    """`22:00-07:00 Europe/Berlin` as a value; None if it isn't one."""
    found = QUIET.fullmatch(written.strip())
    if not found:
        return None
    try:
        ZoneInfo(found[3])
        return Quiet(time.fromisoformat(found[1]), time.fromisoformat(found[2]), found[3])
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return None
    except KeyError:
        return None
