"""The time as the sandbox's AWS sees it: the machine's, plus what a test has skipped."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass
class Clock:
    """Seconds since the epoch; `advance` moves it forward for everything that reads it."""

    source: Callable[[], float] = field(default=time.time)
    skipped: float = 0.0

    def now(self) -> float:
        return self.source() + self.skipped

    def advance(self, seconds: float) -> None:
        self.skipped += seconds


def moment(at: float) -> datetime:
    """The UTC time of an epoch, to the millisecond as AWS keeps it."""
    return datetime.fromtimestamp(round(at, 3), tz=UTC)
