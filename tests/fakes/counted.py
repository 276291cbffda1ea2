"""A table that counts what is asked of it: BatchGetItem and TransactWriteItems are one call each, as on DynamoDB."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from app.store.table import BATCH_LIMIT, Changed, Document, Key, MemoryTable


class CountedTable(MemoryTable):
    """`calls` are the calls so far by name; `documents` says what each was about."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.documents: list[str] = []
        self._counting = Lock()

    @property
    def writes(self) -> list[str]:
        return [call for call in self.calls if call.startswith("put")]

    def get(self, pk: str, sk: str) -> Document:
        self._count("get", pk)
        return super().get(pk, sk)

    def put(self, document: Document) -> Document:
        self._count("put", document.pk)
        self._write([document])
        return document.stored

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Document]:
        """A BatchGetItem for each hundred keys."""
        for start in range(0, len(keys), BATCH_LIMIT):
            self._count("get_many", *(pk for pk, _ in keys[start : start + BATCH_LIMIT]))
        return super().get_many(keys)

    def put_all(self, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
        """As DynamoDB refuses what one transaction cannot do."""
        assert len({document.key for document in documents} | set(deleted)) == len(documents) + len(deleted)
        assert 0 < len(documents) + len(deleted) <= BATCH_LIMIT
        self._count("put_all", *(document.pk for document in documents))
        self._write(documents, deleted)

    def _write(self, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
        super().put_all(documents, deleted)

    def delete(self, pk: str, sk: str) -> None:
        self._count("delete", pk)
        super().delete(pk, sk)

    def query(self, pk: str, since: str = "", newest: int = 0) -> tuple[Document, ...]:
        self._count("query", pk)
        return super().query(pk, since, newest)

    def _count(self, call: str, *about: str) -> None:
        with self._counting:
            self.calls.append(call)
            self.documents.append(f"{call} {' and '.join(about)}")


class AnsweringChanged(CountedTable):
    """Write number `at` (from 1) is answered with "somebody else came between", `done` nevertheless or not."""

    def __init__(self, at: int, done: bool) -> None:
        super().__init__()
        self.at, self.done = at, done

    def _write(self, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
        is_lost = len(self.writes) == self.at
        if self.done or not is_lost:
            super()._write(documents, deleted)
        if is_lost:
            raise Changed("the answer was lost")
