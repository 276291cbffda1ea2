"""λ alarms' batches: each record shown, put off, or left for SQS to repeat; one bad record never stops the others."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.alarms.processor import AlarmDesk
from app.alarms.read.envelopes import Record, came_from_queue, queue_body, records
from app.base.errors import BellhopError, Later
from app.base.logs import about
from app.base.metrics import Metric
from app.queues.queue import ENOUGH_SECONDS, NO_TIME, Queue, RetryAfter, SecondsLeft, failures, no_deadline, wait_of

# What wakes the function without a message, to build it before it is needed.
EMPTY_BATCH: dict[str, Any] = {"Records": []}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Intake:
    """Takes any event; `queue` is the alarms queue, where what must wait for Slack waits, however long.

    Waiting is a fresh message with a delay, not a receive more: SQS moves a message to the dead letters after at most
    1,000 receives, and a fresh one also starts its 14 days anew (docs/decisions/waiting-for-slack.md).
    """

    desk: AlarmDesk
    queue: Queue | None
    retry_after: RetryAfter

    def take(self, event: Any, request_id: str = "", seconds_left: SecondsLeft = no_deadline) -> dict[str, Any]:
        """Handle the event of a request; the answer names the messages to deliver again (ReportBatchItemFailures)."""
        if event == EMPTY_BATCH:
            return failures([], self.retry_after)
        if self.queue is not None and not came_from_queue(event):
            # The queue is what keeps it when Slack is down; CloudWatch and SNS would try a function twice more.
            for record in records(event, request_id):
                self.queue.put(queue_body(record))
            return failures([], self.retry_after)
        receipts = set()
        found = records(event, request_id)
        with about(request=request_id):
            gathered = self._gathered(found)
        for position, record in enumerate(each for each in found if each.id not in gathered):
            is_in_time = position == 0 or self.queue is None or seconds_left() >= ENOUGH_SECONDS
            with about(record=record.id, request=request_id):
                if not self._done(record, is_in_time):
                    receipts.add(record.receipt)
        again = [item for item in event["Records"] if item["messageId"] in receipts] if receipts else []
        return failures(again, self.retry_after)

    def _gathered(self, found: Sequence[Record]) -> set[str]:
        """What a storm's digest took in; trouble with that is trouble of each record, one by one."""
        try:
            return self.desk.handle_together(found)
        except BellhopError as trouble:
            logger.warning("batch not gathered", extra={"why": str(trouble)})
        except Exception:  # as below: whatever it is, the records are still there
            logger.exception("batch not gathered")
        return set()

    def _done(self, record: Record, is_in_time: bool) -> bool:
        """Whether the record is finished with; raises where no queue would repeat it."""
        try:
            if not is_in_time:
                raise Later(NO_TIME)
            self.desk.handle(record)
            return True
        except Later as trouble:
            if self.queue is None:
                raise
            return self._is_put_off(record, trouble, self.queue)
        except Exception:  # the last edge: SQS keeps the message, and at last the dead-letter queue does
            logger.exception("alarm record failed", extra={"metrics": {Metric.FAILURES: 1}})
            if not record.receipt:
                raise
            return False

    def _is_put_off(self, record: Record, trouble: Later, queue: Queue) -> bool:
        again = replace(record, attempt=record.attempt + 1)
        wait = wait_of(trouble, again.attempt)
        facts = {"why": str(trouble), "wait": wait, "metrics": {Metric.PUT_OFF: 1}}
        logger.warning("alarm put off", extra=facts)
        try:
            queue.put(queue_body(again), delay=wait)
        except BellhopError as refused:
            logger.warning("alarm left to SQS", extra={"why": str(refused)})
            return False
        return True
