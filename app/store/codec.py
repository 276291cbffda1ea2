"""Frozen dataclasses to JSON and back, by their type hints: dataclass, tuple, datetime, enum, Optional, plain values.

By hand, because a library for it (cattrs, pydantic) costs more of a cold start than these lines; see
docs/decisions/by-hand.md.
"""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def encode(value: Any) -> Any:
    """A JSON value for a dataclass and all that is in it."""
    if is_dataclass(value):
        return {field.name: encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def decode(kind: type[T], data: Any) -> T:
    """The dataclass `kind` from what `encode` made; a field that the data lacks takes its default."""
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
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**{name: _decode(hint, data[name]) for name, hint in hints.items() if name in data})  # type: ignore[operator]
    if kind is datetime:
        return datetime.fromisoformat(data)
    return kind(data) if isinstance(kind, type) and issubclass(kind, Enum) else data


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
