"""A table that counts what is asked of it: BatchGetItem and TransactWriteItems are one call each, as on DynamoDB."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from app.store.table import Document, Key, MemoryTable


class CountedTable(MemoryTable):
    """`calls` are the calls so far by name; `documents` says what each was about."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.documents: list[str] = []
        self._counting = Lock()

    def get(self, pk: str, sk: str) -> Document:
        self._count("get", pk)
        return super().get(pk, sk)

    def put(self, document: Document) -> Document:
        self._count("put", document.pk)
        MemoryTable.put_all(self, [document])
        return Document(document.pk, document.sk, document.data, document.version + 1, document.expires_at)

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Document]:
        self._count("get_many", *(pk for pk, _ in keys))
        return super().get_many(keys)

    def put_all(self, documents: Sequence[Document]) -> None:
        self._count("put_all", *(document.pk for document in documents))
        super().put_all(documents)

    def delete(self, pk: str, sk: str) -> None:
        self._count("delete", pk)
        super().delete(pk, sk)

    def query(self, pk: str) -> tuple[Document, ...]:
        self._count("query", pk)
        return super().query(pk)

    def _count(self, call: str, *about: str) -> None:
        with self._counting:
            self.calls.append(call)
            self.documents.append(f"{call} {' and '.join(about)}")
