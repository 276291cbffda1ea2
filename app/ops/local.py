"""Queues in memory: a job runs on a thread, delays are timers, and real queues are polled.

Messages go to the same `take` as on Lambda, in the shape of Lambda's SQS event.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import field
from typing import Any

from app.aws.sqs import SqsQueue
from app.base.errors import BellhopError
from app.base.values import dataclass
from app.queues.queue import MAX_RECEIVES

THREADS = 8
PAUSE_AFTER_ERROR = 5.0

logger = logging.getLogger(__name__)

Take = Callable[[Mapping[str, Any]], dict[str, Any]]


@dataclass
class ThreadQueue:
    """A `Queue` in memory. There is no second delivery, so each message comes as on its last receive."""

    take: Take | None = None
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "bellhop"))
    _lines: dict[str, deque[str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, text: str, *, delay: float = 0, group: str = "", once: str = "") -> None:
        if delay > 0:
            timer = threading.Timer(delay, self._deliver, [text])
            timer.daemon = True
            timer.start()
        elif group:
            self._line_up(group, text)
        else:
            self.threads.submit(self._deliver, text)

    def put_each(self, messages: Sequence[tuple[str, float]]) -> None:
        for text, delay in messages:
            self.put(text, delay=delay)

    def _line_up(self, group: str, text: str) -> None:
        with self._lock:
            line = self._lines.setdefault(group, deque())
            line.append(text)
            if len(line) == 1:
                self.threads.submit(self._serve, group)

    def _serve(self, group: str) -> None:
        """Deliver the first of a line, then the next: a group's jobs run one after the other."""
        try:
            self._deliver(self._lines[group][0])
        finally:
            with self._lock:
                self._lines[group].popleft()
                if self._lines[group]:
                    self.threads.submit(self._serve, group)
                else:
                    del self._lines[group]

    def _deliver(self, text: str) -> None:
        assert self.take is not None
        attributes = {"ApproximateReceiveCount": str(MAX_RECEIVES)}
        self.take({"Records": [{"messageId": uuid.uuid4().hex, "body": text, "attributes": attributes}]})


def no_second_delivery(record: Mapping[str, Any], seconds: float) -> None:
    """A `RetryAfter` for the queue in memory, which delivers once."""


def poll(queue: SqsQueue, take: Take, stop: threading.Event) -> threading.Thread:
    """Pass a queue's messages to `take` on a thread until `stop`; failed ones stay on the queue.

    Join the thread after `stop`: messages that were received but not taken stay invisible for the visibility timeout.
    """

    def run() -> None:
        while not stop.is_set():
            try:
                event = queue.receive()
                if event["Records"]:
                    again = {failure["itemIdentifier"] for failure in take(event)["batchItemFailures"]}
                    queue.delete([record for record in event["Records"] if record["messageId"] not in again])
            except BellhopError as error:
                logger.warning("queue not read", extra={"queue": queue.url, "why": str(error)})
                stop.wait(PAUSE_AFTER_ERROR)
            except Exception:  # the last resort: if the thread ended silently, nobody would hear of later alarms
                logger.exception("messages left on the queue", extra={"queue": queue.url})
                stop.wait(PAUSE_AFTER_ERROR)

    thread = threading.Thread(target=run, name="poll", daemon=True)
    thread.start()
    return thread
