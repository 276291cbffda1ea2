"""The median and the mean, as Python's `statistics` has them, which would take 2 ms of each start. No IO."""

from __future__ import annotations

from collections.abc import Iterable


def median(values: Iterable[float]) -> float:
    """The one in the middle, of an even number of values between the two; of none there is none (IndexError)."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def mean(values: Iterable[float]) -> float:
    """Of none there is none (ZeroDivisionError)."""
    added = tuple(values)
    return sum(added) / len(added)
