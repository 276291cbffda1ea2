"""Scalars as people read them: seconds and milliseconds since 1970 as times, bytes as GiB, money with its sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeGuard

from app.alarms.read.units import as_bytes

TIMES = {"time", "date", "at", "timestamp", "start", "end", "datetime"}
LARGEST = 10**18
PERCENT = {"percent", "percentage"}
SECONDS, MILLISECONDS = (10**9, 4 * 10**9), (10**12, 4 * 10**12)


def readable(words: Sequence[str], value: object) -> str:
    """A number whose name says its unit; '' for anything else."""
    if not is_number(value) or not words:
        return ""
    if TIMES & {words[-1]}:
        return _time(value)
    if words[-1] in PERCENT:
        return f"{value:g} %"
    return as_bytes(value) if words[-1] == "bytes" else ""


def is_number(value: object) -> TypeGuard[float]:
    """A number of a size that something has: JSON's may have thousands of digits."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST


def _time(value: float) -> str:
    scale = next((scale for scale, (low, high) in ((1, SECONDS), (1000, MILLISECONDS)) if low <= value < high), 0)
    return f"{datetime.fromtimestamp(value / scale, UTC):%Y-%m-%dT%H:%M:%SZ}" if scale else ""
