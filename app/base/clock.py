"""The time, as a function that tests can replace, and time zones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


def zone_of(name: str) -> ZoneInfo:
    """The time zone; raises KeyError, ValueError and OSError. Loaded by the first who needs one: 2 ms of a start."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)
