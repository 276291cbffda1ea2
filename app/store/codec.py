"""Frozen dataclasses to JSON and back, by their type hints: dataclass, tuple, datetime, enum, Optional, plain values.

A library (cattrs, pydantic) would cost more of a cold start than these lines: docs/decisions/by-hand.md.
"""

from __future__ import annotations

import types
from dataclasses import Field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

STORED_AS = "stored_as"


def encode(value: Any) -> Any:
    """A JSON value for a dataclass and everything in it."""
    if is_dataclass(value):
        return {_stored_as(field): encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def decode(kind: type[T], data: Any) -> T:
    """The dataclass `kind` from what `encode` returned; a field that is not in the data gets its default."""
    value: T = _decode(kind, data)
    return value


def _decode(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if data is None:
        return None
    if origin in (Union, types.UnionType):
        return _decode(next(choice for choice in get_args(kind) if choice is not type(None)), data)
    if origin is tuple:
        return tuple(_decode(get_args(kind)[0], item) for item in data)
    if is_dataclass(kind):
        known = _fields(kind)  # type: ignore[arg-type]
        return kind(**{name: _decode(hint, data[stored]) for name, stored, hint in known if stored in data})  # type: ignore[operator]
    if kind is datetime:
        return datetime.fromisoformat(data)
    return kind(data) if isinstance(kind, type) and issubclass(kind, Enum) else data


@cache
def _fields(kind: type) -> tuple[tuple[str, str, Any], ...]:
    """Each field's name, its name in the table, and its type."""
    hints = get_type_hints(kind)
    return tuple((field.name, _stored_as(field), hints[field.name]) for field in fields(kind))


def _stored_as(field: Field[Any]) -> str:
    """`field(metadata={STORED_AS: "deeds"})` keeps the name that older documents have for a renamed field."""
    name: str = field.metadata.get(STORED_AS, field.name)
    return name
