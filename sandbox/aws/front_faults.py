"""Faults on request at a front, and a record of its calls, so that tests can tell "once" from "twice"."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Done or not done, without an answer: the connection ends, or the caller waits until it gives up.
DROP_AFTER_WORK, DROP = "drop_after_work", "drop"
HANG_AFTER_WORK, HANG = "hang_after_work", "hang"
SILENT = (DROP_AFTER_WORK, DROP, HANG_AFTER_WORK, HANG)
HANGS_SECONDS = 30.0
STATUSES = {"ResourceContention": 500, "InternalFailure": 500, "InternalServerError": 500, "ServiceUnavailable": 503}
KEYS = {"operation", "error", "count", "message"}
RECORDED = 2000


@dataclass
class FrontFault:
    """The next `count` calls of `operation` fail: with AWS's `error` code, or by one of SILENT."""

    operation: str
    error: str
    count: int = 1
    message: str = "On request of the sandbox's control endpoint."

    @property
    def status(self) -> int:
        return STATUSES.get(self.error, 400)


@dataclass
class FrontFaults:
    """The faults asked for, and the calls so far that change something: {operation, parameters, at, error}.

    A call's error is that of a fault, or the code with which the twin itself refused it; empty where it was done.
    """

    faults: list[FrontFault] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)

    def take(self, operation: str) -> FrontFault | None:
        for fault in self.faults:
            if fault.operation in (operation, "*"):
                fault.count -= 1
                if not fault.count:
                    self.faults.remove(fault)
                return fault
        return None

    def record(self, operation: str, parameters: Mapping[str, Any], at: float, error: str = "") -> dict[str, Any]:
        told = {
            name: value if isinstance(value, int | str | list) else str(value) for name, value in parameters.items()
        }
        call = {"operation": operation, "parameters": told, "at": at, "error": error}
        if not operation.startswith(("Describe", "List", "GetProducts")):  # reads are free
            self.calls.append(call)
            del self.calls[:-RECORDED]
        return call


def parse_front_fault(given: Mapping[str, Any]) -> FrontFault:
    """From the JSON of `POST /control/aws/faults`; a ValueError says what is invalid."""
    if unknown := set(given) - KEYS:
        raise ValueError(f"unknown key {sorted(unknown)[0]!r}; there are {', '.join(sorted(KEYS))}")
    if not given.get("operation") or not given.get("error"):
        raise ValueError("a fault needs an operation, such as SetDesiredCapacity, and an error: an AWS code, or drop")
    if not isinstance(given.get("count", 1), int) or given.get("count", 1) < 1:
        raise ValueError("count is how many calls fail: 1 or more")
    return FrontFault(**given)
