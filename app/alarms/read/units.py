"""Numbers with their units as people write them: 10 GiB, 2 min 5 s, 1.2 million."""

from __future__ import annotations

import math
from datetime import timedelta

from app.slack.messages.text import duration

STEP = 1024
BYTES = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB")
BITS = ("bits", "kbit", "Mbit", "Gbit", "Tbit")
LONGEST = 10**9  # seconds


def as_bytes(value: float) -> str:
    """`10 GiB`, `1.5 KiB`, `512 bytes`."""
    return _scaled(value, STEP, BYTES)


def as_bits(value: float) -> str:
    return _scaled(value, 1000, BITS)


def as_duration(seconds: float) -> str:
    """`250 ms`, `1.5 s`, `2 min 5 s`."""
    size = abs(seconds)
    if size >= 60 and size < LONGEST:
        return ("-" if seconds < 0 else "") + duration(timedelta(seconds=size))
    if size == 0 or size >= 1:
        return f"{digits(seconds)} s"
    return f"{digits(seconds * 1000)} ms" if size >= 0.001 else f"{digits(seconds * 1_000_000)} µs"


def as_money(value: float, sign: str = "$") -> str:
    """`$902.40`"""
    return f"{'-' if value < 0 else ''}{sign}{abs(value):,.2f}"


def digits(value: float) -> str:
    """Grouped by thousands from 10,000 on, and with as many decimals as matter."""
    if not math.isfinite(value):
        return str(value)
    if abs(value) >= 1000:
        written = f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.0f}"
        return written if float(value).is_integer() or abs(value) >= 100_000 else _trimmed(f"{value:,.1f}")
    return _trimmed(f"{value:.4g}") if abs(value) >= 0.0001 or value == 0 else f"{value:.4g}"


def _trimmed(written: str) -> str:
    return written.rstrip("0").rstrip(".") if "." in written and "e" not in written else written


def _scaled(value: float, step: int, names: tuple[str, ...]) -> str:
    if not math.isfinite(value):
        return str(value)
    power = 0
    while abs(value) >= step and power < len(names) - 1:
        value, power = value / step, power + 1
    return f"{digits(round(value, 2))} {names[power]}"
