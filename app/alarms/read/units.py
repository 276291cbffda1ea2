"""Numbers with their units as people write them: 10 GiB, 2 min 5 s, $902.40; and times since 1970. No IO."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeGuard

from app.slack.messages.text import duration

BYTES = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB")
DECIMAL = ("bytes", "kB", "MB", "GB", "TB", "PB")  # for a threshold that somebody wrote so
BITS = ("bits", "kbit", "Mbit", "Gbit", "Tbit")
# CloudWatch's units by what they count: how many of that one is.
SIZES = {"Bytes": 1, "Kilobytes": 2**10, "Megabytes": 2**20, "Gigabytes": 2**30, "Terabytes": 2**40}
FLOWS = {"Bits": 1, "Kilobits": 10**3, "Megabits": 10**6, "Gigabits": 10**9, "Terabits": 10**12}
SPANS = {"Seconds": 1.0, "Milliseconds": 1e-3, "Microseconds": 1e-6}
PER_SECOND = "/Second"
CURRENCIES = {"USD": "$", "EUR": "€", "GBP": "£"}

TIMES = {
    "time",
    "date",
    "at",
    "timestamp",
    "start",
    "end",
    "datetime",
    "started",
    "ended",
    "completed",
    "stopped",
    "ts",
}
TIMES |= {"created", "updated", "finished", "expires", "since", "until", "epoch"}
PERCENT = {"percent", "percentage"}
LARGEST = 10**18
SINCE_1970, IN_MILLISECONDS = (10**9, 4 * 10**9), (10**12, 4 * 10**12)
PART = re.compile(r"(-?)[$€£]?(\d[\d,]{0,20}(?:\.\d{1,20})?(?:e[+-]?\d{1,3})?) ?([A-Za-zµ%]{0,8})")
FACTORS: dict[str, float] = {
    **{name: 1024**power for power, name in enumerate(BYTES)},
    **{name: 1000**power for names in (BITS, DECIMAL) for power, name in enumerate(names)},
    "µs": 1e-6,
    "ms": 1e-3,
    "s": 1,
    "min": 60,
    "h": 3600,
    "d": 86400,
}


def quantity(value: float, unit: str, is_decimal: bool = False) -> str:
    """A number in one of CloudWatch's units, or a currency's; '' for a unit that is written as it is."""
    kind, rate = unit.removesuffix(PER_SECOND), "/s" if unit.endswith(PER_SECOND) else ""
    if kind in SIZES:
        size = value * SIZES[kind]
        return (_scaled(size, 1000, DECIMAL) if is_decimal else _scaled(size, 1024, BYTES)) + rate
    if kind in FLOWS:
        return _scaled(value * FLOWS[kind], 1000, BITS) + rate
    if unit in SPANS:
        return as_duration(value * SPANS[unit])
    return as_money(value, unit) if unit in CURRENCIES else ""


def number_in(written: str, unit: str) -> float | None:
    """The number of a `quantity`, in its unit; None if there is none."""
    parts = PART.findall(written)
    if not parts:
        return None
    kind = unit.removesuffix(PER_SECOND)
    is_scaled = kind in SIZES or kind in FLOWS or unit in SPANS
    parts = parts if unit in SPANS else parts[:1]  # `2 min 5 s`
    factors = FACTORS if is_scaled else {}
    total = sum(float(number.replace(",", "")) * factors.get(name, 1) for _, number, name in parts)
    size: float = {**SIZES, **FLOWS, **SPANS}.get(kind, 1)
    return (-total if parts[0][0] else total) / size


def as_duration(seconds: float) -> str:
    """`250 ms`, `1.5 s`, `2 min 5 s`."""
    size = abs(seconds)
    if 60 <= size < LARGEST / 10**9:
        return ("-" if seconds < 0 else "") + duration(timedelta(seconds=size))
    if size == 0 or size >= 1:
        return f"{digits(seconds)} s"
    return f"{digits(seconds * 1000)} ms" if size >= 0.001 else f"{digits(seconds * 1_000_000)} µs"


def as_money(value: float, currency: str = "USD") -> str:
    """`$902.40`"""
    return f"{'-' if value < 0 else ''}{CURRENCIES[currency]}{abs(value):,.2f}"


def readable(words: Sequence[str], value: object) -> str:
    """A number whose name says its unit, by its words; '' for anything else."""
    if not is_number(value) or not words:
        return ""
    if words[-1] in TIMES:
        return _time(value)
    if words[-1] in PERCENT:
        return f"{value:g} %"
    return quantity(value, "Bytes") if words[-1] == "bytes" else ""


def is_number(value: object) -> TypeGuard[float]:
    """A number of a size that something has: JSON's may have thousands of digits."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST


def digits(value: float) -> str:
    """With as many decimals as matter, and grouped by thousands if there are many digits."""
    if not math.isfinite(value):
        return str(value)
    if abs(value) >= 1000:
        return f"{value:,.0f}" if abs(value) >= 10_000 else _trimmed(f"{value:.1f}")
    return _trimmed(f"{value:.4g}")


def _trimmed(written: str) -> str:
    return written.rstrip("0").rstrip(".") if "." in written and "e" not in written else written


def _scaled(value: float, step: int, names: tuple[str, ...]) -> str:
    power = 0
    while abs(value) >= step and power < len(names) - 1:
        value, power = value / step, power + 1
    return f"{digits(round(value, 2))} {names[power]}"


def _time(value: float) -> str:
    spans = ((1, SINCE_1970), (1000, IN_MILLISECONDS))
    scale = next((scale for scale, (low, high) in spans if low <= value < high), 0)
    return f"{datetime.fromtimestamp(value / scale, UTC):%Y-%m-%dT%H:%M:%SZ}" if scale else ""
