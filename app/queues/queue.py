"""The interface to the queues, one call wide; app/aws/sqs.py is the real one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from app.base.errors import BellhopError
from app.queues.backoff import backoff

logger = logging.getLogger(__name__)

# As in infrastructure/queues.yml (checked by tests/house): a message that was received this often and fails again goes
# to the dead-letter queue at its next receive.
MAX_RECEIVES = 5
# How many receives a waiting job keeps its place in its FIFO group for. Each uses up a receive, and bugs need some too;
# after that it goes to the watch queue, and others may overtake it.
RECEIVES_IN_PLACE = MAX_RECEIVES - 3

# If a function is stopped midway, all of its batch comes back with a receive used up: while Slack or DynamoDB hangs,
# messages would become dead letters without ever being tried. So nothing goes on until the function's end: the work
# ends so many seconds before it, then putting back what is not done, then telling SQS when it may come again.
WORK_ENDS, PUTTING_BACK_ENDS, ALL_ENDS = 12.0, 4.0, 1.5
# What there is no time for is put off without being begun, all but the first.
ENOUGH_SECONDS = 20.0

# Lets a record of Lambda's SQS event be received again after this many seconds.
RetryAfter = Callable[[Mapping[str, Any], float], None]


NO_WAITS: Mapping[str, float] = {}


class Queue(Protocol):
    def put(self, text: str, *, delay: float = 0, group: str = "", once: str = "") -> None:
        """Put `text` on the queue.

        delay  seconds until it may be received (at most 900); standard queues only
        group  MessageGroupId of a FIFO queue: one after the other within a group
        once   MessageDeduplicationId of a FIFO queue: the same again within 5 minutes is dropped
        """

    def put_each(self, messages: Sequence[tuple[str, float]]) -> None:
        """As `put` for each text with its delay, in one call for ten; if one is refused, others may be there."""


def failures(
    records: Sequence[Mapping[str, Any]], retry_after: RetryAfter, waits: Mapping[str, float] = NO_WAITS
) -> dict[str, Any]:
    """Lambda's answer that names the records to deliver again (ReportBatchItemFailures).

    Their visibility timeout is six times the function's timeout. Somebody is waiting, so they come back sooner: after
    the seconds that `waits` has for their message id, else after a time that grows with their receives.
    """
    for record in records:
        try:
            wait = waits.get(record["messageId"], backoff(receives(record)))
            retry_after(record, 0 if is_last_receive(record) else wait)
        except BellhopError as error:
            logger.warning("comes back only after its visibility time", extra={"why": str(error)})
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in records]}


def is_last_receive(record: Mapping[str, Any]) -> bool:
    return receives(record) >= MAX_RECEIVES


def receives(record: Mapping[str, Any]) -> int:
    return int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))


def group_of(record: Mapping[str, Any]) -> str:
    """The group of a FIFO queue's record; empty for other queues."""
    return str(record.get("attributes", {}).get("MessageGroupId", ""))
