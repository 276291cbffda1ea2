"""λ worker's batches: jobs and timers from the FIFO and the watch queue, each done, put off, or left to SQS."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from app.base.clock import Clock
from app.base.deadline import NO_TIME, SecondsLeft, earlier, ending, no_deadline, sooner
from app.base.errors import BellhopError, Later, Refused, Untold
from app.base.logs import about
from app.base.metrics import Metric, milliseconds
from app.base.values import dataclass
from app.listeners.job import Job, from_text, to_text
from app.queues.backoff import is_last_try, wait_of
from app.queues.queue import (
    ALL_ENDS,
    ENOUGH_SECONDS,
    PUTTING_BACK_ENDS,
    RECEIVES_IN_PLACE,
    WORK_ENDS,
    Queue,
    RetryAfter,
    failures,
    group_of,
    is_last_receive,
    receives,
)
from app.queues.timers import Timekeeper, Timer, timer_in
from app.store.put_off import PutOff

# A timer that fired earlier than this would find that its time has not come, and be gone.
EARLY = timedelta(milliseconds=1)
# What a timer isn't allowed to do, such as in an account whose role is taken away, people can allow again.
REFUSED_WAIT = 60.0

logger = logging.getLogger(__name__)


class Performer(Protocol):
    """What carries out a job (app/runtime/run.py)."""

    def do(self, job: Job) -> None: ...

    def tell_of_failure(self, job: Job, gave_up: Later | None = None) -> None: ...


@dataclass(frozen=True)
class Worker:
    """Takes SQS events; `watch` is the delayed queue for what has to wait longer, for 14 days.

    `run_timer` does what a timer is for.
    """

    performer: Performer
    run_timer: Callable[[Timer], None]
    watch: Queue
    retry_after: RetryAfter
    clock: Clock
    waiting: PutOff

    def take(
        self, event: Mapping[str, Any], request_id: str = "", seconds_left: SecondsLeft = no_deadline
    ) -> dict[str, Any]:
        """Process a batch; the answer names the messages that SQS has to deliver again (ReportBatchItemFailures)."""
        with ending(earlier(seconds_left, PUTTING_BACK_ENDS)):
            failed, waits = self._taken_all(event.get("Records", []), request_id, seconds_left)
        with ending(earlier(seconds_left, ALL_ENDS)):
            return failures(failed, self.retry_after, waits)

    def _taken_all(
        self, messages: Sequence[Mapping[str, Any]], request_id: str, seconds_left: SecondsLeft
    ) -> tuple[list[Mapping[str, Any]], dict[str, float]]:
        """The messages to deliver again, and for some of them after how many seconds."""
        failed: list[Mapping[str, Any]] = []
        waits: dict[str, float] = {}
        blocked: set[str] = set()
        for position, message in enumerate(messages):
            is_in_time = position == 0 or seconds_left() >= ENOUGH_SECONDS
            group = group_of(message)
            # After a failure the rest of its group must come again too, or it would overtake. But a message on its last
            # receive doesn't come again, and must not take the rest with it to the dead letters.
            if group in blocked or not self._taken(message, request_id, is_in_time, waits):
                failed.append(message)
                if group and not is_last_receive(message):
                    blocked.add(group)
        return failed, waits

    def _taken(self, message: Mapping[str, Any], request_id: str, is_in_time: bool, waits: dict[str, float]) -> bool:
        """Whether the message is finished; False lets SQS deliver it again, and finally move it to the dead letters."""
        timer = _timer(message)
        if timer:
            return self._fired(message, timer, is_in_time, waits)
        return self._done(message, request_id, is_in_time, waits)

    def _fired(self, message: Mapping[str, Any], timer: Timer, is_in_time: bool, waits: dict[str, float]) -> bool:
        """As `_taken`, for a timer."""
        facts = {"timer": timer.name, "key": timer.key, "attempt": timer.attempt}
        try:
            if timer.due - self.clock() > EARLY:
                Timekeeper(self.watch, self.clock).set(timer)
                return True
            if not is_in_time:
                raise Later(NO_TIME)
            with about(timer=timer.name, key=timer.key), ending(sooner(WORK_ENDS - PUTTING_BACK_ENDS)):
                self.run_timer(timer)
            logger.info("timer fired", extra=facts)
        except Later as error:
            return self._runs_again_later(message, timer, error, waits)
        except Refused as refused:
            return self._runs_again_later(message, timer, Later(str(refused), REFUSED_WAIT), waits)
        except Exception:  # the last resort: SQS keeps the message, and finally the dead-letter queue does
            logger.exception("timer failed", extra={**facts, "metrics": {Metric.FAILURES: 1}})
            return False
        return True

    def _runs_again_later(
        self, message: Mapping[str, Any], timer: Timer, error: Later, waits: dict[str, float]
    ) -> bool:
        """Whether it is set again; else SQS has it back."""
        tries = timer.attempt + 1
        wait = wait_of(error, tries)
        facts = {"timer": timer.name, "key": timer.key, "attempt": tries, "why": str(error)}
        if is_last_try(tries):
            logger.error("timer given up", extra={**facts, "metrics": {Metric.FAILURES: 1}})
            waits[message["messageId"]] = wait
            return False
        # Never before it was due: one that fires too soon finds nothing to do, and then it is gone.
        due = max(timer.due, self.clock() + timedelta(seconds=wait))
        if self.waiting.another_waits(f"{timer.name}#{timer.key}", message["messageId"], due, error):
            return True
        logger.warning("timer put off", extra={**facts, "wait": wait, "metrics": {Metric.PUT_OFF: 1}})
        try:
            Timekeeper(self.watch, self.clock).set(replace(timer, due=due, attempt=tries))
        except BellhopError as refused:
            logger.warning("timer left to SQS", extra={"timer": timer.name, "why": str(refused)})
            return False
        return True

    def _done(self, message: Mapping[str, Any], request_id: str, is_in_time: bool, waits: dict[str, float]) -> bool:
        """As `_taken`, for a job."""
        job: Job | None = None
        try:
            due, job = _read(message["body"])
            job = replace(job, request_id=request_id)
            left = due - self.clock().timestamp()
            if left > 1:
                self._put_off(job, left)
            elif not is_in_time:
                raise Later(NO_TIME)
            else:
                with about(job=job.id, request=request_id), ending(sooner(WORK_ENDS - PUTTING_BACK_ENDS)):
                    self.performer.do(job)
                took = milliseconds(job.asked_at, self.clock())
                metrics = {Metric.COMMANDS: 1, Metric.COMMAND_TIME: took}
                logger.info("job done", extra={**_facts(job), "metrics": metrics})
            return True
        except Later as error:
            assert job is not None  # only carrying out a job raises Later
            return self._is_put_off(message, job, error, waits)
        except Exception:  # the last resort: SQS keeps the message, and people are told
            logger.exception("job failed", extra={**_facts(job), "metrics": {Metric.FAILURES: 1}})
            if job is not None and is_last_receive(message):
                self._tell_of_failure(job)
            return False

    def _is_put_off(self, message: Mapping[str, Any], job: Job, error: Later, waits: dict[str, float]) -> bool:
        """Whether the job waits on the watch queue; else it stays where it is, for as long as `waits` says."""
        tried = replace(job, attempt=job.attempt + (receives(message) if group_of(message) else 1))
        wait = wait_of(error, tried.attempt)
        if is_last_try(tried.attempt):
            given_up = {"why": str(error), "metrics": {Metric.FAILURES: 1}}
            logger.error("job given up", extra={**_facts(tried), **given_up})
            waits[message["messageId"]] = wait
            if is_last_receive(message):
                self._tell_of_failure(job, error)
            return False
        waiting = {"why": str(error), "wait": wait, "metrics": {Metric.PUT_OFF: 1}}
        if _keeps_its_place(message, job, error):
            logger.warning("job put off", extra={**_facts(tried), **waiting})
            waits[message["messageId"]] = wait
            return False
        due = self.clock() + timedelta(seconds=wait)
        if self.waiting.another_waits(f"job#{job.id}", message["messageId"], due, error):
            return True
        logger.warning("job put off", extra={**_facts(tried), **waiting})
        try:
            self._put_off(tried, wait)
        except BellhopError as refused:
            logger.warning("job left to SQS", extra={**_facts(tried), "why": str(refused)})
            return False
        return True

    def _put_off(self, job: Job, seconds: float) -> None:
        """Send it to the watch queue; a due time beyond SQS's 900 s is reached in hops."""
        due = self.clock().timestamp() + seconds
        self.watch.put(json.dumps({"due": due, "job": to_text(job)}), delay=seconds)

    def _tell_of_failure(self, job: Job, gave_up: Later | None = None) -> None:
        try:
            self.performer.tell_of_failure(job, gave_up)
        except Exception:  # telling people is optional; the message must reach the dead-letter queue anyway
            logger.exception("could not tell of a failure", extra=_facts(job))


def _keeps_its_place(message: Mapping[str, Any], job: Job, error: Later) -> bool:
    """Whether jobs behind it in its group wait too: only if it has yet to act, and not for long."""
    is_to_act = bool(job.topic) and not isinstance(error, Untold)
    return is_to_act and bool(group_of(message)) and receives(message) <= RECEIVES_IN_PLACE


def _timer(message: Mapping[str, Any]) -> Timer | None:
    """None for what is no timer, and perhaps nothing that anybody can read."""
    try:
        return timer_in(json.loads(message["body"]))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError):
        return None


def _read(text: str) -> tuple[float, Job]:
    """When a message is due (epoch seconds, 0 for now) and its job."""
    data = json.loads(text)
    return (float(data["due"]), from_text(data["job"])) if "due" in data else (0.0, from_text(text))


def _facts(job: Job | None) -> dict[str, Any]:
    """What a log may contain of a job: no body, no token, no response URL."""
    if job is None:
        return {}
    facts = {"job": job.id, "function": job.function, "topic": job.topic, "attempt": job.attempt}
    return {**facts, "request": job.request_id}
