"""What is asked for, as JSON and back: a button carries it. No IO.

The names of classes and fields wait in Slack's messages: tests/payloads/scale has what each version wrote.
"""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from app.commands.scale.verbs.catalogue import intents
from app.commands.scale.verbs.verb import Intent

IS = "is"
EMPTY: tuple[object, ...] = (None, "", ())


def packed(value: Any) -> Any:
    """The JSON value of an intent and of everything in it; what is empty is left out."""
    if is_dataclass(value):
        held = {field.name: getattr(value, field.name) for field in fields(value)}
        return {IS: type(value).__name__, **{name: packed(each) for name, each in held.items() if each not in EMPTY}}
    if isinstance(value, tuple):
        return [packed(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value) if isinstance(value, Decimal | time) else value


def unpacked(data: Any) -> Intent | None:
    """The intent that `packed` wrote; None if it is not known here, or lacks something."""
    kind = next((kind for kind in intents() if _is(kind, data)), None)
    try:
        return cast(Intent, _read(kind, data)) if kind else None
    except (KeyError, ValueError, TypeError, ArithmeticError):
        return None


def _read(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        choices = [choice for choice in get_args(kind) if choice is not type(None)]
        return _read(next((each for each in choices if _is(each, data)), choices[0]), data)
    if origin is Literal:
        return {each: each for each in get_args(kind)}[data]
    if origin is tuple:
        return tuple(_read(get_args(kind)[0], each) for each in data)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return cast(Any, kind)(**{name: _read(hint, data[name]) for name, hint in hints.items() if name in data})
    return READERS.get(kind, kind)(data)


def _is(kind: Any, data: Any) -> bool:
    return isinstance(data, dict) and data.get(IS) == kind.__name__


def _number(written: Any) -> Decimal:
    """As it is written; 0.2 wrote x1.5 as 3/2."""
    number, _, parts = str(written).partition("/")
    return Decimal(number) / int(parts or 1)


READERS: dict[Any, Any] = {
    Decimal: _number,
    time: time.fromisoformat,
    timedelta: lambda seconds: timedelta(seconds=seconds),
}
