"""Storms in real time: alarms come at a pace, as batches of a second; timers are carried out when they are due."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.events import alarm, batch
from benchmarks.measures import Plan, started
from benchmarks.peers import Code
from benchmarks.process import Process
from benchmarks.world import World

CHANNEL = "C0ALARMS"
COUNTED = re.compile(r"storm: ([0-9,]+) alarms?")
MOST, WINDOW = 100, 1.0  # batchSize and maximumBatchingWindow in serverless.yml
PATIENCE = 60.0


@dataclass(frozen=True)
class Storm:
    """Seconds from the first alarm to the first message, and from the last alarm until all are visible; peaks in MB."""

    count: int
    seconds: float
    first: float
    all: float
    lost: int
    calls: Counter[str]
    peaks: tuple[float, float]


def storm(world: World, code: Code, count: int, seconds: float) -> Storm:
    world.forget()
    before = len(world.slack.messages(CHANNEL))
    with (
        started(world, code, Plan("handlers.alarms", dict, is_ours=True)) as alarms,
        started(world, code, Plan("handlers.worker", dict, is_ours=True)) as worker,
        world.calls_of(None) as (_, calls),
        _timers(world, worker) as worker_peak,
    ):
        began, epoch = time.monotonic(), time.time()
        alarms_peak = _rung(alarms, count, seconds, began)
        last = time.monotonic()
        while _counted(world, before) < count and time.monotonic() < last + PATIENCE:
            time.sleep(0.1)
        seen = time.monotonic() - last
    first = min(float(message["ts"]) for message in world.slack.messages(CHANNEL)[before:]) - epoch
    lost = count - _counted(world, before)
    return Storm(count, seconds, first, seen, lost, calls, (alarms_peak / 1024, worker_peak[0] / 1024))


def _rung(alarms: Process, count: int, seconds: float, began: float) -> int:
    """Each batch is what has come meanwhile: after a second, or as soon as there are a hundred."""
    done, peak = 0, 0
    while done < count:
        since = time.monotonic()
        while (ready := _come(count, seconds, began) - done) < MOST and time.monotonic() < since + WINDOW:
            if done + ready == count:
                break
            time.sleep(0.01)
        names = range(done, done + min(ready, MOST))
        answer = alarms.invoke(batch([alarm(f"storm-{count}-{each}", seconds_ago=0) for each in names], "alarms"))
        assert answer.answer == {"batchItemFailures": []}, answer.answer
        done, peak = done + len(names), answer.peak
    return peak


def _come(count: int, seconds: float, began: float) -> int:
    return min(count, int(count * (time.monotonic() - began) / seconds) + 1)


def _counted(world: World, before: int) -> int:
    """How many alarms the digest says there are."""
    texts = [str(message["text"]) for message in world.slack.messages(CHANNEL)[before:]]
    found = [match[1] for text in texts if (match := COUNTED.search(text))]
    return int(found[-1].replace(",", "")) if found else 0


@contextmanager
def _timers(world: World, worker: Process) -> Iterator[list[int]]:
    """λ worker's watch queue, emptied on a thread of its own; its peak memory."""
    over, peak, sqs, url = threading.Event(), [0], world.client("sqs"), world.queues["watch"]

    def carry_out() -> None:
        while not over.is_set():
            found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
            if found:
                peak[0] = worker.invoke(batch([each["Body"] for each in found], "watch")).peak
            for each in found:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
            over.wait(0 if found else 0.05)

    thread = threading.Thread(target=carry_out, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()
