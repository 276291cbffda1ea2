"""Our `dataclass` does what the standard library's does: each test runs over both."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from typing import Any, ClassVar

import pytest

from app.base import values

Decorator = Callable[..., Any]


@pytest.fixture(params=[dataclasses.dataclass, values.dataclass], ids=["standard library", "ours"])
def dataclass(request: pytest.FixtureRequest) -> Decorator:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def kind(dataclass: Decorator) -> Any:
    class Server:
        """A class with each kind of field that Bellhop has."""

        region: ClassVar[str] = "us-east-1"

        name: str
        size: int = 1
        tags: tuple[str, ...] = ()
        secret: str = field(default="", repr=False)
        load: dict[str, float] = field(default_factory=dict)
        seen: float = field(default=0.0, compare=False)

    return dataclass(frozen=True)(Server)


def test_arguments_are_taken_by_position_and_by_name(kind: Any) -> None:
    server = kind("web", 2, secret="s")
    assert (server.name, server.size, server.secret, server.tags, server.load) == ("web", 2, "s", (), {})


def test_each_object_has_a_default_of_its_own_where_a_factory_makes_it(kind: Any) -> None:
    assert kind("web").load is not kind("web").load


@pytest.mark.parametrize(
    ("given", "named"),
    [((), {}), (("web",), {"name": "web"}), (("web",), {"sizes": 1}), (("web", 1, (), "", {}, 0.0, "more"), {})],
    ids=["one lacks", "one twice", "one unknown", "too many"],
)
def test_wrong_arguments_are_type_errors(kind: Any, given: tuple[Any, ...], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        kind(*given, **named)


def test_a_default_that_all_objects_would_share_is_refused(dataclass: Decorator) -> None:
    class Shared:
        tags: list[str] = []  # noqa: RUF012

    with pytest.raises(ValueError, match="default_factory"):
        dataclass(frozen=True)(Shared)


def test_a_default_is_the_classs_too_and_a_factory_is_not(kind: Any) -> None:
    assert (kind.size, kind.secret, kind.region) == (1, "", "us-east-1")
    assert not hasattr(kind, "load")
    assert [(each.name, each.type, each.default) for each in fields(kind)][:2] == [
        ("name", "str", dataclasses.MISSING),
        ("size", "int", 1),
    ]


def test_a_frozen_object_cannot_be_changed(kind: Any) -> None:
    server = kind("web")
    with pytest.raises(FrozenInstanceError):
        server.name = "worker"
    with pytest.raises(FrozenInstanceError):
        del server.name
    assert server.name == "web"


def test_two_are_equal_when_what_is_compared_is(kind: Any) -> None:
    assert kind("web", seen=1.0) == kind("web", seen=2.0)
    assert kind("web") != kind("web", 2)
    assert kind("web") != ("web", 1, (), "", {}, 0.0)
    assert kind("web", size=(nan := float("nan"))) == kind("web", size=nan)


def test_what_is_equal_has_one_hash(kind: Any) -> None:
    with pytest.raises(TypeError):  # by its dict
        hash(kind("web"))
    assert hash(kind("web", load=())) == hash(kind("web", load=(), seen=9.0))
    assert len({kind("web", load=()), kind("web", load=()), kind("web", 2, load=())}) == 2


def test_it_shows_its_fields_but_those_that_hide(kind: Any) -> None:
    shown = repr(kind("web", secret="xoxb-planted"))
    assert shown.endswith("Server(name='web', size=1, tags=(), load={}, seen=0.0)")


def test_the_standard_librarys_functions_work_with_it(kind: Any) -> None:
    server = replace(kind("web"), size=3)
    assert asdict(server) == {"name": "web", "size": 3, "tags": (), "secret": "", "load": {}, "seen": 0.0}
    assert [each.name for each in fields(kind)] == ["name", "size", "tags", "secret", "load", "seen"]
    assert copy.deepcopy(server) == copy.copy(server) == server
    with pytest.raises(TypeError):
        replace(server, sizes=3)


def test_a_match_statement_takes_it_apart(kind: Any) -> None:
    match kind("web", 4):
        case kind(name, size):
            assert (name, size) == ("web", 4)


def test_a_class_of_its_own_methods_keeps_them(dataclass: Decorator) -> None:
    class Named:
        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, type(self)) and self.name.lower() == other.name.lower()

        def __hash__(self) -> int:
            return hash(self.name.lower())

        def __repr__(self) -> str:
            return "somebody"

    kind = dataclass(frozen=True)(Named)
    assert kind("Web") == kind("web")
    assert len({kind("Web"), kind("web")}) == 1
    assert repr(kind("web")) == "somebody"


def test_a_subclass_adds_its_fields_after_those_of_its_parent(dataclass: Decorator, kind: Any) -> None:
    class Database(kind):  # type: ignore[misc]
        engine: str = "postgres"

    database = dataclass(frozen=True)(Database)("db", engine="mysql")
    assert (database.name, database.size, database.engine) == ("db", 1, "mysql")
    assert database != kind("db")


def test_what_is_to_be_done_after_the_start_is_done(dataclass: Decorator) -> None:
    class Doubled:
        size: int
        twice: int = field(init=False)

        def __post_init__(self) -> None:
            self.twice = self.size * 2

    doubled = dataclass(Doubled)(4)
    assert doubled.twice == 8
    assert replace(doubled, size=5).twice == 10


def test_what_is_no_argument_has_its_default_however_the_others_are_given(dataclass: Decorator) -> None:
    class Noted:
        name: str
        size: int = 1
        note: str = field(init=False, default="new")

    kind = dataclass(frozen=True)(Noted)
    for made in (kind("web"), kind("web", size=1), kind(name="web", size=1), replace(kind("web"), size=1)):
        assert made == kind("web")
        assert (made.name, made.size, made.note) == ("web", 1, "new")


def test_what_is_not_frozen_can_be_changed_and_has_no_hash(dataclass: Decorator) -> None:
    class Counter:
        seen: int = 0

    counter = dataclass(Counter)()
    counter.seen += 1
    assert counter == replace(counter, seen=1)
    with pytest.raises(TypeError):
        hash(counter)
