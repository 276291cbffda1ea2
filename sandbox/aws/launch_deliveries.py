"""Queues that deliver as SQS may: messages more than once, in another order than they came in, and again at once.

A queue's tags ask for it, set and removed by SQS's own TagQueue and UntagQueue. On standard queues `sandbox:twice` = N
delivers each Nth message a second time, within seconds of the first and perhaps while that is being worked on;
`sandbox:disorder` mixes what waits. On any queue `sandbox:again` gives back once what is being worked on, without the
visibility timeout and the receive that it cost: for when those who had it are dead.

Groups of a FIFO queue are worked on beside each other, as "Using Lambda with Amazon SQS" (Lambda Developer Guide) has
it; ministack would work on one message at a time.

Loaded by its path into ministack's process: nothing of the sandbox can be imported here.
"""

import random
import time
from typing import Any

TWICE, DISORDER, AGAIN = "sandbox:twice", "sandbox:disorder", "sandbox:again"
COPY = "sandbox-copy"
SECOND_WITHIN_SECONDS = 3.0


def install() -> None:
    """Change what ministack's SQS gives to whoever receives, Lambda's event sources included."""
    from ministack.services import lambda_svc, sqs  # type: ignore[import-not-found]

    collect, at_once = sqs._collect_msgs, lambda_svc._sqs_esm_concurrency
    delivered: dict[int, int] = {}

    def collected(queue: dict[str, Any], most: int, hidden_seconds: int) -> list[dict[str, Any]]:
        if (queue.get("tags") or {}).pop(AGAIN, None):
            _give_back(queue)
        tags = {} if queue["is_fifo"] else queue.get("tags") or {}
        if DISORDER in tags:
            random.shuffle(queue["messages"])
        found: list[dict[str, Any]] = collect(queue, most, hidden_seconds)
        for message in found if tags.get(TWICE) else ():
            count = delivered[id(queue)] = delivered.get(id(queue), 0) + 1
            if count % int(tags[TWICE]) == 0 and COPY not in message:
                queue["messages"].append(_copy(message))
        return found

    def groups_at_once(mapping: dict[str, Any], function: Any, config: Any, queue: Any = None) -> Any:
        """It is serial because its batches may have several groups; a batch of one message has one."""
        return at_once(mapping, function, config, None if mapping.get("BatchSize") == 1 else queue)

    sqs._collect_msgs, lambda_svc._sqs_esm_concurrency = collected, groups_at_once


def _give_back(queue: dict[str, Any]) -> None:
    """As if they had not been received: whoever asks for it kills far more often than a message can come again."""
    now = time.time()
    for message in queue["messages"]:
        if message["receive_count"] and message["visible_at"] > now:
            message["visible_at"] = now
            message["receive_count"] -= 1


def _copy(message: dict[str, Any]) -> dict[str, Any]:
    """As SQS keeps copies on several servers: one that was away did not hear that the message was received."""
    again = time.time() + random.uniform(0, SECOND_WITHIN_SECONDS)
    return {**message, "receipt_handle": None, "visible_at": again, COPY: True}
