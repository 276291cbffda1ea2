"""The time, as a function that tests can replace, and time zones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


def whole_minute(when: datetime) -> datetime:
    """The first whole minute that is not before it: CloudWatch's mute rules last whole minutes."""
    return when + (datetime.min - when.replace(tzinfo=None)) % timedelta(minutes=1)


def zone_of(name: str) -> ZoneInfo:
    """The time zone; raises KeyError, ValueError and OSError. Loaded by the first who needs one: 2 ms of a start."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)
