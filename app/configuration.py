"""bellhop.toml as one frozen value; what is wrong in it stops the start with file, table and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import time
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from app.errors import Misconfigured

T = TypeVar("T")

CHANNEL = re.compile(r"#\S+|[CG][A-Z0-9]+")
MENTION = re.compile(r"[UWS][A-Z0-9]+")
QUIET = re.compile(r"(\d\d:\d\d)\s*-\s*(\d\d:\d\d)\s+(\S+)")
STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")

UNKNOWN_TABLE = "{file}: [{table}] is not a table that Bellhop knows. It knows {known}."
NOT_IN_A_TABLE = "{file}: `{key}` stands above the first table. It belongs below a line with its table's name: {known}."
NOT_A_TABLE = "{file}: `{table}` is {found}, it must be a table: a line [{table}], and below it {known}."
NOT_TABLES = "{file}: `{table}` is {found}, it must be tables: for each a line [[{table}]], and below it {known}."
NOT_A_CHANNEL = '{file}: [{table}] `{key}` is "{found}", it must be a name with #, such as "#alarms", or an id (C...).'
NOT_A_MENTION = (
    '{file}: [{table}] `{key}` has "{found}", it must be the id of a person (U...) or of a user group (S...). '
    "Slack shows it in the profile, and in a user group's address."
)
NOT_QUIET = (
    '{file}: [{table}] `{key}` is "{found}", it must be two times of day and a time zone: "22:00-07:00 Europe/Berlin".'
)
NOT_A_STATE = '{file}: [{table}] `{key}` has "{found}", it must be among {known}.'
NEGATIVE = "{file}: [{table}] `{key}` is {found}, it must be 0 or more."
UNKNOWN_KEY = "{file}: [{table}] has an unknown key `{key}`. It knows {known}."
WRONG_TYPE = "{file}: [{table}] `{key}` is {found}, it must be {wanted}."
MISSING_KEY = '{file}: [{table}] lacks `{key}`. Write {key} = "#alarms", or the channel of your choice.'
NO_FILE = "{file}: there is no such file. Set BELLHOP_CONFIG to your bellhop.toml."
NOT_READ = "{file}: it cannot be read ({problem})."
NOT_TOML = "{file}: this is not TOML: {problem}."


@dataclass(frozen=True)
class SlackChannel:
    """[slack]: `channel` is the channel for alarms, by name with `#` or by id."""

    channel: str


@dataclass(frozen=True)
class IncidentSettings:
    """[incident]: when an alarm flaps, how often it reminds, and how many cards a storm gets; 0 switches each off."""

    flap_changes: int = 4
    flap_minutes: int = 10
    remind_minutes: int = 60
    digest_after: int = 5


@dataclass(frozen=True)
class Quiet:
    """A time of the day, in a time zone, in which nobody is called."""

    start: time
    end: time
    zone: str


@dataclass(frozen=True)
class Route:
    """[[route]]: which alarms, in which of their states, go to which channel, and who is called when one goes off.

    `alarm` is a glob of names, `quiet` as it is written ("22:00-07:00 Europe/Berlin"); with `also` the next one counts.
    """

    alarm: str = "*"
    tags: Mapping[str, str] = field(default_factory=dict)
    account: str = ""
    region: str = ""
    states: tuple[str, ...] = ()
    channel: str = ""
    mention: tuple[str, ...] = ()
    quiet: str = ""
    also: bool = False

    @property
    def quiet_hours(self) -> Quiet | None:
        return quiet_hours(self.quiet) if self.quiet else None


@dataclass(frozen=True)
class Configuration:
    """bellhop.toml, checked."""

    slack: SlackChannel
    incident: IncidentSettings = field(default_factory=IncidentSettings)
    routes: tuple[Route, ...] = ()


TABLES = {"slack": "[slack]", "incident": "[incident]", "route": "[[route]]"}


def read_configuration(path: str) -> Configuration:
    """Read and check bellhop.toml; raises Misconfigured with file, table and key."""
    tables = _read(path)
    _only_known(path, tables)
    incident = _table(path, "incident", IncidentSettings, tables.get("incident", {}))
    for key, value in vars(incident).items():
        if value < 0:
            raise Misconfigured(NEGATIVE.format(file=path, table="incident", key=key, found=value))
    slack = _table(path, "slack", SlackChannel, tables.get("slack", {}))
    _must_be_channel(path, "slack", slack.channel)
    return Configuration(slack, incident, tuple(_routes(path, tables.get("route", []))))


def quiet_hours(written: str) -> Quiet | None:
    """`22:00-07:00 Europe/Berlin` as a value; None where it is none."""
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


def _read(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Misconfigured(NO_FILE.format(file=path)) from None
    except OSError as problem:
        raise Misconfigured(NOT_READ.format(file=path, problem=problem.strerror)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise Misconfigured(NOT_TOML.format(file=path, problem=problem)) from None


def _only_known(path: str, tables: Mapping[str, Any]) -> None:
    for table, values in tables.items():
        if table not in TABLES:
            known = ", ".join(TABLES.values())
            if not isinstance(values, dict | list):
                raise Misconfigured(NOT_IN_A_TABLE.format(file=path, key=table, known=known))
            raise Misconfigured(UNKNOWN_TABLE.format(file=path, table=table, known=known))


def _routes(path: str, given: Any) -> Iterable[Route]:
    if not isinstance(given, list):
        known = _listed(each.name for each in fields(Route))
        raise Misconfigured(NOT_TABLES.format(file=path, table="route", found=_found(given), known=known))
    for number, values in enumerate(given, start=1):
        table = f"route, number {number}"
        route = _table(path, table, Route, values)
        if route.channel:
            _must_be_channel(path, table, route.channel)
        _must_all(path, table, "mention", route.mention, MENTION.fullmatch, NOT_A_MENTION)
        _must_all(path, table, "states", route.states, STATES.__contains__, NOT_A_STATE)
        if route.quiet and route.quiet_hours is None:
            raise Misconfigured(NOT_QUIET.format(file=path, table=table, key="quiet", found=route.quiet))
        yield route


def _must_be_channel(path: str, table: str, channel: str) -> None:
    if not CHANNEL.fullmatch(channel):
        raise Misconfigured(NOT_A_CHANNEL.format(file=path, table=table, key="channel", found=channel))


def _must_all(path: str, table: str, key: str, values: Iterable[str], is_right: Any, complaint: str) -> None:
    for value in values:
        if not is_right(value):
            raise Misconfigured(complaint.format(file=path, table=table, key=key, found=value, known=", ".join(STATES)))


def _table(path: str, table: str, kind: type[T], values: Any) -> T:
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    if not isinstance(values, dict):
        raise Misconfigured(NOT_A_TABLE.format(file=path, table=table, found=_found(values), known=_listed(known)))
    for key in values:
        if key not in known:
            raise Misconfigured(UNKNOWN_KEY.format(file=path, table=table, key=key, known=_listed(known)))
    for key, each in known.items():
        if values.get(key, "") == "" and each.default is MISSING and each.default_factory is MISSING:
            raise Misconfigured(MISSING_KEY.format(file=path, table=table, key=key))
    return kind(**{key: _value(path, table, known[key], value) for key, value in values.items()})


def _value(path: str, table: str, known: Field[Any], value: Any) -> Any:
    """The value as its field has it; a single text counts as a list of one."""
    is_right, read, wanted = _KINDS[str(known.type)]
    if not is_right(value):
        found = _found(value)
        raise Misconfigured(WRONG_TYPE.format(file=path, table=table, key=known.name, found=found, wanted=wanted))
    return read(value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, str) for each in value))


def _is_tags(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


_KINDS: Mapping[str, tuple[Any, Any, str]] = {
    "str": (lambda value: type(value) is str, str, "a string"),
    "int": (lambda value: type(value) is int, int, "a whole number"),
    "bool": (lambda value: type(value) is bool, bool, "true or false"),
    "tuple[str, ...]": (
        _is_texts,
        lambda value: (value,) if isinstance(value, str) else tuple(value),
        "a string, or a list of strings",
    ),
    "Mapping[str, str]": (_is_tags, dict, 'a table of strings, such as {team = "shop"}'),
}
_TOML_WORDS = {"str": "a string", "int": "a whole number", "bool": "true or false", "list": "a list", "dict": "a table"}


def _found(value: Any) -> str:
    return _TOML_WORDS.get(type(value).__name__, "something else")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
