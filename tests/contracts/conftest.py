"""What is judged alike: the sandbox's fronts in this process, and each of those that stand for the table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.base.errors import BellhopError
from app.store.table import Table
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
    reason = LACKS.get(tables.name, {}).get(request.node.originalname)
    if reason:
        lacking = (AssertionError, BellhopError, pytest.fail.Exception)
        request.applymarker(pytest.mark.xfail(reason=reason, raises=lacking))
    return tables.empty()
