"""SQS: a queue that takes texts, now or later."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.aws.door import client, translated, until_fixed

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

LONGEST_DELAY = 900  # seconds; docs: SQS SendMessage DelaySeconds
BATCH_LIMIT = 10  # docs: SQS SendMessageBatch
# The codes of SendMessage and SendMessageBatch for what no queue takes; others are about the queue, a key or a role.
WRONG = (
    *("InvalidMessageContents", "InvalidParameterValue", "MissingParameter", "BatchRequestTooLong"),
    *(
        "AWS.SimpleQueueService.BatchRequestTooLong",
        "UnsupportedOperation",
        "AWS.SimpleQueueService.UnsupportedOperation",
    ),
)
PUT = "put a message on Bellhop's queue"


class SqsQueue:
    """A queue by its URL; see `Queue` in app/queues/queue.py."""

    def __init__(self, url: str) -> None:
        self.url = url

    def put(self, text: str, *, delay: float = 0, group: str = "", once: str = "") -> None:
        options = {"MessageGroupId": group, "MessageDeduplicationId": once} if group else _delayed(delay)
        self._send(text, options)

    def _send(self, text: str, options: Mapping[str, Any]) -> None:
        with until_fixed(PUT, WRONG):
            _client().send_message(QueueUrl=self.url, MessageBody=text, **options)

    def put_each(self, messages: Sequence[tuple[str, float]]) -> None:
        if len(messages) == 1:
            self._send(messages[0][0], _delayed(messages[0][1]))
            return
        for start in range(0, len(messages), BATCH_LIMIT):
            part = messages[start : start + BATCH_LIMIT]
            entries: Any = [
                {"Id": str(at), "MessageBody": text, **_delayed(delay)} for at, (text, delay) in enumerate(part)
            ]
            with until_fixed(PUT, WRONG):
                answer = _client().send_message_batch(QueueUrl=self.url, Entries=entries)
            for refused in answer.get("Failed", ()):  # once more, alone: then it is there, or it says why not
                text, delay = part[int(refused["Id"])]
                self._send(text, _delayed(delay))

    def receive(self, wait: int = 5) -> dict[str, Any]:
        """Up to ten messages, waiting up to `wait` seconds for one, in the shape of Lambda's SQS event."""
        with translated("read Bellhop's queue"):
            answer = _client().receive_message(
                QueueUrl=self.url, MaxNumberOfMessages=10, WaitTimeSeconds=wait, MessageSystemAttributeNames=["All"]
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


def _delayed(seconds: float) -> dict[str, Any]:
    """Rounded up, or a timer would fire early."""
    return {"DelaySeconds": min(LONGEST_DELAY, max(1, math.ceil(seconds)))} if seconds > 0 else {}


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
