"""Settings from the environment and bellhop.toml, as frozen values; a wrong one stops the start by name.

This is the only module that reads os.environ.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from app.errors import Misconfigured

T = TypeVar("T", bound="SlackChannel")

SLACK_API_URL = "https://slack.com/api/"
CHANNEL = re.compile(r"#\S+|[CG][A-Z0-9]+")

UNKNOWN_TABLE = "{file}: [{table}] is not a table that Bellhop knows. It knows {known}."
NOT_IN_A_TABLE = "{file}: `{key}` stands above the first table. It belongs below a line with its table's name: {known}."
NOT_A_TABLE = "{file}: `{table}` is {found}, it must be a table: a line [{table}], and below it {known}."
NOT_A_CHANNEL = '{file}: [{table}] `{key}` is "{found}", it must be a name with #, such as "#alarms", or an id (C...).'
UNKNOWN_KEY = "{file}: [{table}] has an unknown key `{key}`. It knows {known}."
WRONG_TYPE = "{file}: [{table}] `{key}` is {found}, it must be {wanted}."
MISSING_KEY = '{file}: [{table}] lacks `{key}`. Write {key} = "#alarms", or the channel of your choice.'
NO_FILE = "{file}: there is no such file. Set BELLHOP_CONFIG to your bellhop.toml."
NOT_READ = "{file}: it cannot be read ({problem})."
NOT_TOML = "{file}: this is not TOML: {problem}."
NOT_SET = "{name} is not set. {what}"


@dataclass(frozen=True)
class SlackChannel:
    """[slack]: `channel` is the channel for alarms, by name with `#` or by id."""

    channel: str


@dataclass(frozen=True)
class Configuration:
    """bellhop.toml, checked."""

    slack: SlackChannel


TABLES = ("slack",)


@dataclass(frozen=True)
class Settings:
    """The environment, read once. Secrets are as they were given: literals or references (see secrets.py)."""

    bot_token: str = ""
    signing_secret: str = ""
    bot_user_id: str = ""
    app_token: str = ""
    slack_api_url: str = SLACK_API_URL
    config_path: str = "bellhop.toml"
    table: str = ""
    jobs_queue_url: str = ""
    watch_queue_url: str = ""
    alarms_queue_url: str = ""

    def require(self, **whats: str) -> None:
        """Stop with a sentence unless each named setting has a value: `require(bot_token="It starts with xoxb-.")`."""
        for name, what in whats.items():
            if not getattr(self, name):
                raise Misconfigured(NOT_SET.format(name=_VARIABLES[name], what=what))


_VARIABLES = {
    "bot_token": "SLACK_BOT_TOKEN",
    "signing_secret": "SLACK_SIGNING_SECRET",
    "bot_user_id": "SLACK_BOT_USER_ID",
    "app_token": "SLACK_APP_TOKEN",
    "slack_api_url": "SLACK_API_URL",
    "config_path": "BELLHOP_CONFIG",
    "table": "BELLHOP_TABLE",
    "jobs_queue_url": "BELLHOP_JOBS_QUEUE_URL",
    "watch_queue_url": "BELLHOP_WATCH_QUEUE_URL",
    "alarms_queue_url": "BELLHOP_ALARMS_QUEUE_URL",
}


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings by their environment variables; an empty variable counts as one that is not set."""
    given = {name: environ[variable].strip() for name, variable in _VARIABLES.items() if environ.get(variable)}
    settings = Settings(**given)
    if not settings.slack_api_url.endswith("/"):
        settings = Settings(**{**given, "slack_api_url": settings.slack_api_url + "/"})
    return settings


def read_configuration(path: str) -> Configuration:
    """Read and check bellhop.toml; raises Misconfigured with file, table and key."""
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Misconfigured(NO_FILE.format(file=path)) from None
    except OSError as problem:
        raise Misconfigured(NOT_READ.format(file=path, problem=problem.strerror)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise Misconfigured(NOT_TOML.format(file=path, problem=problem)) from None
    for table, values in tables.items():
        if table not in TABLES:
            known = ", ".join(f"[{name}]" for name in TABLES)
            if not isinstance(values, dict | list):
                raise Misconfigured(NOT_IN_A_TABLE.format(file=path, key=table, known=known))
            raise Misconfigured(UNKNOWN_TABLE.format(file=path, table=table, known=known))
    slack = _read_table(path, "slack", SlackChannel, tables.get("slack", {}))
    if not CHANNEL.fullmatch(slack.channel):
        raise Misconfigured(NOT_A_CHANNEL.format(file=path, table="slack", key="channel", found=slack.channel))
    return Configuration(slack=slack)


def _read_table(path: str, table: str, kind: type[T], values: Any) -> T:
    known = {field.name: field for field in fields(kind)}
    if not isinstance(values, dict):
        found = _TOML_WORDS.get(type(values).__name__, "something else")
        raise Misconfigured(NOT_A_TABLE.format(file=path, table=table, found=found, known=_listed(known)))
    for key, value in values.items():
        if key not in known:
            raise Misconfigured(UNKNOWN_KEY.format(file=path, table=table, key=key, known=_listed(known)))
        if type(value).__name__ != known[key].type:
            found, wanted = _TOML_WORDS.get(type(value).__name__, "something else"), _TOML_WORDS[str(known[key].type)]
            raise Misconfigured(WRONG_TYPE.format(file=path, table=table, key=key, found=found, wanted=wanted))
    for key, field in known.items():
        if not values.get(key) and field.default is MISSING:
            raise Misconfigured(MISSING_KEY.format(file=path, table=table, key=key))
    return kind(**values)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


_TOML_WORDS = {"str": "a string", "int": "a whole number", "bool": "true or false", "list": "a list", "dict": "a table"}
