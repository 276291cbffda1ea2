"""The table in memory and DynamoDB's, and the app's own clients of the AWS SDK, answered by botocore's Stubber.

The Stubber also checks what is asked of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from botocore.stub import Stubber

from app.alarms import follow_up
from app.aws.door import client
from app.aws.dynamodb import DynamoTable
from app.store.table import MemoryTable, Table

Stubbed = Callable[[str], Stubber]


@pytest.fixture
def stubbed(aws: None) -> Iterator[Stubbed]:
    """`stubbed("sqs")` answers in place of SQS; every answer given to it must have been asked for."""
    stubbers: list[Stubber] = []
    with ExitStack() as stack:
        environ = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in (("DEFAULT_REGION", "us-east-1"), ("ACCESS_KEY_ID", "test"), ("SECRET_ACCESS_KEY", "test")):
            environ.setenv(f"AWS_{name}", value)  # for clients that are not made yet

        def stub(service: str) -> Stubber:
            stubbers.append(stack.enter_context(Stubber(client(service))))
            return stubbers[-1]

        yield stub
        for stubber in stubbers:
            stubber.assert_no_pending_responses()


@pytest.fixture
def short_week(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day stands for the week for which somebody is reminded: the other six bring more of the same."""
    assert timedelta(days=7) == follow_up.REMINDED_FOR
    for module in ("app.alarms.follow_up", "app.listeners.digest_check"):
        monkeypatch.setattr(f"{module}.REMINDED_FOR", timedelta(days=1))


@pytest.fixture(params=["memory", "dynamodb"])
def table(request: pytest.FixtureRequest) -> Table:
    if request.param == "memory":
        return MemoryTable()
    request.getfixturevalue("dynamodb")
    return DynamoTable("bellhop")
