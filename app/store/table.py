"""The seam to the table: six calls wide, each write conditional on the version that was read."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Protocol


class Changed(Exception):
    """Somebody else wrote the document since it was read; read it again and decide again."""


@dataclass(frozen=True)
class Document:
    """A value of the table: `data` is JSON, `version` 0 means that it is not stored yet.

    `expires_at` is epoch seconds; after it the table may forget the document. `token` is that of the last write: by it
    the writer knows the write again.
    """

    pk: str
    sk: str
    data: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    expires_at: int = 0
    token: str = ""

    @property
    def key(self) -> Key:
        return self.pk, self.sk

    @property
    def stored(self) -> Document:
        """As it is once it was written."""
        return replace(self, version=self.version + 1)


Key = tuple[str, str]

# DynamoDB's own limits: TransactWriteItems takes 100 items, BatchGetItem 100 keys.
BATCH_LIMIT = 100


class Table(Protocol):
    """What the store needs of a table."""

    def get(self, pk: str, sk: str) -> Document:
        """The document, read consistently; version 0 and no data where there is none."""

    def put(self, document: Document) -> Document:
        """Write if the stored version is still `document.version`, and return it with its new one; else Changed."""

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Document]:
        """What `get` gives for each key (pk, sk), in one call for a hundred of them."""

    def put_all(self, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
        """Write all documents and forget those `deleted`, or do nothing of it: up to BATCH_LIMIT in all.

        Changed unless each stored version is still the document's own; what is deleted may have any version.
        """

    def delete(self, pk: str, sk: str) -> None:
        """Forget the document if it is there."""

    def query(self, pk: str) -> tuple[Document, ...]:
        """Every document below `pk`, in the order of `sk`."""


class MemoryTable:
    """A table in memory: for a desk without AWS, and for tests."""

    def __init__(self) -> None:
        self._documents: dict[str, dict[str, Document]] = {}
        self._lock = Lock()

    def get(self, pk: str, sk: str) -> Document:
        return self._found((pk, sk))

    def put(self, document: Document) -> Document:
        self.put_all([document])
        return replace(document, version=document.version + 1)

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Document]:
        return {key: self._found(key) for key in keys}

    def put_all(self, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
        with self._lock:
            for document in documents:
                if self._found((document.pk, document.sk)).version != document.version:
                    raise Changed(f"{document.pk} {document.sk}")
            for document in documents:
                below = self._documents.setdefault(document.pk, {})
                below[document.sk] = replace(document, version=document.version + 1)
            for pk, sk in deleted:
                self._documents.get(pk, {}).pop(sk, None)

    def delete(self, pk: str, sk: str) -> None:
        with self._lock:
            self._documents.get(pk, {}).pop(sk, None)

    def query(self, pk: str) -> tuple[Document, ...]:
        with self._lock:
            return tuple(document for _, document in sorted(self._documents.get(pk, {}).items()))

    def _found(self, key: Key) -> Document:
        pk, sk = key
        return self._documents.get(pk, {}).get(sk) or Document(pk, sk)


def amend(
    table: Table, pk: str, sk: str, change: Callable[[Document], Document | None], known: Document | None = None
) -> Document:
    """Read, change and write until nobody came between; `change` returns None to leave the document as it is.

    `known` is the document as it was read or written before: the first try then needs no call to read it.
    """
    document = known or table.get(pk, sk)
    while True:
        changed = change(document)
        if changed is None:
            return document
        try:
            return write(table, changed)
        except Changed:
            document = table.get(pk, sk)


def write(table: Table, document: Document) -> Document:
    """As `Table.put`, and a write that was done though its answer was lost is no other worker's.

    The AWS SDK repeats such a write by itself, and the repetition meets the write itself.
    """
    own = replace(document, token=secrets.token_hex(8))
    try:
        return table.put(own)
    except Changed:
        stored = table.get(*document.key)
        if stored.token != own.token:
            raise
        return stored


def write_all(table: Table, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
    """As `Table.put_all`, and knows its own write again as `write` does."""
    token = secrets.token_hex(8)
    try:
        table.put_all([replace(document, token=token) for document in documents], deleted)
    except Changed:
        stored = table.get_many([document.key for document in documents])
        if not any(document.token == token for document in stored.values()):  # all of them were written, or none
            raise
