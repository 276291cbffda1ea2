"""A table that counts its calls as DynamoDB would bill them, and one whose answers get lost."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from app.store.table import MOST_TOGETHER, Changed, Document, Key, MemoryTable


class CountingTable(MemoryTable):
    """`calls` counts operations: BatchGetItem for each hundred keys, TransactWriteItems (or PutItem) for each write."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: Counter[str] = Counter()

    def get(self, pk: str, sk: str) -> Document:
        self.calls["get"] += 1
        return super().get(pk, sk)

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Document]:
        self.calls["get_many"] += math.ceil(len(set(keys)) / MOST_TOGETHER)
        return super().get_many(keys)

    def put_all(self, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
        assert len({document.key for document in documents} | set(deleted)) == len(documents) + len(deleted)
        assert 0 < len(documents) + len(deleted) <= MOST_TOGETHER, "DynamoDB would refuse it"
        self.calls["write"] += 1
        super().put_all(documents, deleted)

    def delete(self, pk: str, sk: str) -> None:
        self.calls["delete"] += 1
        super().delete(pk, sk)

    def query(self, pk: str) -> tuple[Document, ...]:
        self.calls["query"] += 1
        return super().query(pk)


class AnsweringChanged(CountingTable):
    """Write number `at` (from 1) is answered with "somebody else came between", `done` nevertheless or not."""

    def __init__(self, at: int = 0, done: bool = True) -> None:
        super().__init__()
        self.at, self.done = at, done

    def put_all(self, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
        is_lost = self.calls["write"] + 1 == self.at
        if self.done or not is_lost:
            super().put_all(documents, deleted)
        else:
            self.calls["write"] += 1
        if is_lost:
            raise Changed("the answer was lost")
