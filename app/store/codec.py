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
Step = Callable[[Any], Any]

STORED_AS = "stored_as"


def encode(value: Any) -> Any:
    """A JSON value for a dataclass and everything in it."""
    encoder = _encoder(value.__class__)
    return encoder(value) if encoder else value


def decode(kind: type[T], data: Any) -> T:
    """The dataclass `kind` from what `encode` returned; a field that is not in the data gets its default."""
    decoder = _decoder(kind)  # type: ignore[arg-type]
    value: T = decoder(data) if decoder else data
    return value


@cache
def _encoder(kind: type) -> Step | None:
    """What makes JSON of such a value; None where it is JSON already."""
    if is_dataclass(kind):
        named = tuple((_stored_as(field), field.name) for field in fields(kind))
        return lambda value: {stored: encode(getattr(value, name)) for stored, name in named}
    if issubclass(kind, tuple):
        return lambda value: [encode(item) for item in value]
    if issubclass(kind, datetime):
        return datetime.isoformat
    return (lambda value: value.value) if issubclass(kind, Enum) else None


@cache
def _decoder(kind: Any) -> Step | None:
    """What makes such a value of JSON, where it isn't null; None where the JSON is the value."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _decoder(next(choice for choice in get_args(kind) if choice is not type(None)))
    if origin is tuple:
        return _tuple_decoder(get_args(kind)[0])
    if is_dataclass(kind):
        return _object_decoder(kind)  # type: ignore[arg-type]
    if kind is datetime:
        return lambda data: None if data is None else datetime.fromisoformat(data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda data: None if data is None else kind(data)
    return None


def _tuple_decoder(kind: Any) -> Step:
    decoder = _decoder(kind)
    if decoder is None:
        return lambda data: None if data is None else tuple(data)
    return lambda data: None if data is None else tuple([decoder(item) for item in data])


def _object_decoder(kind: type) -> Step:
    @cache
    def known() -> tuple[tuple[str, str, Step | None], ...]:
        """Each field's name, its name in the table, and what decodes it; late, as a class may hold its like."""
        hints = get_type_hints(kind)
        return tuple((field.name, _stored_as(field), _decoder(hints[field.name])) for field in fields(kind))

    def decoded(data: Any) -> Any:
        if data is None:
            return None
        there = [(name, data[stored], decoder) for name, stored, decoder in known() if stored in data]
        return kind(**{name: decoder(value) if decoder else value for name, value, decoder in there})

    return decoded


def _stored_as(field: Field[Any]) -> str:
    """`field(metadata={STORED_AS: "deeds"})` keeps the name that older documents have for a renamed field."""
    name: str = field.metadata.get(STORED_AS, field.name)
    return name
