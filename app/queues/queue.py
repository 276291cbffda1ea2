"""The interface to the queues, one call wide; app/aws/sqs.py is the real one."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from app.base.errors import BellhopError, Later

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

# So long SQS keeps a message (MessageRetentionPeriod in infrastructure/queues.yml; tests/house holds them together).
KEPT_SECONDS = 14 * 86400

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


def backoff(attempt: int) -> float:
    """Seconds to wait before try number `attempt` + 1: 2, 4, 8 ... up to 15 minutes, SQS's longest delay."""
    return float(min(900, 2 ** min(attempt, 10)))


def wait_of(error: Later, tries: int) -> float:
    """Seconds to wait after try number `tries` hit a transient error: as long as it says, and longer each time."""
    return max(error.wait, backoff(tries))


# As many tries as wait that long. What is put off is a fresh message each time, whose 14 days begin again, and Lambda
# does not end the chain either (docs/decisions/loops.md).
_WAITED = itertools.accumulate(backoff(tries) for tries in itertools.count(1))
MOST_TRIES = next(tries for tries, waited in enumerate(_WAITED, start=1) if waited >= KEPT_SECONDS)


def is_last_try(tries: int) -> bool:
    """Whether what met a transient error at try number `tries` has waited long enough, and is not put off again.

    SQS gets it back as failed, each time for as long as it would have been put off, and moves it to the dead letters.
    `make replay` brings it back for five such tries, an hour in all: Slack may be busy with what else was brought back.
    """
    return tries >= MOST_TRIES


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
