"""The table's contract: in memory, on the fake DynamoDB, and on two emulators of it, the same calls do the same.

Documents are versioned, and no write goes over what one has not read.
"""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError
from botocore.httpsession import URLLib3Session

from app.aws import dynamodb
from app.base.errors import Later
from app.store.table import Changed, Document, Table, amend, write, write_all
from tests.contracts.table_worlds import OVER_HTTP, Tables, many

DATA = {"name": "ä <b> \ufffe", "count": 3, "ratio": 0.5, "list": [1, None, True], "nested": {"empty": ""}}


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
    assert [document.sk for document in table.query("group#web", since="c")] == ["c", "d", "e"]
    assert table.query("group#web", since="f") == ()
    assert [document.sk for document in table.query("group#web", newest=3)] == ["e", "d", "c"]
    assert [document.sk for document in table.query("group#web", since="d", newest=9)] == ["e", "d"]


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


def test_what_comes_back_is_json_and_the_tables_own(table: Table) -> None:
    data: dict[str, Any] = {"pair": (1, 2), "list": [1]}
    stored = table.put(Document("a", "b", data))
    data["list"].append(2)
    stored.data["list"].append(3)
    table.get("a", "b").data["list"].append(4)
    assert table.get("a", "b").data == {"pair": [1, 2], "list": [1]}


def test_half_a_character_comes_back_as_it_was_put(table: Table) -> None:
    table.put(Document("a", "b", {"text": "\ud83d"}))
    assert table.get("a", "b").data == {"text": "\ud83d"}


def test_the_token_and_the_time_to_live_come_back(table: Table) -> None:
    table.put_all([Document("a", "b", {}, expires_at=1_800_000_000, token="mine")])
    assert table.get("a", "b") == Document("a", "b", {}, 1, 1_800_000_000, "mine")


def test_the_same_write_once_more_finds_its_own_token(table: Table) -> None:
    """As the SDK repeats a call whose answer was lost."""
    one, others = Document("a", "b", {"n": 1}, token="mine"), [replace(each, token="mine") for each in many(2)]
    table.put(one)
    with pytest.raises(Changed):
        table.put(one)
    table.put_all(others)
    with pytest.raises(Changed):
        table.put_all(others)
    assert {document.token for document in (table.get("a", "b"), *table.query("many"))} == {"mine"}


def lose_next_answer(operation: str) -> None:
    """The next call is carried out, and the connection breaks before the answer is read; the SDK calls again."""
    events = dynamodb._client().meta.events

    def carry_out(request: Any, **_: Any) -> None:
        events.unregister(f"before-send.dynamodb.{operation}", carry_out)
        trusted: Any = os.environ.get("AWS_CA_BUNDLE", True)  # botocore takes a file too; its stub does not say so
        URLLib3Session(verify=trusted).send(request)
        raise ConnectionClosedError(endpoint_url=request.url)

    events.register(f"before-send.dynamodb.{operation}", carry_out)


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)  # botocore pauses between its tries


@pytest.mark.parametrize("tables", OVER_HTTP, indirect=True)
def test_a_write_whose_answer_was_lost_was_done_once(table: Table, quick_retries: None) -> None:
    lose_next_answer("PutItem")
    assert write(table, Document("a", "b", {"n": 1})) == table.get("a", "b")
    lose_next_answer("TransactWriteItems")
    write_all(table, many(3))
    lose_next_answer("DeleteItem")
    table.delete("many", "000")
    assert [(document.sk, document.version) for document in table.query("many")] == [("001", 1), ("002", 1)]


@pytest.mark.parametrize("tables", ["fake"], indirect=True)
def test_a_document_that_a_transaction_has_in_hand_is_to_be_read_again(table: Table, tables: Tables) -> None:
    assert tables.fake
    for write_it in (lambda: table.put(Document("a", "b")), lambda: table.put_all([Document("a", "b")])):
        tables.fake.refusals = ["TransactionConflictException"]
        with pytest.raises(Changed):
            write_it()
    tables.fake.refusals = ["TransactionConflictException"]
    with pytest.raises(Later) as later:
        table.delete("a", "b")
    assert not later.value.maybe_done
