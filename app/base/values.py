"""`dataclass` as the standard library's, but its methods read the fields of the class.

The standard library writes the methods of each class as source and compiles them, which was a fifth of a cold start.
Here a class is made ten times faster, an object half as fast (docs/performance.md). Fields, `replace` and `asdict` are
the standard library's, and to a type checker this is its `dataclass`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
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


def _made(cls: type, frozen: bool) -> type:
    own = dict(vars(cls))
    cls.__doc__ = cls.__doc__ or cls.__name__  # without one, as in the zip, it would make one of the signature
    dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
    methods: dict[str, Any] = {"__init__": _initializer(cls), "__repr__": _shown, **_comparing(cls, frozen)}
    if frozen:
        methods |= {"__setattr__": _refuse_change, "__delattr__": _refuse_change}
    for name, method in methods.items():
        if own.get(name) is None:  # a class that defines __eq__ has None as its __hash__
            setattr(cls, name, method)
    return cls


def _initializer(cls: type) -> Callable[..., None]:
    takes = [field for field in dataclasses.fields(cls) if field.init]
    names = tuple(field.name for field in takes)
    known = frozenset(names)
    constants = {field.name: field.default for field in dataclasses.fields(cls) if field.default is not MISSING}
    factories = {field.name: field.default_factory for field in takes if callable(field.default_factory)}
    required = known - constants.keys() - factories.keys()
    then = getattr(cls, "__post_init__", None)

    def initialize(self: Any, /, *values: Any, **named: Any) -> None:
        held = self.__dict__  # no __setattr__, which refuses
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


def _comparing(cls: type, frozen: bool) -> dict[str, Any]:
    names = tuple(field.name for field in dataclasses.fields(cls) if field.compare)

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
    shown: list[Field[Any]] = [field for field in dataclasses.fields(self) if field.repr]
    return f"{type(self).__qualname__}({', '.join(f'{field.name}={getattr(self, field.name)!r}' for field in shown)})"


def _refuse_change(self: Any, name: str, *_: Any) -> NoReturn:
    raise FrozenInstanceError(FROZEN.format(kind=type(self).__name__, name=name))
