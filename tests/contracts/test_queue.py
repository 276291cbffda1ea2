"""What SQS refuses of a message, the tests' fake refuses too; moto's SQS judges the rest of it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.aws import sqs
from app.aws.door import AwsError
from app.aws.sqs import SqsQueue
from app.queues.queue import Queue
from tests.contracts.lacks import expect_lack
from tests.contracts.servers import leading_to, moto_server
from tests.fakes.clock import SetClock
from tests.fakes.queues import LARGEST, RememberingQueue

# Each is watched, and fails as soon as it is there; the judge is AWS's documentation (SendMessage, "MessageBody").
LACKS = {"moto": {"test_characters_that_sqs_does_not_take_are_refused": "moto 5.2.5 takes any character"}}

Receive = Callable[[], list[str]]


@pytest.fixture(scope="module")
def moto() -> Iterator[None]:
    with moto_server() as url, leading_to(url, sqs, "sqs"):
        yield


@pytest.fixture(params=["fake", pytest.param("moto", marks=pytest.mark.slow)])
def queue(request: pytest.FixtureRequest) -> Iterator[tuple[Queue, Receive]]:
    """One, and a way to its texts."""
    expect_lack(request, LACKS, request.param)
    if request.param == "fake":
        fake = RememberingQueue(SetClock())
        yield fake, lambda: fake.texts
        return
    request.getfixturevalue("moto")
    largest: Any = {"MaximumMessageSize": str(LARGEST)}
    name = f"bellhop-{uuid.uuid4().hex}"
    real = SqsQueue(sqs._client().create_queue(QueueName=name, Attributes=largest)["QueueUrl"])
    yield real, lambda: [record["body"] for record in real.receive()["Records"]]


@pytest.mark.parametrize("text", ["\ufffe", "\uffff", "\x00", "\x0b", "\x1f", ""])
def test_characters_that_sqs_does_not_take_are_refused(queue: tuple[Queue, Receive], text: str) -> None:
    with pytest.raises(AwsError):
        queue[0].put(text and f"a{text}b")


@pytest.mark.parametrize("text", ["\ufffe", "\uffff", "\x00", "\ud800", "\U0001f514", "\ue000", "\ufffd", "\t\n\r"])
def test_json_in_ascii_is_taken_whatever_is_in_it(queue: tuple[Queue, Receive], text: str) -> None:
    queue[0].put(json.dumps({"text": text}))
    assert [json.loads(each) for each in queue[1]()] == [{"text": text}]


def test_a_message_of_more_than_a_mebibyte_is_refused(queue: tuple[Queue, Receive]) -> None:
    with pytest.raises(AwsError):
        queue[0].put("x" * (LARGEST + 1))
