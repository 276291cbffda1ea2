"""DynamoDB's limits are every table's: what it refuses, memory and the fake refuse too, and nothing of it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.base.errors import BellhopError
from app.store.table import BATCH_LIMIT, Document, Table
from tests.contracts.table_worlds import LACKS, many

KILOBYTE = 1024


def test_each_lack_is_one_of_a_test() -> None:
    assert {name for lacks in LACKS.values() for name in lacks} <= globals().keys()


def test_more_than_a_hundred_are_read_together(table: Table) -> None:
    documents = many(130)
    table.put_all(documents[:BATCH_LIMIT])
    table.put_all(documents[BATCH_LIMIT:])
    found = table.get_many([document.key for document in [*documents, *documents[:3]]])
    assert [document.data["n"] for document in found.values()] == list(range(130))
    assert table.get_many([]) == {}


@pytest.mark.parametrize("deleted", [0, 1])
def test_more_than_a_hundred_are_not_written_together(table: Table, deleted: int) -> None:
    documents = many(BATCH_LIMIT + 1 - deleted)
    with pytest.raises(BellhopError):
        table.put_all(documents, [("gone", str(number)) for number in range(deleted)])
    assert table.query("many") == ()
    table.put_all(documents[: BATCH_LIMIT - deleted], [("gone", str(number)) for number in range(deleted)])
    assert len(table.query("many")) == BATCH_LIMIT - deleted


def test_nothing_at_all_is_no_transaction(table: Table) -> None:
    with pytest.raises(BellhopError):
        table.put_all([])


def test_nothing_is_written_twice_in_one_transaction(table: Table) -> None:
    with pytest.raises(BellhopError):
        table.put_all([Document("a", "b", {"n": 1}), Document("a", "b", {"n": 2})])
    with pytest.raises(BellhopError):
        table.put_all([Document("a", "b")], [("a", "b")])
    assert table.get("a", "b").version == 0


@pytest.mark.parametrize("key", [("", "b"), ("a", ""), ("x" * 2049, "b"), ("a", "x" * 1025), ("ä" * 1025, "b")])
def test_a_key_that_is_empty_or_too_long_is_refused(table: Table, key: tuple[str, str]) -> None:
    calls: list[Callable[[], object]] = [
        lambda: table.get(*key),
        lambda: table.get_many([key]),
        lambda: table.put(Document(*key)),
        lambda: table.put_all([Document(*key)]),
    ]
    for call in calls:
        with pytest.raises(BellhopError):
            call()


def test_the_longest_keys_are_taken(table: Table) -> None:
    longest = Document("x" * 2048, "y" * 1024)
    table.put(longest)
    assert table.get(*longest.key).version == 1


def test_a_document_of_more_than_400_kb_is_refused(table: Table) -> None:
    large = Document("a", "b", {"text": "x" * 400 * KILOBYTE})
    for call in (lambda: table.put(large), lambda: table.put_all([Document("c", "d"), large])):
        with pytest.raises(BellhopError):
            call()
    assert (table.get("a", "b").version, table.get("c", "d").version) == (0, 0)
    table.put(replace(large, data={"text": "x" * 399 * KILOBYTE}))


def test_a_transaction_of_more_than_4_mb_is_refused(table: Table) -> None:
    text = "x" * 390 * KILOBYTE
    with pytest.raises(BellhopError):
        table.put_all([replace(document, data={"text": text}) for document in many(11)])
    assert table.query("many") == ()
