"""A share of a CPU, as Lambda gives it: a process is stopped and goes on again (SIGSTOP, SIGCONT)."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PERIOD = 0.02  # seconds, in which Lambda hands out CPU too
LOOKS = 0.0005
FULL_MB = 1769  # so much memory has one vCPU, says Lambda's documentation


def share_of(memory: int) -> float:
    """The part of a vCPU that a function of so many MB gets."""
    return memory / FULL_MB


@contextmanager
def throttled(pid: int, share: float) -> Iterator[None]:
    """In each period the process runs until it has used up its share; what was too much, it has less in the next."""
    over = threading.Event()
    thread = threading.Thread(target=_throttle, args=(pid, share, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        os.kill(pid, signal.SIGCONT)


def _throttle(pid: int, share: float, over: threading.Event) -> None:
    allowed = _cpu(pid)
    while not over.is_set():
        ends = time.monotonic() + PERIOD
        allowed = max(allowed, _cpu(pid) - share * PERIOD) + share * PERIOD
        while (left := ends - time.monotonic()) > 0 and not over.is_set():
            if _cpu(pid) >= allowed:
                os.kill(pid, signal.SIGSTOP)
                over.wait(left)
                os.kill(pid, signal.SIGCONT)
            else:
                time.sleep(LOOKS)


def _cpu(pid: int) -> float:
    """Seconds of CPU of all threads of the process; each process has a clock of its own (clock_getcpuclockid)."""
    return time.clock_gettime((~pid << 3) | 2)
