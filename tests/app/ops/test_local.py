"""Queues on a desk: threads and timers instead of SQS, and real queues polled."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.aws.sqs import SqsQueue
from app.base.errors import Later
from app.ops import local
from app.ops.local import ThreadQueue, poll
from app.queues.queue import is_last_receive
from tests.patience import PATIENCE


@dataclass
class Taker:
    """Remembers the records it took; each is also a step for `wait_for`."""

    records: list[Mapping[str, Any]] = field(default_factory=list)
    failed: tuple[str, ...] = ()
    faults: list[Exception] = field(default_factory=list)
    came: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def take(self, event: Mapping[str, Any]) -> dict[str, Any]:
        self.records += event["Records"]
        for _ in event["Records"]:
            self.came.release()
        if self.faults:
            raise self.faults.pop(0)
        return {"batchItemFailures": [{"itemIdentifier": name} for name in self.failed]}

    def wait_for(self, count: int) -> None:
        for _ in range(count):
            assert self.came.acquire(timeout=PATIENCE), "nothing came"


class FakeSqs(SqsQueue):
    """Gives the batches one after the other, then calls `at_end`; remembers what was deleted."""

    def __init__(self, batches: list[Any], at_end: Callable[[], None]) -> None:
        super().__init__("https://sqs/alarms")
        self.batches = batches
        self.at_end = at_end
        self.deleted: list[str] = []

    def receive(self, wait: int = 5) -> dict[str, Any]:
        if not self.batches:
            self.at_end()
            return {"Records": []}
        batch = self.batches.pop(0)
        if isinstance(batch, Exception):
            raise batch
        return {"Records": [{"messageId": name, "body": name} for name in batch]}

    def delete(self, records: list[dict[str, Any]]) -> None:
        self.deleted += [record["messageId"] for record in records]


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "PAUSE_AFTER_ERROR", 0.0)


def polled(batches: list[Any], taker: Taker) -> FakeSqs:
    """A queue with these batches, polled to its end."""
    stop = threading.Event()
    queue = FakeSqs(batches, at_end=stop.set)
    poll(queue, taker.take, stop).join(PATIENCE)
    return queue


def test_a_message_is_taken_on_a_thread_in_the_shape_of_lambdas_event() -> None:
    taker = Taker()
    ThreadQueue(taker.take).put("text", group="web", once="id-1")
    taker.wait_for(1)
    assert taker.records[0]["body"] == "text"
    assert taker.records[0]["messageId"]


def test_on_a_desk_nothing_comes_twice_so_a_failure_is_told_at_once() -> None:
    taker = Taker()
    ThreadQueue(taker.take).put("text")
    taker.wait_for(1)
    assert is_last_receive(taker.records[0])


def test_what_must_wait_waits_and_what_need_not_goes_before_it() -> None:
    taker = Taker()
    queue = ThreadQueue(taker.take)
    queue.put("in an hour", delay=3600)
    queue.put("now")
    taker.wait_for(1)
    queue.put("in a moment", delay=0.05)
    taker.wait_for(1)
    assert [record["body"] for record in taker.records] == ["now", "in a moment"]


def test_jobs_run_beside_each_other() -> None:
    both = threading.Barrier(2)

    def take(event: Mapping[str, Any]) -> dict[str, Any]:
        both.wait(PATIENCE)
        done.release()
        return {"batchItemFailures": []}

    done = threading.Semaphore(0)
    queue = ThreadQueue(take)
    queue.put("a")
    queue.put("b")
    assert done.acquire(timeout=PATIENCE)
    assert done.acquire(timeout=PATIENCE)


def test_jobs_of_one_group_run_one_after_the_other_in_their_order() -> None:
    first_may_end = threading.Event()
    taken: list[str] = []

    def take(event: Mapping[str, Any]) -> dict[str, Any]:
        text = event["Records"][0]["body"]
        if text == "first":
            assert first_may_end.wait(PATIENCE)
        taken.append(text)
        done.release()
        return {"batchItemFailures": []}

    done = threading.Semaphore(0)
    queue = ThreadQueue(take)
    for text, group in (("first", "web"), ("second", "web"), ("third", "web"), ("other", "worker")):
        queue.put(text, group=group)
    assert done.acquire(timeout=PATIENCE)
    assert taken == ["other"]
    first_may_end.set()
    for _ in range(3):
        assert done.acquire(timeout=PATIENCE)
    assert taken == ["other", "first", "second", "third"]


def test_a_job_that_fails_does_not_hold_up_its_group() -> None:
    taker = Taker(faults=[RuntimeError("a bug")])
    queue = ThreadQueue(taker.take)
    queue.put("bad", group="web")
    queue.put("good", group="web")
    taker.wait_for(2)
    assert [record["body"] for record in taker.records] == ["bad", "good"]


def test_polling_takes_each_batch_and_deletes_what_is_done() -> None:
    taker = Taker()
    queue = polled([["m1", "m2"], [], ["m3"]], taker)
    assert [record["messageId"] for record in taker.records] == ["m1", "m2", "m3"]
    assert queue.deleted == ["m1", "m2", "m3"]


def test_what_failed_stays_on_the_queue() -> None:
    assert polled([["m1", "m2"]], Taker(failed=("m1",))).deleted == ["m2"]


@pytest.mark.usefixtures("no_pause")
def test_polling_goes_on_after_an_error_at_aws() -> None:
    assert polled([Later("AWS did not answer."), ["m1"]], Taker()).deleted == ["m1"]


@pytest.mark.usefixtures("no_pause")
def test_polling_goes_on_after_a_bug() -> None:
    taker = Taker(faults=[RuntimeError("a bug")])
    assert polled([["m1"], ["m2"]], taker).deleted == ["m2"]
