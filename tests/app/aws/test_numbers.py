"""The door to the services whose numbers Application Auto Scaling changes: one answer of each row."""

from __future__ import annotations

from typing import Any

import pytest

from app.aws.numbers import Numbers
from app.aws.scaled_number import Number, Row
from app.aws.scaled_numbers import ROWS
from app.base.errors import Refused
from tests.app.conftest import Stubbed
from tests.sandbox.aws.test_scalable_targets import RESOURCES

ROW = {row.dimension: row for row in ROWS}
THROUGHPUT = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 3}
INDEXES = [{"IndexName": "other"}, {"IndexName": "my-table-index", "ProvisionedThroughput": THROUGHPUT}]
TABLE = {"Table": {"ProvisionedThroughput": THROUGHPUT}}
INDEX = {"Table": {"GlobalSecondaryIndexes": INDEXES}}
# What the service is asked, what it answers, and what that means.
ANSWERS: dict[str, tuple[dict[str, Any], dict[str, Any], Number]] = {
    "dynamodb:table:ReadCapacityUnits": ({"TableName": "my-table"}, TABLE, Number(5, 5)),
    "dynamodb:table:WriteCapacityUnits": ({"TableName": "my-table"}, TABLE, Number(3, 3)),
    "dynamodb:index:ReadCapacityUnits": ({"TableName": "my-table"}, INDEX, Number(5, 5)),
    "dynamodb:index:WriteCapacityUnits": ({"TableName": "my-table"}, INDEX, Number(3, 3)),
}
# What it is asked to set 7.
SETS: dict[str, dict[str, Any]] = {}


def test_no_row_is_without_an_answer() -> None:
    assert ANSWERS.keys() == {row.dimension for row in ROWS if row.read}
    assert SETS.keys() == {row.dimension for row in ROWS if row.change}


@pytest.mark.parametrize("dimension", ANSWERS)
def test_a_number_is_read_as_its_service_tells_it(stubbed: Stubbed, dimension: str) -> None:
    row, (asked, answer, number) = ROW[dimension], ANSWERS[dimension]
    assert row.read
    stubbed(row.service).add_response(row.read.operation, answer, asked)
    assert Numbers().read(row, RESOURCES[dimension]) == number


@pytest.mark.parametrize("dimension", ANSWERS)
def test_what_is_not_there_is_none_and_what_is_denied_is_refused(stubbed: Stubbed, dimension: str) -> None:
    row = ROW[dimension]
    assert row.read
    door = stubbed(row.service)
    door.add_client_error(row.read.operation, "ResourceNotFoundException", "Not found", 400)
    door.add_client_error(row.read.operation, "AccessDeniedException", "Not for you", 400)
    assert Numbers().read(row, RESOURCES[dimension]) is None
    with pytest.raises(Refused, match=row.name_of(RESOURCES[dimension])):
        Numbers().read(row, RESOURCES[dimension])


def test_a_table_on_demand_has_no_number_that_counts(stubbed: Stubbed) -> None:
    row = ROW["dynamodb:table:ReadCapacityUnits"]
    stubbed("dynamodb").add_response("describe_table", {"Table": {"TableName": "my-table"}}, {"TableName": "my-table"})
    assert Numbers().read(row, "table/my-table") is None


def test_an_index_that_is_gone_has_none(stubbed: Stubbed) -> None:
    row: Row = ROW["dynamodb:index:ReadCapacityUnits"]
    stubbed("dynamodb").add_response("describe_table", {"Table": {"GlobalSecondaryIndexes": []}})
    assert Numbers().read(row, "table/my-table/index/my-table-index") is None
