"""The seam to the table: four calls wide, each `put` conditional on the version that was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Protocol


class Changed(Exception):
    """Somebody else wrote the document since it was read; read it again and decide again."""


@dataclass(frozen=True)
class Document:
    """A value of the table: `data` is JSON, `version` 0 means that it is not stored yet.

    `expires_at` is epoch seconds; after it the table may forget the document.
    """

    pk: str
    sk: str
    data: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    expires_at: int = 0


class Table(Protocol):
    """What the store needs of a table."""

    def get(self, pk: str, sk: str) -> Document:
        """The document, read consistently; version 0 and no data where there is none."""

    def put(self, document: Document) -> Document:
        """Write if the stored version is still `document.version`, and return it with its new one; else Changed."""

    def delete(self, pk: str, sk: str) -> None:
        """Forget the document if it is there."""

    def query(self, pk: str) -> tuple[Document, ...]:
        """Every document below `pk`, in the order of `sk`."""


class MemoryTable:
    """A table in memory: for a desk without AWS, and for tests."""

    def __init__(self) -> None:
        self._documents: dict[tuple[str, str], Document] = {}
        self._lock = Lock()

    def get(self, pk: str, sk: str) -> Document:
        return self._documents.get((pk, sk), Document(pk, sk))

    def put(self, document: Document) -> Document:
        with self._lock:
            if self.get(document.pk, document.sk).version != document.version:
                raise Changed(f"{document.pk} {document.sk}")
            stored = replace(document, version=document.version + 1)
            self._documents[document.pk, document.sk] = stored
            return stored

    def delete(self, pk: str, sk: str) -> None:
        with self._lock:
            self._documents.pop((pk, sk), None)

    def query(self, pk: str) -> tuple[Document, ...]:
        with self._lock:
            return tuple(document for (key, _), document in sorted(self._documents.items()) if key == pk)


def amend(table: Table, pk: str, sk: str, change: Callable[[Document], Document | None]) -> Document:
    """Read, change and write until nobody came between; `change` returns None to leave the document as it is."""
    while True:
        document = table.get(pk, sk)
        changed = change(document)
        if changed is None:
            return document
        try:
            return table.put(changed)
        except Changed:
            continue
