"""The seam to the queues, one call wide; app/aws/sqs.py is the real one."""

from __future__ import annotations

from typing import Protocol


class Queue(Protocol):
    def put(self, text: str, *, delay: float = 0, group: str = "", once: str = "") -> None:
        """Put `text` on the queue.

        delay  seconds until it may be received (at most 900); standard queues only
        group  MessageGroupId of a FIFO queue: one after the other within a group
        once   MessageDeduplicationId of a FIFO queue: the same again within 5 minutes is dropped
        """


def backoff(attempt: int) -> float:
    """Seconds to wait before try number `attempt` + 1: 2, 4, 8 ... and 15 minutes at most, as SQS can delay."""
    return float(min(900, 2 ** min(attempt, 10)))
