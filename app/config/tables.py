"""A table of bellhop.toml as a frozen value: known keys only, with their fields' types; raises Misconfigured."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from fnmatch import fnmatchcase
from typing import Any, TypeVar

from app.base.errors import Misconfigured

T = TypeVar("T")

CHANNEL = re.compile(r"#\S+|[CG][A-Z0-9]+")

NOT_A_TABLE = "{file}: `{table}` is {found}, it must be a table: a line [{table}], and below it {known}."
NOT_TABLES = "{file}: `{table}` is {found}, it must be tables: for each a line [[{table}]], and below it {known}."
NOT_A_CHANNEL = '{file}: [{table}] `{key}` is "{found}", it must be a name with #, such as "#alarms", or an id (C...).'
UNKNOWN_KEY = "{file}: [{table}] has an unknown key `{key}`. It knows {known}."
WRONG_TYPE = "{file}: [{table}] `{key}` is {found}, it must be {wanted}."
MISSING_KEY = '{file}: [{table}] lacks `{key}`. Write {key} = "#alarms", or the channel of your choice.'


def read_table(path: str, table: str, kind: type[T], values: Any) -> T:
    """One table as a `kind`, a frozen dataclass whose fields are the keys."""
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


def read_tables(path: str, name: str, kind: type[T], given: Any) -> Iterator[tuple[str, T]]:
    """The tables of a list ([[route]]), each with its name for error messages."""
    if not isinstance(given, list):
        known = _listed(each.name for each in fields(kind))  # type: ignore[arg-type]
        raise Misconfigured(NOT_TABLES.format(file=path, table=name, found=_found(given), known=known))
    for number, values in enumerate(given, start=1):
        table = f"{name}, number {number}"
        yield table, read_table(path, table, kind, values)


def must_be_channel(path: str, table: str, key: str, channel: str) -> None:
    if not CHANNEL.fullmatch(channel):
        raise Misconfigured(NOT_A_CHANNEL.format(file=path, table=table, key=key, found=channel))


def must_all(
    path: str, table: str, key: str, values: Iterable[str], is_right: Callable[[str], object], complaint: str
) -> None:
    for value in values:
        if not is_right(value):
            raise Misconfigured(complaint.format(file=path, table=table, key=key, found=value))


def _value(path: str, table: str, known: Field[Any], value: Any) -> Any:
    """The value with its field's type; a single text counts as a list of one."""
    is_right, read, wanted = _KINDS[str(known.type)]
    if not is_right(value):
        found = _found(value)
        raise Misconfigured(WRONG_TYPE.format(file=path, table=table, key=known.name, found=found, wanted=wanted))
    return read(value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, str) for each in value))


def _is_steps(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, str | dict) for each in value))


def _is_tags(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


_WHOLE_NUMBER = (lambda value: type(value) is int, int, "a whole number")
_KINDS: Mapping[str, tuple[Any, Any, str]] = {
    "str": (lambda value: type(value) is str, str, "a string"),
    "int": _WHOLE_NUMBER,
    "int | None": _WHOLE_NUMBER,
    "bool": (lambda value: type(value) is bool, bool, "true or false"),
    "tuple[str, ...]": (
        _is_texts,
        lambda value: (value,) if isinstance(value, str) else tuple(value),
        "a string, or a list of strings",
    ),
    # What a step is, app/config/routes.py reads.
    "tuple[Step, ...]": (
        _is_steps,
        lambda value: (value,) if isinstance(value, str) else tuple(value),
        "a string, a list of strings, or a list of tables",
    ),
    # The same, read by app/config/drills.py.
    "tuple[DrillStep, ...]": (
        _is_steps,
        lambda value: (value,) if isinstance(value, str) else tuple(value),
        "a string, a list of strings, or a list of tables",
    ),
    "Mapping[str, str]": (_is_tags, dict, 'a table of strings, such as {team = "shop"}'),
}
_TOML_WORDS = {"str": "a string", "int": "a whole number", "bool": "true or false", "list": "a list", "dict": "a table"}


def _found(value: Any) -> str:
    return _TOML_WORDS.get(type(value).__name__, "something else")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def is_meant(name: str, glob: str) -> bool:
    """Whether a glob of the file names it; `[prod] web` also names what is called so, brackets and all."""
    return name == glob or fnmatchcase(name, glob)
