"""Queues that deliver as SQS may: a message twice, in another order, or again because whoever had it is dead."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from sandbox.aws.clients import Endpoint, root_client
from tests.flows.until import until
from tests.sandbox.aws.test_recursion import role
from tests.sandbox.aws.test_updates import zipped

pytestmark = pytest.mark.timeout(240)  # the first start on a machine installs the emulator
BODIES = [str(number) for number in range(9)]
NOTES = """
import json, pathlib, time
def handler(event, context):
    for record in event["Records"]:
        job = json.loads(record["body"])
        with pathlib.Path(job["notes"]).open("a") as notes:
            notes.write(job["name"] + " ")
        deadline = time.time() + 60
        while job["until"] and not pathlib.Path(job["until"]).exists() and time.time() < deadline:
            time.sleep(0.01)
"""


class Queue:
    """A queue with these tags, and messages on it."""

    def __init__(self, emulator: Endpoint, tags: dict[str, str], suffix: str = "", **attributes: str) -> None:
        self.sqs: Any = root_client("sqs", emulator)
        name = f"deliveries-{uuid.uuid4().hex[:8]}{suffix}"
        self.url = self.sqs.create_queue(QueueName=name, Attributes=attributes, tags=tags)["QueueUrl"]
        for body in BODIES:
            group = {"MessageGroupId": body, "MessageDeduplicationId": body} if suffix else {}
            self.sqs.send_message(QueueUrl=self.url, MessageBody=body, **group)

    def received(self) -> list[tuple[str, str]]:
        """Ids and bodies of what is there now; it is not there for a while then."""
        found = self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10, VisibilityTimeout=300)
        return [(each["MessageId"], each["Body"]) for each in found.get("Messages", [])]

    def all_of(self, count: int) -> list[tuple[str, str]]:
        come: list[tuple[str, str]] = []

        def all_come() -> bool:
            come.extend(self.received())
            return len(come) >= count

        until(all_come, f"{count} messages")
        return come


def test_without_tags_each_message_comes_once_and_in_order(emulator: Endpoint) -> None:
    queue = Queue(emulator, {})

    assert [body for _, body in queue.all_of(len(BODIES))] == BODIES
    assert queue.received() == []


def test_every_third_message_comes_twice_with_its_id(emulator: Endpoint) -> None:
    queue = Queue(emulator, {"sandbox:twice": "3"})

    come = queue.all_of(len(BODIES) + 3)

    assert len(set(come)) == len(BODIES)
    assert sorted(body for _, body in come) == sorted([*BODIES, "2", "5", "8"])
    assert queue.received() == []


def test_in_disorder_all_come_once(emulator: Endpoint) -> None:
    queues = [Queue(emulator, {"sandbox:disorder": "yes"}) for _ in range(3)]

    come = [[body for _, body in queue.all_of(len(BODIES))] for queue in queues]

    assert [sorted(bodies) for bodies in come] == [BODIES] * 3
    assert come != [BODIES] * 3  # by chance once in 10^16


def test_a_fifo_queue_keeps_its_promises(emulator: Endpoint) -> None:
    tags = {"sandbox:twice": "1", "sandbox:disorder": "yes"}
    queue = Queue(emulator, tags, ".fifo", FifoQueue="true")

    assert [body for _, body in queue.all_of(len(BODIES))] == BODIES
    assert queue.received() == []


def test_what_somebody_had_comes_again_when_it_is_asked_for(emulator: Endpoint) -> None:
    queue = Queue(emulator, {})
    first = queue.all_of(len(BODIES))

    queue.sqs.tag_queue(QueueUrl=queue.url, Tags={"sandbox:again": "yes"})

    assert queue.all_of(len(BODIES)) == first
    assert queue.received() == []


def test_groups_of_a_fifo_queue_are_worked_on_at_once_and_each_in_order(emulator: Endpoint, tmp_path: Path) -> None:
    notes, go = tmp_path / "notes", tmp_path / "go"
    queue = worked_on(emulator)
    for name, group, waits in (("first", "web", True), ("second", "web", False), ("other", "worker", False)):
        job = {"name": name, "notes": str(notes), "until": str(go) if waits else ""}
        queue.sqs.send_message(
            QueueUrl=queue.url, MessageBody=json.dumps(job), MessageGroupId=group, MessageDeduplicationId=name
        )

    def begun() -> set[str]:
        return set(notes.read_text().split()) if notes.exists() else set()

    before = until(lambda: begun() if len(begun()) == 2 else None, "a job of each group")
    go.touch()
    until(lambda: "second" in begun(), "the job behind the one that waited")

    assert before == {"first", "other"}


def worked_on(emulator: Endpoint) -> Queue:
    """An empty FIFO queue, and a function that takes one message of it at a time."""
    queue = Queue(emulator, {}, ".fifo", FifoQueue="true", VisibilityTimeout="120")
    queue.all_of(len(BODIES))
    queue.sqs.purge_queue(QueueUrl=queue.url)
    functions, name = root_client("lambda", emulator), f"notes-{uuid.uuid4().hex[:8]}"
    functions.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=role(emulator),
        Handler="notes.handler",
        Code={"ZipFile": zipped({"notes.py": NOTES})},
        Timeout=90,
    )
    arn = queue.sqs.get_queue_attributes(QueueUrl=queue.url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    functions.create_event_source_mapping(FunctionName=name, EventSourceArn=arn, BatchSize=1)
    return queue
