"""The table, in memory and on DynamoDB alike: versioned documents, and no write over what one has not read."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.aws.door import AwsError
from app.aws.dynamodb import DynamoTable
from app.base.errors import Later, Refused
from app.store.table import Changed, Document, Key, MemoryTable, Table, amend, write, write_all
from tests.fakes.dynamodb import FakeDynamoDB

DATA = {"name": "ä <b>", "count": 3, "ratio": 0.5, "list": [1, None, True], "nested": {"empty": ""}}


def test_what_is_not_stored_has_version_0_and_no_data(table: Table) -> None:
    assert table.get("incident#1", "incident") == Document("incident#1", "incident")


def test_what_was_put_comes_back_with_its_data_and_version(table: Table) -> None:
    stored = table.put(Document("incident#1", "incident", DATA, expires_at=1_800_000_000))
    assert stored.version == 1
    assert table.get("incident#1", "incident") == stored
    assert stored.data == DATA


def test_each_write_counts_the_version_up(table: Table) -> None:
    first = table.put(Document("a", "b"))
    assert table.put(replace(first, data={"n": 2})).version == 2


def test_a_write_over_a_stale_version_is_refused_and_leaves_what_is_there(table: Table) -> None:
    read = table.put(Document("a", "b", {"n": 1}))
    table.put(replace(read, data={"n": 2}))
    with pytest.raises(Changed):
        table.put(replace(read, data={"n": 3}))
    assert table.get("a", "b").data == {"n": 2}


def test_of_two_who_both_found_nothing_only_one_writes(table: Table) -> None:
    table.put(Document("a", "b", {"who": "first"}))
    with pytest.raises(Changed):
        table.put(Document("a", "b", {"who": "second"}))


def test_a_write_over_what_was_forgotten_meanwhile_is_refused(table: Table) -> None:
    read = table.put(Document("a", "b"))
    table.delete("a", "b")
    with pytest.raises(Changed):
        table.put(read)


def test_what_is_deleted_is_gone_and_deleting_it_again_is_no_error(table: Table) -> None:
    table.put(Document("a", "b"))
    table.delete("a", "b")
    table.delete("a", "b")
    assert table.get("a", "b").version == 0


def test_a_query_gives_all_below_a_key_in_order_over_all_its_pages(table: Table) -> None:
    for sk in ("c", "a", "e", "b", "d"):
        table.put(Document("group#web", sk, {"sk": sk}))
    table.put(Document("group#other", "x"))
    assert [document.sk for document in table.query("group#web")] == ["a", "b", "c", "d", "e"]


def test_a_query_below_an_unknown_key_is_empty(table: Table) -> None:
    assert table.query("group#nobody") == ()


def test_many_are_read_together_and_what_is_not_stored_is_version_0(table: Table) -> None:
    stored = {("a", str(number)): table.put(Document("a", str(number), {"n": number})) for number in range(5)}
    missing = ("a", "missing")
    assert table.get_many([*stored, missing, missing]) == {**stored, missing: Document(*missing)}


def test_many_are_read_however_many_answers_that_takes(table: Table) -> None:
    keys = [table.put(Document("a", f"{number:03d}")).key for number in range(30)]
    assert len(table.get_many([*keys, *(("missing", sk) for _, sk in keys)])) == 60


def test_all_are_written_together(table: Table) -> None:
    known = table.put(Document("a", "1", {"n": 1}))
    table.put_all([replace(known, data={"n": 2}), Document("b", "2", {"n": 3})])
    assert (table.get("a", "1").data, table.get("a", "1").version) == ({"n": 2}, 2)
    assert (table.get("b", "2").data, table.get("b", "2").version) == ({"n": 3}, 1)


def test_where_one_was_changed_none_is_written(table: Table) -> None:
    known = table.put(Document("a", "1", {"n": 1}))
    table.put(replace(known, data={"n": 2}))
    with pytest.raises(Changed):
        table.put_all([Document("b", "2"), replace(known, data={"n": 3})])
    assert table.get("a", "1").data == {"n": 2}
    assert table.get("b", "2").version == 0


def test_what_is_deleted_together_with_a_write_is_gone(table: Table) -> None:
    table.put(Document("a", "1"))
    table.put_all([Document("b", "2", {"n": 3})], deleted=[("a", "1"), ("a", "never there")])
    assert (table.get("a", "1").version, table.get("b", "2").version) == (0, 1)


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


def test_another_workers_write_is_not_taken_for_ones_own(table: Table) -> None:
    write(table, Document("a", "b", {"who": "first"}))
    with pytest.raises(Changed):
        write(table, Document("a", "b", {"who": "second"}))
    with pytest.raises(Changed):
        write_all(table, [Document("a", "b", {"who": "third"}), Document("c", "d")])
    assert table.get("a", "b").data == {"who": "first"}


def test_amend_reads_changes_and_writes(table: Table) -> None:
    amend(table, "a", "b", lambda it: replace(it, data={"n": 1}))
    amended = amend(table, "a", "b", lambda it: replace(it, data={"n": it.data["n"] + 1}))
    assert (amended.data, amended.version) == ({"n": 2}, 2)


def test_amend_that_wants_no_change_writes_nothing(table: Table) -> None:
    stored = table.put(Document("a", "b", {"n": 1}))
    assert amend(table, "a", "b", lambda _: None) == stored
    assert table.get("a", "b").version == 1


def test_amend_decides_again_on_what_somebody_wrote_in_between(table: Table) -> None:
    def add_one(document: Document) -> Document:
        if not document.version:
            table.put(Document("a", "b", {"n": 10}))
        return replace(document, data={"n": document.data.get("n", 0) + 1})

    assert amend(table, "a", "b", add_one).data == {"n": 11}


def test_many_at_once_lose_no_count(table: Table) -> None:
    def count() -> None:
        for _ in range(5):
            amend(table, "a", "b", lambda it: replace(it, data={"n": it.data.get("n", 0) + 1}))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert table.get("a", "b").data == {"n": 20}


def test_on_dynamodb_the_time_to_live_is_a_number_and_absent_where_there_is_none(dynamodb: FakeDynamoDB) -> None:
    table = DynamoTable("bellhop")
    table.put(Document("a", "with", expires_at=1_800_000_000))
    table.put(Document("a", "without"))
    assert dynamodb.items["a", "with"]["expires_at"] == {"N": "1800000000"}
    assert "expires_at" not in dynamodb.items["a", "without"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AccessDeniedException", Refused),
        ("ThrottlingException", Later),
        ("ResourceNotFoundException", AwsError),
    ],
)
def test_dynamodbs_own_errors_come_back_as_ours(
    code: str, kind: type[Exception], dynamodb: FakeDynamoDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)  # botocore pauses between its tries
    dynamodb.refusals = [code] * 20
    with pytest.raises(kind):
        DynamoTable("bellhop").get("a", "b")


def test_who_meets_an_item_that_a_transaction_holds_reads_it_again_and_writes(dynamodb: FakeDynamoDB) -> None:
    table = DynamoTable("bellhop")
    read = table.put(Document("a", "b", {"n": 1}))
    dynamodb.refusals = ["TransactionConflictException"]
    assert amend(table, "a", "b", lambda it: replace(it, data={"n": it.data["n"] + 1}), known=read).data == {"n": 2}


@pytest.mark.parametrize(
    ("reasons", "kind"),
    [
        ("None ConditionalCheckFailed", Changed),
        ("TransactionConflict None", Changed),
        ("None ThrottlingError", Later),
        ("ProvisionedThroughputExceeded None", Later),
    ],
)
def test_a_transaction_that_is_cancelled_by_load_comes_again_and_is_nobodys_change(
    reasons: str, kind: type[Exception], dynamodb: FakeDynamoDB
) -> None:
    dynamodb.refusals = [f"TransactionCanceledException:{reasons}"]
    with pytest.raises(kind):
        DynamoTable("bellhop").put_all([Document("a", "b"), Document("a", "c")])
