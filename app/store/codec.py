"""Frozen dataclasses to JSON and back, by their type hints: dataclass, tuple, datetime, enum, Optional, plain values.

A library (cattrs, pydantic) would cost more of a cold start than these lines: docs/decisions/by-hand.md.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import Field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

STORED_AS = "stored_as"
PLAIN = frozenset((str, int, float, bool, type(None)))


def encode(value: Any) -> Any:
    """A JSON value for a dataclass and everything in it."""
    kind = type(value)
    if kind in PLAIN:  # as most are
        return value
    if is_dataclass(kind):
        return {stored: encode(getattr(value, name)) for name, stored in _names(kind)}
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def decode(kind: type[T], data: Any) -> T:
    """The dataclass `kind` from what `encode` returned; a field that is not in the data gets its default."""
    hint: Any = kind
    value: T = _decoder(hint)(data)
    return value


@cache
def _decoder(kind: Any) -> Callable[[Any], Any]:
    """Of a type that a hint names: what makes its value of JSON; None stays None."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _decoder(next(choice for choice in get_args(kind) if choice is not type(None)))
    if origin is tuple:
        item = _decoder(get_args(kind)[0])
        return lambda data: None if data is None else tuple([item(each) for each in data])
    if is_dataclass(kind):
        return lambda data: None if data is None else _made(kind, data)
    if kind is datetime:
        return lambda data: None if data is None else datetime.fromisoformat(data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda data: None if data is None else kind(data)
    return lambda data: data


def _made(kind: Any, data: Any) -> Any:
    return kind(**{name: value(data[stored]) for name, stored, value in _fields(kind) if stored in data})


@cache
def _fields(kind: Any) -> tuple[tuple[str, str, Callable[[Any], Any]], ...]:
    """Each field's name, its name in the table, and what makes its value of JSON."""
    hints = get_type_hints(kind)
    return tuple((name, stored, _decoder(hints[name])) for name, stored in _names(kind))


@cache
def _names(kind: Any) -> tuple[tuple[str, str], ...]:
    """Each field's name, and its name in the table."""
    return tuple((field.name, _stored_as(field)) for field in fields(kind))


def _stored_as(field: Field[Any]) -> str:
    """`field(metadata={STORED_AS: "deeds"})` keeps the name that older documents have for a renamed field."""
    name: str = field.metadata.get(STORED_AS, field.name)
    return name
