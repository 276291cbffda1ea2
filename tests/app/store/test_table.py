"""What is of one table only; what every table does alike is in tests/contracts/test_table.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from app.aws.door import AwsError
from app.base.errors import Later, Refused
from app.store.table import TOKENS_KEPT, Changed, Document, Key, MemoryTable, amend, write, write_all


class Answering(MemoryTable):
    """A table that does each write, and answers with an error all the same."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def put_all(self, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
        super().put_all(documents, deleted)
        raise self.error


@pytest.mark.parametrize(
    "error",
    [
        Changed("the SDK's repetition met it"),
        Later("no answer", maybe_done=True),
        Refused("a refusal"),
        AwsError("ValidationException", "a refusal by DynamoDB, or by what stands before it"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_write_that_was_done_is_known_again_whatever_it_was_answered_with(error: Exception) -> None:
    table = Answering(error)
    assert write(table, Document("a", "b", {"n": 1})) == table.get("a", "b")
    write_all(table, [Document("c", "1"), Document("c", "2")])
    assert amend(table, "a", "b", lambda it: replace(it, data={"n": it.data["n"] + 1})).data == {"n": 2}


class NotToBeRead(Answering):
    """And then there is no looking either."""

    def get(self, pk: str, sk: str) -> Document:
        raise Later("DynamoDB is busy.")

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Document]:
        raise Later("DynamoDB is busy.")


def test_a_write_that_nobody_can_look_for_may_be_done() -> None:
    table, document = NotToBeRead(Later("no answer", maybe_done=True)), Document("a", "b")
    for attempt in (partial(write, table, document), partial(write_all, table, [document])):
        with pytest.raises(Later) as later:
            attempt()
        assert later.value.maybe_done


class LosingAnswers(MemoryTable):
    """A table whose next write is done or not, and no answer comes; somebody else may write in between."""

    def __init__(self, done: bool, others: int = 0) -> None:
        super().__init__()
        self.done, self.others = done, others

    def put_all(self, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
        if self.done:
            super().put_all(documents, deleted)
        for number in range(self.others):
            for document in documents:
                there = self.get(*document.key)
                own = " ".join([f"other-{number}", *there.token.split()])
                super().put_all([replace(there, token=own, data={"n": "another's"})])
        raise Changed("the repetition") if self.others else Later("no answer", maybe_done=True)


def test_a_write_of_which_no_answer_came_is_looked_for() -> None:
    table = LosingAnswers(done=True)
    assert write(table, Document("a", "b", {"n": 1})) == table.get("a", "b")
    write_all(table, [Document("c", "1"), Document("c", "2")])


def test_a_write_of_which_no_answer_came_and_that_is_not_there_is_tried_later() -> None:
    table = LosingAnswers(done=False)
    with pytest.raises(Later):
        write(table, Document("a", "b", {"n": 1}))
    with pytest.raises(Later):
        write_all(table, [Document("c", "1"), Document("c", "2")])


def test_a_write_is_known_again_below_what_others_wrote_since() -> None:
    """Else what it counted would be counted twice."""
    table = LosingAnswers(done=True, others=3)
    assert write(table, Document("a", "b", {"n": 1})).data == {"n": "another's"}
    write_all(table, [Document("c", "1"), Document("c", "2")])


def test_anothers_write_alone_is_not_ones_own() -> None:
    table = LosingAnswers(done=False, others=1)
    with pytest.raises(Changed):
        write(table, Document("a", "b", {"n": 1}))


def test_a_document_keeps_the_marks_of_its_last_writes_only() -> None:
    table = MemoryTable()
    for _ in range(20):
        amend(table, "a", "b", lambda it: replace(it, data={"n": it.data.get("n", 0) + 1}))
    assert len(table.get("a", "b").token.split()) == TOKENS_KEPT
