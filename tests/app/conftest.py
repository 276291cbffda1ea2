"""Each test of the store runs against the table in memory and against DynamoDB's."""

from __future__ import annotations

import pytest

from app.aws.dynamodb import DynamoTable
from app.store.table import MemoryTable, Table


@pytest.fixture(params=["memory", "dynamodb"])
def table(request: pytest.FixtureRequest) -> Table:
    if request.param == "memory":
        return MemoryTable()
    request.getfixturevalue("dynamodb")
    return DynamoTable("bellhop")
