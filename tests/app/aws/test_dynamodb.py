"""What is of DynamoDB only; what every table does alike is in tests/contracts/test_table.py."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.aws.door import AwsError
from app.aws.dynamodb import DynamoTable
from app.base.errors import Later
from app.store.table import Changed, Document, amend
from tests.fakes.dynamodb import FakeDynamoDB


def test_on_dynamodb_the_time_to_live_is_a_number_and_absent_where_there_is_none(dynamodb: FakeDynamoDB) -> None:
    table = DynamoTable("bellhop")
    table.put(Document("a", "with", expires_at=1_800_000_000))
    table.put(Document("a", "without"))
    assert dynamodb.items["a", "with"]["expires_at"] == {"N": "1800000000"}
    assert "expires_at" not in dynamodb.items["a", "without"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AccessDeniedException", Later),
        ("ExpiredTokenException", Later),
        ("UnrecognizedClientException", Later),
        ("ThrottlingException", Later),
        ("ResourceNotFoundException", Later),  # until it is restored
        ("OfALaterYearException", Later),
        ("ValidationException", AwsError),
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
        ("None ValidationError", AwsError),  # an item over 400 KB, which will not fit next time either
    ],
)
def test_a_cancelled_transaction_is_somebodys_change_load_or_a_bug_by_its_reasons(
    reasons: str, kind: type[Exception], dynamodb: FakeDynamoDB
) -> None:
    dynamodb.refusals = [f"TransactionCanceledException:{reasons}"]
    with pytest.raises(kind):
        DynamoTable("bellhop").put_all([Document("a", "b"), Document("a", "c")])
