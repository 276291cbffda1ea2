"""One figure: what a shared metric is now, and what it comes to at another size, with a range. No IO."""

from __future__ import annotations

import re
from math import exp, log

from app.base.middle import median
from app.base.values import dataclass
from app.commands.scale.outlook.forecast.points import LEVEL
from app.commands.scale.outlook.forecast.shared import WIDEST, Shared, Why

RECENT = 5  # periods: what is older is not now
MOST = 100.0
# A time has a knee, whatever its past says: it is short while there is room, and grows without end where there is none.
TIMES = frozenset({"latency", "time", "duration", "delay", "age", "lag"})
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@dataclass(frozen=True)
class Figure:
    """`now` at `size`, and about `then` at `to`, between `low` and `high` nine times of ten."""

    now: float
    size: int
    to: int
    then: float
    low: float
    high: float


def is_time(metric: str) -> bool:
    return not TIMES.isdisjoint(word.casefold() for word in WORD.findall(metric))


def is_share(metric: str) -> bool:
    """Whether it is measured in percent of what there is: one that is at 100 doesn't say how much more there is."""
    return metric.endswith("Utilization")


def foretold(shared: Shared, size: int, to: int, now: float, period: int, is_capped: bool = False) -> Figure | Why:
    """At another size, from the newest values; `now` is a time, in seconds since 1970."""
    newest = shared.points[-LEVEL:]
    if len({point.size for point in newest} | {size}) > 1 or newest[-1].at < now - (RECENT + 1) * period:
        return Why.MOVING
    level = median(point.value for point in newest)
    if to < 1:
        return Why.NOBODY
    ratio = log(size / to)
    if abs(ratio) > shared.reach:
        return Why.TOO_FAR
    margin = shared.margin(ratio)
    if margin > WIDEST:
        return Why.UNSTEADY
    then, most = level * size / to, MOST if is_capped else float("inf")
    return Figure(level, size, to, min(then, most), min(then * exp(-margin), most), min(then * exp(margin), most))
