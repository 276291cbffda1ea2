"""bellhop.toml as one frozen value. If something in it is wrong, Bellhop stops and names file, table and key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base.errors import Misconfigured
from app.base.values import dataclass
from app.config.drills import Drill, read_drills
from app.config.groups import AlarmGroup, read_groups
from app.config.guards import Guard, read_guards, with_numbers
from app.config.kinds import NUMBERS, SCALED_KINDS
from app.config.routes import Route, read_routes
from app.config.tables import must_all, must_be_channel, read_table
from app.config.weekly_post import WeeklyPost, read_weekly_post

if TYPE_CHECKING:
    from app.config.accounts import Account

UNKNOWN_TABLE = "{file}: [{table}] is not a table that Bellhop knows. It knows {known}."
NOT_IN_A_TABLE = "{file}: `{key}` stands above the first table. It belongs below a line with its table's name: {known}."
NEGATIVE = "{file}: [{table}] `{key}` is {found}, it must be 0 or more."
NO_KIND = (
    '{file}: [{table}] `{key}` has "{found}", it must be of "group" (Auto Scaling groups), "ecs" (ECS services) and '
    "numbers that Application Auto Scaling changes: KINDS."
)
NO_KINDS = "{file}: [scale] `kinds` is empty, so there is nothing to scale. Remove it, or name a kind."
NO_FILE = "{file}: there is no such file. Set BELLHOP_CONFIG to your bellhop.toml."
NOT_READ = "{file}: it cannot be read ({problem})."
NOT_FETCHED = "BELLHOP_CONFIG ({place}): {problem}"
NOT_TOML = "{file}: this is not TOML: {problem}."

PARAMETER = "ssm:"


@dataclass(frozen=True)
class SlackChannel:
    """[slack]: `channel` is the channel for alarms, a name with `#` or an id."""

    channel: str


@dataclass(frozen=True)
class IncidentSettings:
    """[incident]: when an alarm flaps, how often it reminds, and how many cards a storm gets; 0 switches each off."""

    flap_changes: int = 4
    flap_minutes: int = 10
    remind_minutes: int = 60
    digest_after: int = 5


@dataclass(frozen=True)
class ScaleSettings:
    """[scale]: Bellhop stops watching a change after this many minutes without progress; `kinds` are what it scales."""

    give_up_minutes: int = 15
    kinds: tuple[str, ...] = ("group",)


@dataclass(frozen=True)
class Configuration:
    """bellhop.toml, checked."""

    slack: SlackChannel
    incident: IncidentSettings = field(default_factory=IncidentSettings)
    routes: tuple[Route, ...] = ()
    guards: tuple[Guard, ...] = ()
    scale: ScaleSettings = field(default_factory=ScaleSettings)
    groups: tuple[AlarmGroup, ...] = ()
    audit: WeeklyPost = field(default_factory=WeeklyPost)
    weekly: WeeklyPost = field(default_factory=WeeklyPost)
    drills: tuple[Drill, ...] = ()
    accounts: tuple[Account, ...] = ()


TABLES = {
    "slack": "[slack]",
    "incident": "[incident]",
    "scale": "[scale]",
    "route": "[[route]]",
    "guard": "[[guard]]",
    "group": "[[group]]",
    "audit": "[audit]",
    "weekly": "[weekly]",
    "drill": "[[drill]]",
    "account": "[[account]]",
}


def read_configuration(place: str, fetch: Callable[[str], str]) -> Configuration:
    """Read and check it, a path or `ssm:<parameter>`; raises Misconfigured with place, table and key, or Later."""
    return parse_configuration(configuration_text(place, fetch), place)


def configuration_text(place: str, fetch: Callable[[str], str]) -> str:
    """What is in the file, or in the parameter; raises Misconfigured or Later."""
    if place.startswith(PARAMETER):
        try:
            return fetch(place)
        except Misconfigured as problem:
            raise Misconfigured(NOT_FETCHED.format(place=place, problem=problem)) from None
    try:
        return Path(place).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Misconfigured(NO_FILE.format(file=place)) from None
    except OSError as problem:
        raise Misconfigured(NOT_READ.format(file=place, problem=problem.strerror)) from None
    except UnicodeDecodeError as problem:
        raise Misconfigured(NOT_TOML.format(file=place, problem=problem)) from None


def parse_configuration(text: str, path: str) -> Configuration:
    """Check it; `path` is what error messages call it. Raises Misconfigured with path, table and key."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise Misconfigured(NOT_TOML.format(file=path, problem=problem)) from None
    _only_known(path, tables)
    incident = read_table(path, "incident", IncidentSettings, tables.get("incident", {}))
    scale = read_table(path, "scale", ScaleSettings, tables.get("scale", {}))
    for table, values in (("incident", incident), ("scale", scale)):
        for key, value in vars(values).items():
            if isinstance(value, int) and value < 0:
                raise Misconfigured(NEGATIVE.format(file=path, table=table, key=key, found=value))
    must_all(
        path,
        "scale",
        "kinds",
        scale.kinds,
        SCALED_KINDS.__contains__,
        NO_KIND.replace("KINDS", ", ".join(f'"{kind}"' for kind in NUMBERS)),
    )
    if not scale.kinds:
        raise Misconfigured(NO_KINDS.format(file=path))
    slack = read_table(path, "slack", SlackChannel, tables.get("slack", {}))
    must_be_channel(path, "slack", "channel", slack.channel)
    routes, guarded = read_routes(path, tables.get("route", [])), tuple(read_guards(path, tables.get("guard", [])))
    groups = tuple(read_groups(path, tables.get("group", [])))
    audit, weekly = (read_weekly_post(path, table, tables.get(table, {})) for table in ("audit", "weekly"))
    drills = tuple(read_drills(path, tables.get("drill", [])))
    accounts = _accounts(path, tables.get("account", []))
    guards = tuple(with_numbers(path, guarded, {each.name.casefold(): each.id for each in accounts}))
    return Configuration(slack, incident, tuple(routes), guards, scale, groups, audit, weekly, drills, accounts)


def _accounts(path: str, given: Any) -> tuple[Account, ...]:
    if given == []:
        return ()
    from app.config.accounts import read_accounts  # most have one account, and need not load it

    return tuple(read_accounts(path, given))


def _only_known(path: str, tables: Mapping[str, Any]) -> None:
    for table, values in tables.items():
        if table not in TABLES:
            known = ", ".join(TABLES.values())
            if not isinstance(values, dict | list):
                raise Misconfigured(NOT_IN_A_TABLE.format(file=path, key=table, known=known))
            raise Misconfigured(UNKNOWN_TABLE.format(file=path, table=table, known=known))
