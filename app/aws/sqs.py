"""SQS: a queue that takes texts, now or later."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app.aws.door import client, translated

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

LONGEST_DELAY = 900  # seconds; docs: SQS SendMessage DelaySeconds


class SqsQueue:
    """A queue by its URL; see `Queue` in app/queues/queue.py."""

    def __init__(self, url: str) -> None:
        self.url = url

    def put(self, text: str, *, delay: float = 0, group: str = "", once: str = "") -> None:
        options: dict[str, Any] = {}
        if group:
            options |= {"MessageGroupId": group, "MessageDeduplicationId": once}
        elif delay > 0:
            options["DelaySeconds"] = min(LONGEST_DELAY, max(1, math.ceil(delay)))  # or a timer would ring early
        with translated("put a message on Bellhop's queue"):
            _client().send_message(QueueUrl=self.url, MessageBody=text, **options)

    def receive(self) -> dict[str, Any]:
        """Up to ten messages, waiting up to 5 s for one, in the shape of Lambda's SQS event."""
        with translated("read Bellhop's queue"):
            answer = _client().receive_message(
                QueueUrl=self.url, MaxNumberOfMessages=10, WaitTimeSeconds=5, MessageSystemAttributeNames=["All"]
            )
        return {"Records": [_record(message) for message in answer.get("Messages", [])]}

    def delete(self, records: list[dict[str, Any]]) -> None:
        """Delete records of `receive` from the queue."""
        for record in records:
            with translated("take a message from Bellhop's queue"):
                _client().delete_message(QueueUrl=self.url, ReceiptHandle=record["receiptHandle"])

    def retry_after(self, record: Mapping[str, Any], seconds: float) -> None:
        """Let a received message come again after `seconds` instead of its visibility timeout."""
        with translated("let a message come back to Bellhop's queue"):
            _client().change_message_visibility(
                QueueUrl=self.url, ReceiptHandle=record["receiptHandle"], VisibilityTimeout=min(43200, round(seconds))
            )

    def connect(self) -> None:
        """Open the connection, so that the first message doesn't wait for it."""
        with translated("look at Bellhop's queue"):
            _client().get_queue_attributes(QueueUrl=self.url, AttributeNames=["QueueArn"])


def _client() -> SQSClient:
    made: SQSClient = client("sqs")
    return made


def _record(message: Any) -> dict[str, Any]:
    return {
        "eventSource": "aws:sqs",
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
    }


def retry_on(*queues: SqsQueue) -> Callable[[Mapping[str, Any], float], None]:
    """`retry_after` for the one of these queues that a record of Lambda's SQS event came from."""
    by_name = {queue.url.rsplit("/", 1)[-1]: queue for queue in queues if queue.url}

    def retry_after(record: Mapping[str, Any], seconds: float) -> None:
        name = str(record.get("eventSourceARN", "")).rsplit(":", 1)[-1]
        if name in by_name:
            by_name[name].retry_after(record, seconds)

    return retry_after
