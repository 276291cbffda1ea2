"""Faults on request: which calls to Slack fail next, and how."""

from dataclasses import dataclass
from typing import Any

KINDS = ("status", "ratelimited", "error", "timeout", "drop_after_work", "odd")
EVERY_METHOD = "*"
KEYS = {"method", "kind", "channel", "count", "status", "retry_after", "every", "error", "body"}


@dataclass
class Fault:
    """`count` calls of `method` (`*`: all, `response_url` included) fail as `kind` says; -1: until cleared.

    With `every` it is only each so-manieth of the calls that fit. `error` is the code that an `error` answers with.
    `odd` does the work and answers 200 with `body`, as a proxy's page or another version of Slack might; each of its
    characters is one byte, so it need not be UTF-8.
    """

    method: str
    kind: str
    channel: str = ""
    count: int = -1
    status: int = 500
    retry_after: int = 1
    every: int = 1
    error: str = ""
    body: str = ""
    passed: int = 0


def parse_fault(given: dict[str, Any]) -> Fault:
    """A fault from the JSON of `POST /control/faults`; a ValueError says in a sentence what does not fit."""
    if unknown := set(given) - KEYS:
        raise ValueError(f"unknown key {sorted(unknown)[0]!r}")
    if not given.get("method") or given.get("kind") not in KINDS:
        raise ValueError(f"a fault needs a method and a kind out of {', '.join(KINDS)}")
    numbers = {name: given[name] for name in ("count", "status", "retry_after", "every") if given.get(name) is not None}
    if not all(isinstance(value, int) for value in numbers.values()):
        raise ValueError("count, status, retry_after and every are whole numbers")
    if numbers.get("count", -1) == 0:
        raise ValueError("count is how many calls fail: 1 or more, or -1 for all until cleared")
    if numbers.get("every", 1) < 1:
        raise ValueError("every is 1 for all calls, 3 for each third one")
    error = str(given.get("error") or "")
    if (given["kind"] == "error") != bool(error):
        raise ValueError("a fault of the kind error names one of Slack's codes, such as channel_not_found")
    channel, body = str(given.get("channel") or ""), str(given.get("body") or "")
    if any(ord(character) > 255 for character in body):
        raise ValueError("each character of body is one byte: \\u0000 to \\u00ff")
    return Fault(str(given["method"]), str(given["kind"]), channel, **numbers, error=error, body=body)


class Faults:
    """The faults asked for; the first that fits a call is used, and used up by its count."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def take(self, method: str, channel: str) -> Fault | None:
        for fault in self._faults:
            if fault.method in (method, EVERY_METHOD) and fault.channel in ("", channel):
                fault.passed += 1
                if fault.passed % fault.every:
                    continue
                fault.count -= 1 if fault.count > 0 else 0
                if fault.count == 0:
                    self._faults.remove(fault)
                return fault
        return None
