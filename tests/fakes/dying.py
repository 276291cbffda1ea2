"""A process that dies at a chosen call: before it, or after it was carried out but before anybody heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.store.table import MemoryTable
from tests.thorough import every_third


class KilledError(BaseException):
    """As SIGKILL: nothing in the app catches it. What the app does on its way out has no effect (see `Deaths.dead`)."""


@dataclass
class Deaths:
    """Counts outgoing calls, and dies once at call number `at` (from 1), `after` it or before."""

    at: int = 0
    after: bool = False
    calls: list[str] = field(default_factory=list)
    dead: bool = False

    def call(self, name: str, carry_out: Any) -> Any:
        """Carry out an outgoing call; a dead process makes none, also not from its `finally` blocks."""
        if self.dead:
            raise KilledError(name)
        self.calls.append(name)
        dies = len(self.calls) == self.at
        if dies and not self.after:
            self.dead = True
            raise KilledError(name)
        result = carry_out()
        if dies:
            self.dead = True
            raise KilledError(name)
        return result

    def revive(self) -> None:
        """The next process."""
        self.at, self.dead = 0, False


def points(calls: list[str]) -> Iterator[tuple[int, bool]]:
    """Places to die, before and after each recorded call: every third, or all of them with THOROUGH=1."""
    places = [(number, after) for number in range(1, len(calls) + 1) for after in (False, True)]
    yield from every_third(places, len(calls))


class MortalTable(MemoryTable):
    """A table whose every call may be the last."""

    def __init__(self, deaths: Deaths) -> None:
        super().__init__()
        self._deaths = deaths

    def get(self, pk: str, sk: str) -> Any:
        return self._deaths.call(f"get {pk}", lambda: MemoryTable.get(self, pk, sk))

    def get_many(self, keys: Any) -> Any:
        return self._deaths.call(f"get {len(keys)}", lambda: MemoryTable.get_many(self, keys))

    def put_all(self, documents: Any, deleted: Any = ()) -> None:
        names = " and ".join(document.pk for document in documents)
        self._deaths.call(f"put {names}", lambda: MemoryTable.put_all(self, documents, deleted))

    def delete(self, pk: str, sk: str) -> None:
        self._deaths.call(f"delete {pk}", lambda: MemoryTable.delete(self, pk, sk))

    def query(self, pk: str, since: str = "", newest: int = 0) -> Any:
        return self._deaths.call(f"query {pk}", lambda: MemoryTable.query(self, pk, since, newest))
