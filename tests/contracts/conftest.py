"""What is judged alike: the sandbox's fronts in this process, and each of those that stand for the table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.store.table import Table
from tests.contracts.lacks import expect_lack
from tests.contracts.table_worlds import LACKS, OVER_HTTP, TABLES, Tables
from tests.sandbox.aws.conftest import fronts

__all__ = ["fronts"]


@pytest.fixture(scope="module", params=["memory", *OVER_HTTP])
def tables(request: pytest.FixtureRequest) -> Iterator[Tables]:
    with TABLES[request.param]() as tables:
        yield tables


@pytest.fixture
def table(tables: Tables, request: pytest.FixtureRequest) -> Table:
    """An empty one."""
    expect_lack(request, LACKS, tables.name)
    return tables.empty()
