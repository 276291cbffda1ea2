"""`dataclass` as the standard library's, but its methods read the fields of the class.

The standard library writes the methods of each class as source and compiles them, which was a fifth of a cold start.
Here a class is made ten times faster, an object half as fast (docs/performance.md). The fields are the standard
library's, so that its `fields`, `replace` and `asdict` work, and to a type checker this is its `dataclass`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, field
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: type | None = None, /, *, frozen: bool = False) -> Any:
        return _made(cls, frozen) if cls else lambda cls: _made(cls, frozen)


__all__ = ["dataclass"]

UNEXPECTED = "{kind}() has no argument {names}"
TWICE = "{kind}() got {names} twice"
TOO_MANY = "{kind}() takes {most} arguments by position, not {given}"
LACKS = "{kind}() lacks {names}"
FROZEN = "{kind}.{name} can't be changed"
SHARED = "{kind}.{name} would be shared by all objects: use a default_factory"

# What the standard library knows a field by, and the attribute in which it looks for all of a class.
A_FIELD: Any = dataclasses._FIELD  # type: ignore[attr-defined]
FIELDS = "__dataclass_fields__"


def _made(cls: type, frozen: bool) -> type:
    own = dict(vars(cls))
    known = _fields_of(cls)
    setattr(cls, FIELDS, {each.name: each for each in known})
    methods: dict[str, Any] = {"__init__": _initializer(cls, known), "__repr__": _shown, **_comparing(known, frozen)}
    methods["__match_args__"] = tuple(each.name for each in known if each.init)
    if frozen:
        methods |= {"__setattr__": _refuse_change, "__delattr__": _refuse_change}
    for name, method in methods.items():
        if own.get(name) is None:  # a class that defines __eq__ has None as its __hash__
            setattr(cls, name, method)
    return cls


def _fields_of(cls: type) -> list[Field[Any]]:
    """Those of its parents, and then its own; a default stays with the class."""
    found: dict[str, Field[Any]] = {}
    for parent in cls.__mro__[:0:-1]:
        found |= getattr(parent, FIELDS, {})
    for name, kind in vars(cls).get("__annotations__", {}).items():
        if str(kind).startswith("ClassVar"):
            continue
        default = vars(cls).get(name, MISSING)
        each: Any = default if isinstance(default, Field) else field(default=default)
        each.name, each.type, each._field_type = name, kind, A_FIELD
        if each.default is not MISSING:
            setattr(cls, name, each.default)
        elif default is not MISSING:
            delattr(cls, name)
        if each.default.__class__.__hash__ is None:
            raise ValueError(SHARED.format(kind=cls.__name__, name=name))
        found[name] = each
    return list(found.values())


def _initializer(cls: type, fields: list[Field[Any]]) -> Callable[..., None]:
    takes = [each for each in fields if each.init]
    names = tuple(each.name for each in takes)
    known = frozenset(names)
    constants = {each.name: each.default for each in fields if each.default is not MISSING}
    factories = {each.name: each.default_factory for each in takes if callable(each.default_factory)}
    required = known - constants.keys() - factories.keys()
    unnamed = {name: value for name, value in constants.items() if name not in known}
    then = getattr(cls, "__post_init__", None)

    def initialize(self: Any, /, *values: Any, **named: Any) -> None:
        held = self.__dict__  # no __setattr__, which refuses
        if not values and named.keys() == known:  # of `replace`, and of a document that was read
            held.update(unnamed)
            held.update(named)
            if then:
                then(self)
            return
        held.update(constants)
        held.update(zip(names, values, strict=False))
        held.update(named)
        if len(values) > len(names) or not named.keys() <= known or not named.keys().isdisjoint(names[: len(values)]):
            raise _refused(self, names, values, named)
        for name, factory in factories.items():
            if name not in held:
                held[name] = factory()
        if not held.keys() >= required:
            raise TypeError(LACKS.format(kind=cls.__name__, names=", ".join(sorted(required - held.keys()))))
        if then:
            then(self)

    return initialize


def _refused(self: Any, names: tuple[str, ...], values: tuple[Any, ...], named: dict[str, Any]) -> TypeError:
    kind = type(self).__name__
    if len(values) > len(names):
        return TypeError(TOO_MANY.format(kind=kind, most=len(names), given=len(values)))
    unexpected = named.keys() - set(names)
    if unexpected:
        return TypeError(UNEXPECTED.format(kind=kind, names=", ".join(sorted(unexpected))))
    return TypeError(TWICE.format(kind=kind, names=", ".join(sorted(named.keys() & set(names[: len(values)])))))


def _comparing(fields: list[Field[Any]], frozen: bool) -> dict[str, Any]:
    names = tuple(each.name for each in fields if each.compare)

    def equals(self: Any, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        mine, others = self.__dict__, other.__dict__
        return [mine[name] for name in names] == [others[name] for name in names]

    def hashed(self: Any) -> int:
        held = self.__dict__
        return hash(tuple([held[name] for name in names]))

    return {"__eq__": equals, "__hash__": hashed if frozen else None}


def _shown(self: Any) -> str:
    shown: list[Field[Any]] = [each for each in dataclasses.fields(self) if each.repr]
    return f"{type(self).__qualname__}({', '.join(f'{each.name}={getattr(self, each.name)!r}' for each in shown)})"


def _refuse_change(self: Any, name: str, *_: Any) -> NoReturn:
    raise FrozenInstanceError(FROZEN.format(kind=type(self).__name__, name=name))
