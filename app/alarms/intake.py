"""λ alarms' batches: each record is shown, put off, or left for SQS; one bad record never stops others."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.alarms.processor import AlarmProcessor
from app.alarms.read import sources  # noqa: F401 - so that no record waits for it
from app.alarms.read.envelopes import Record, came_from_queue, queue_body, records
from app.base.deadline import SecondsLeft, earlier, ending, no_deadline
from app.base.errors import BellhopError, Later
from app.base.logs import about
from app.base.metrics import Metric
from app.base.values import dataclass
from app.queues.backoff import is_last_try, wait_of
from app.queues.queue import (
    ALL_ENDS,
    PUTTING_BACK_ENDS,
    WORK_ENDS,
    Queue,
    RetryAfter,
    failures,
)
from app.store.put_off import PutOff

# A call without a message, to build the function before it is needed.
EMPTY_BATCH: dict[str, Any] = {"Records": []}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Intake:
    """Takes any event; `queue` is the alarms queue, where records wait for Slack, for 14 days.

    Waiting is a new message with a delay, not another receive: SQS moves a message to the dead letters after at most
    1,000 receives. A new one also starts its 14 days again, so the record counts its tries
    (docs/decisions/waiting-for-slack.md).
    """

    processor: AlarmProcessor
    queue: Queue | None
    retry_after: RetryAfter

    def take(self, event: Any, request_id: str = "", seconds_left: SecondsLeft = no_deadline) -> dict[str, Any]:
        """Handle the event of a request; the answer names the messages to deliver again (ReportBatchItemFailures)."""
        if event == EMPTY_BATCH:
            return failures([], self.retry_after)
        with ending(earlier(seconds_left, PUTTING_BACK_ENDS)):
            if self.queue is not None and not came_from_queue(event):
                # The queue keeps it when Slack is down; CloudWatch and SNS would only try the function twice more.
                for record in records(event, request_id):
                    self.queue.put(queue_body(record))
                return failures([], self.retry_after)
            again, waits = self._taken(event, request_id, seconds_left)
        with ending(earlier(seconds_left, ALL_ENDS)):
            return failures(again, self.retry_after, waits)

    def _taken(self, event: Any, request_id: str, seconds_left: SecondsLeft) -> tuple[list[Any], dict[str, float]]:
        """The messages to deliver again, and for some of them after how many seconds."""
        receipts, waits = set(), dict[str, float]()
        found = records(event, request_id)
        with about(request=request_id):
            with ending(earlier(seconds_left, WORK_ENDS)):
                results = self.processor.process(found, no_deadline if self.queue is None else seconds_left)
            for result in results:
                with about(record=result.record.id):
                    if result.error and not self._is_kept(result.record, result.error, waits):
                        receipts.add(result.record.receipt)
        return [item for item in event["Records"] if item["messageId"] in receipts] if receipts else [], waits

    def _is_kept(self, record: Record, error: Exception, waits: dict[str, float]) -> bool:
        """Whether a record that met an error is on the queue again; raises if no queue would repeat it."""
        if isinstance(error, Later):
            if self.queue is None:
                raise error
            return self._is_put_off(record, error, self.queue, waits)
        # The last resort: SQS keeps the message, and finally the dead-letter queue does.
        logger.error("alarm record failed", exc_info=error, extra={"metrics": {Metric.FAILURES: 1}})
        if not record.receipt:
            raise error
        return False

    def _is_put_off(self, record: Record, error: Later, queue: Queue, waits: dict[str, float]) -> bool:
        again = replace(record, attempt=record.attempt + 1)
        wait = wait_of(error, again.attempt)
        if is_last_try(again.attempt):
            given_up = {"why": str(error), "attempt": again.attempt, "metrics": {Metric.FAILURES: 1}}
            logger.error("alarm given up", extra=given_up)
            waits[record.receipt] = wait
            return False
        clock, table = self.processor.clock, self.processor.incidents.table
        due = clock() + timedelta(seconds=wait)
        if PutOff(table, clock).another_waits(f"record#{record.id}", record.receipt, due, error):
            return True
        facts = {"why": str(error), "wait": wait, "metrics": {Metric.PUT_OFF: 1}}
        logger.warning("alarm put off", extra=facts)
        try:
            queue.put(queue_body(again), delay=wait)
        except BellhopError as refused:
            logger.warning("alarm left to SQS", extra={"why": str(refused)})
            return False
        return True
