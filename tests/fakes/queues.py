"""A queue in memory with SQS's manners: delays, FIFO deduplication, groups, redelivery of what failed, dead letters."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.aws.door import AwsError
from app.base.clock import Clock
from app.queues.queue import MAX_RECEIVES

Take = Callable[[Any], dict[str, Any]]
DEDUPLICATION_SECONDS = 300
VISIBILITY_SECONDS = 360
# What is none of #x9 #xA #xD #x20-#xD7FF #xE000-#xFFFD #x10000-#x10FFFF (SendMessage, "MessageBody"), and 1 MiB.
REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LARGEST = 1024 * 1024
CLOCK_TICK = 1e-5  # a clock that was moved to a message's time may be some microseconds before it


@dataclass(eq=False)
class Waiting:
    """A message and when it may be received; one is itself only, so that it is found among thousands at once."""

    id: str
    text: str
    due: float
    group: str = ""
    receives: int = 0


@dataclass
class RememberingQueue:
    """`texts` is everything that was ever accepted, `dead_letters` what was received too often."""

    clock: Clock
    texts: list[str] = field(default_factory=list)
    dead_letters: list[str] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    _waiting: list[Waiting] = field(default_factory=list)
    _accepted_at: dict[str, float] = field(default_factory=dict)
    _sooner: dict[str, float] = field(default_factory=dict)
    _numbers: Any = field(default_factory=itertools.count)

    def put(self, text: str, *, delay: float = 0, group: str = "", once: str = "") -> None:
        if self.faults:
            raise self.faults.pop(0)
        if REFUSED.search(text):
            raise AwsError("InvalidMessageContents", "The message contains characters outside the allowed set.")
        if not 1 <= len(text.encode()) <= LARGEST:
            raise AwsError("InvalidParameterValue", f"A message has 1 to {LARGEST} bytes.")
        now = self.clock().timestamp()
        if once and now - self._accepted_at.get(once, float("-inf")) < DEDUPLICATION_SECONDS:
            return
        self._accepted_at[once] = now
        self.texts.append(text)
        self._waiting.append(Waiting(f"message-{next(self._numbers)}", text, now + min(delay, 900), group))

    def put_each(self, messages: Sequence[tuple[str, float]]) -> None:
        for text, delay in messages:
            self.put(text, delay=delay)

    def deliver(self, take: Take, batch: int = 10) -> int:
        """Deliver what is due until nothing is, as Lambda's event source mapping does; returns how many messages."""
        delivered = 0
        while due := self._due()[:batch]:
            for message in due:
                message.receives += 1
            answer = take({"Records": [_record(message) for message in due]})
            failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
            for message in due:
                self._settle(message, message.id in failed)
            delivered += len(due)
        return delivered

    def deliver_at_once(self, take: Take) -> None:
        """Deliver everything at the same instant, each message to a worker of its own, whatever its group.

        SQS keeps a group in order, but a job that waited comes beside the jobs of its group.
        """
        due = list(self._waiting)
        barrier = threading.Barrier(len(due))
        answers: dict[str, bool] = {}

        def work(message: Waiting) -> None:
            message.receives += 1
            barrier.wait()
            answers[message.id] = bool(take({"Records": [_record(message)]})["batchItemFailures"])

        threads = [threading.Thread(target=work, args=(message,)) for message in due]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for message in due:
            self._settle(message, answers[message.id])

    def retry_after(self, record: Mapping[str, Any], seconds: float) -> None:
        """As ChangeMessageVisibility: the message comes again after `seconds`."""
        self._sooner[record["messageId"]] = seconds

    @property
    def waiting(self) -> list[str]:
        """The texts that are on the queue now."""
        return [message.text for message in self._waiting]

    def next_due(self) -> float | None:
        """Epoch seconds of the earliest message, or None when the queue is empty."""
        return min((self._receivable_at(message) for message in self._waiting), default=None)

    def _due(self) -> list[Waiting]:
        now = self.clock().timestamp() + CLOCK_TICK
        return [message for message in self._waiting if self._receivable_at(message) <= now]

    def _receivable_at(self, message: Waiting) -> float:
        """When it is due, and in a FIFO group not before those that were put before it."""
        if not message.group:
            return message.due
        before = self._waiting[: self._waiting.index(message)]
        return max([message.due, *(other.due for other in before if other.group and other.group == message.group)])

    def _settle(self, message: Waiting, failed: bool) -> None:
        if not failed:
            self._waiting.remove(message)
        elif message.receives >= MAX_RECEIVES:
            self._waiting.remove(message)
            self.dead_letters.append(message.text)
        else:
            message.due = self.clock().timestamp() + self._sooner.pop(message.id, VISIBILITY_SECONDS)


def _record(message: Waiting) -> dict[str, Any]:
    attributes = {"ApproximateReceiveCount": str(message.receives)}
    if message.group:
        attributes["MessageGroupId"] = message.group
    return {
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:queue",
        "messageId": message.id,
        "receiptHandle": message.id,
        "body": message.text,
        "attributes": attributes,
    }
