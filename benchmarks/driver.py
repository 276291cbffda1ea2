"""Runs inside the process that is measured, with nothing but the standard library: a handler, event after event.

A line in is an event, a line out what came of it. Under valgrind everything takes a hundred times as long, and every
limit on time would be met; with BENCH_SLOW=100 the process believes that time goes by so much more slowly.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any  # not loaded here: it would be missing in the count of whoever needs it

SLOW = float(os.environ.get("BENCH_SLOW", "1"))
LONGEST = 1e6  # seconds, as far as the system's calls take them
lines = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what a handler prints is no answer


def say(text: str) -> None:
    lines.write(text + "\n")
    lines.flush()


def wait() -> str:
    return sys.stdin.readline()


def slow_down() -> None:
    import socket
    import threading
    import time

    monotonic, clock, began = time.monotonic, time.time, time.time()
    settimeout, wait_for = socket.socket.settimeout, threading.Event.wait
    time.monotonic = lambda: monotonic() / SLOW
    time.time = lambda: began + (clock() - began) / SLOW  # how long ago; what time it is, `datetime` says

    def longer(self: Any, seconds: float | None) -> None:
        settimeout(self, seconds and min(seconds * SLOW, LONGEST))

    def wait_longer(self: Any, timeout: float | None = None) -> bool:
        return wait_for(self, timeout and min(timeout * SLOW, LONGEST))

    setattr(socket.socket, "settimeout", longer)  # noqa: B010 - the type checker refuses it otherwise
    setattr(threading.Event, "wait", wait_longer)  # noqa: B010


def peak() -> int:
    """KB; the system's own count of it, unlike that of getrusage, begins with the program."""
    with open("/proc/self/status") as status:  # noqa: PTH123 - pathlib would be loaded for it
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


class Context:
    function_name = "bellhop-bench"
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:bellhop-bench"
    aws_request_id = "request-1"

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


def main() -> None:
    if SLOW > 1:
        slow_down()
    say("started")
    wait()
    from importlib import import_module

    handler = import_module(sys.argv[1]).handler
    say("built")
    wait()
    import json
    import time

    say("ready")
    while line := wait():
        event = json.loads(line)
        cpu, wall = time.process_time(), time.perf_counter()
        answer = handler(event, Context())
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        say(json.dumps({"answer": answer, "cpu": cpu, "wall": wall, "peak": peak()}))


main()
