"""The app's own clients of the AWS SDK, answered by botocore's Stubber, which also checks what is asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from botocore.stub import Stubber

from app.aws.door import client

Stubbed = Callable[[str], Stubber]


@pytest.fixture
def stubbed(aws: None) -> Iterator[Stubbed]:
    """`stubbed("sqs")` answers in place of SQS; every answer given to it must have been asked for."""
    stubbers: list[Stubber] = []
    with ExitStack() as stack:

        def stub(service: str) -> Stubber:
            stubbers.append(stack.enter_context(Stubber(client(service))))
            return stubbers[-1]

        yield stub
        for stubber in stubbers:
            stubber.assert_no_pending_responses()
