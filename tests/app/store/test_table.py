"""What is of one table only; what every table does alike is in tests/contracts/test_table.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.store.table import Changed, Document, Key, MemoryTable, amend, write, write_all


class AnsweringChanged(MemoryTable):
    """A table that does each write, and once says that somebody else came between: the SDK's repetition met it."""

    def put_all(self, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
        super().put_all(documents, deleted)
        raise Changed("the write met itself")


def test_a_write_that_meets_itself_is_known_again() -> None:
    table = AnsweringChanged()
    assert write(table, Document("a", "b", {"n": 1})) == table.get("a", "b")
    write_all(table, [Document("c", "1"), Document("c", "2")])
    assert amend(table, "a", "b", lambda it: replace(it, data={"n": it.data["n"] + 1})).data == {"n": 2}
