"""One kind of document: a frozen dataclass under a key, which is found, begun, changed, and kept for some days.

Code that decides and writes many documents at once uses `key`, `read` and `write`, which make no calls,
with Table's get_many and put_all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from app.base.clock import Clock
from app.base.values import dataclass
from app.store.codec import decode, encode
from app.store.table import Changed, Document, Key, Table, amend, expiry, write, write_all

T = TypeVar("T")


@dataclass(frozen=True)
class Documents(Generic[T]):
    """Documents `<name>#<id>`, each below the sort key `sk` (default: the name), kept for `days` after a write."""

    table: Table
    clock: Clock
    kind: type[T]
    name: str
    days: int
    sk: str = ""

    def find(self, item_id: str) -> T | None:
        return self.read(self.table.get(*self.key(item_id)))

    def find_many(self, ids: Iterable[str]) -> dict[str, T]:
        """The ones that exist, by id, in the order of `ids`; one call for a hundred."""
        keys = {item_id: self.key(item_id) for item_id in ids}
        found = self.table.get_many(list(keys.values())) if keys else {}
        values = {item_id: self.read(found[key]) for item_id, key in keys.items()}
        return {item_id: value for item_id, value in values.items() if value is not None}

    def begin(self, item_id: str, value: T, *lines: Document) -> T:
        """Store a new one, with its lines in lists, all or none; an existing one stays as it is.

        Returns what is stored.
        """
        while True:
            written = self.write(self.new(item_id), value)
            try:
                write_all(self.table, [*lines, written]) if lines else write(self.table, written)
            except Changed:
                known = self.find(item_id)
                if known is not None:
                    return known
            else:
                return value

    def change(self, item_id: str, change: Callable[[T], T], begun: T | None = None) -> T:
        """Apply `change` to what is stored, again if somebody else wrote in between, and return what is stored now.

        If nothing is stored, it starts with the dataclass's defaults. `begun` is what `begin` returned, if that was
        just now: likely nobody has written since, which saves the first read.
        """

        last: tuple[Any, T] | None = None  # data and value: what is stored in the end is seldom another one

        def write(document: Document) -> Document | None:
            nonlocal last
            known = decode(self.kind, document.data)
            changed = change(known)
            written = document if changed == known else self.write(document, changed)
            last = written.data, changed
            return None if written is document else written

        first = None if begun is None else self.write(self.new(item_id), begun).stored
        stored = amend(self.table, *self.key(item_id), write, first)
        return last[1] if last and stored.data is last[0] else decode(self.kind, stored.data)

    def key(self, item_id: str) -> Key:
        return f"{self.name}#{item_id}", self.sk or self.name

    def new(self, item_id: str) -> Document:
        """The document if nobody has stored it yet."""
        return Document(*self.key(item_id))

    def read(self, document: Document) -> T | None:
        """The value of a document that was read; None if there is none."""
        return decode(self.kind, document.data) if document.version else None

    def write(self, document: Document, value: T) -> Document:
        """The document with this value, to be put; it expires `days` from now."""
        return Document(*document.key, encode(value), document.version, self.expires_at(), document.token)

    def expires_at(self) -> int:
        return expiry(self.clock(), self.days)
