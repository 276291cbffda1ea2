"""Whether a metric is shared among instances, by what it did when their number changed; and how sure that is. No IO.

Shared means that value x size, the load, goes on as before when only the size changes (docs/forecast.md has the sums).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from math import ceil, hypot, log, sqrt

from app.base.values import dataclass
from app.commands.scale.outlook.forecast.points import LEVEL, Point, levels

LEAST_POINTS = 30
LEAST_STEPS = 2
LEAST_PAIRS = 10
SIDE = 8  # values on each side of a step at most; at least a level's
GAP = 10  # periods that a step may take at most
FAR = 1200  # seconds that a forecast looks ahead, in 5 to 10 periods
HOLDS = 0.9
OFTEN = 0.8  # of the steps must be as foretold
TOLERANCE = 0.15  # of a step's own ratio
CLEAR = 0.5  # a step that is less clear than that says nothing
# How much wider a range is for what so few steps say: Student's t for 90 %, by steps.
FEW = {1: 6.3, 2: 2.9, 3: 2.4, 4: 2.1}
MANY = 1.9
FULL = 99.0  # of a metric that can't say more than 100
WIDEST = 0.7  # as a logarithm: half to twice


class Why(StrEnum):
    """Why there is no figure."""

    FEW_POINTS = "few points"
    ONE_SIZE = "one size"
    NOT_SHARED = "not shared"
    NOT_FORETOLD = "not foretold"
    UNSTEADY = "unsteady"
    NOTHING = "nothing to do"
    NOBODY = "nobody"
    FULL = "full"
    MOVING = "moving"
    TOO_FAR = "too far"
    A_TIME = "a time"


@dataclass(frozen=True)
class Step:
    """One change of the size: the logarithms of its ratio, and of how much the load jumped with it.

    error  the jump's standard error
    came   the logarithm of what came, over what would have been foretold
    """

    ratio: float
    jump: float
    error: float
    came: float

    @property
    def is_clear(self) -> bool:
        return 2 * self.error <= CLEAR * abs(self.ratio)

    @property
    def is_shared(self) -> bool:
        return abs(self.jump) <= TOLERANCE * abs(self.ratio) + 2 * self.error


@dataclass(frozen=True)
class Shared:
    """A metric that is shared, as its past says; `drift` is how far the load goes by itself while a forecast looks."""

    points: tuple[Point, ...]
    steps: tuple[Step, ...]
    drift: float

    def margin(self, ratio: float) -> float:
        """Half of the range, as a logarithm."""
        return _margin(self.drift, self.steps, ratio)

    @property
    def reach(self) -> float:
        """How far a size may be from this one, as a logarithm: twice as far as any that were compared."""
        return 2 * max(abs(step.ratio) for step in self.steps) + 1e-9


def learned(stays: Sequence[Sequence[Point]], period: int, is_capped: bool = False) -> Shared | Why:
    """From the points of each stay, oldest first."""
    told = [[point for point in stay if point.value > 0 and not (is_capped and point.value >= FULL)] for stay in stays]
    points = [point for stay in told for point in stay]
    if sum(map(len, stays)) >= LEAST_POINTS > len(points):
        return Why.FULL if is_capped and any(p.value >= FULL for stay in stays for p in stay) else Why.NOTHING
    if len(points) < LEAST_POINTS:
        return Why.FEW_POINTS
    steps = [step for step in _steps([stay for stay in told if len(stay) >= LEVEL], period) if step.is_clear]
    if len(steps) < LEAST_STEPS:
        return Why.ONE_SIZE
    if sum(step.is_shared for step in steps) < OFTEN * len(steps) or not _divides(steps):
        return Why.NOT_SHARED
    drift = _drift(told, period)
    if drift is None:
        return Why.FEW_POINTS
    if not _was_foretold(steps, drift):
        return Why.NOT_FORETOLD
    return Shared(tuple(points), tuple(steps), drift)


def _steps(stays: Sequence[Sequence[Point]], period: int) -> Iterator[Step]:
    for before, after in pairwise(stays):
        is_near = after[0].at - before[-1].at <= GAP * period
        if is_near and before[0].size != after[0].size:
            yield _step(before[-SIDE:], after[:SIDE])


def _step(before: Sequence[Point], after: Sequence[Point]) -> Step:
    """By a line through the load's logarithm on each side, both with one slope: so a trend is no jump."""
    sides = [[(point.at, log(point.load)) for point in side] for side in (before, after)]
    means = [(sum(at for at, _ in side) / len(side), sum(y for _, y in side) / len(side)) for side in sides]
    spread = sum((at - mean) ** 2 for side, (mean, _) in zip(sides, means, strict=True) for at, _ in side)
    products = sum((at - m) * (y - n) for side, (m, n) in zip(sides, means, strict=True) for at, y in side)
    slope = products / spread  # at least three different times on each side
    far = means[1][0] - means[0][0]
    left = sum((y - n - slope * (at - m)) ** 2 for side, (m, n) in zip(sides, means, strict=True) for at, y in side)
    variance = left / (len(before) + len(after) - 3)
    error = sqrt(variance * (1 / len(before) + 1 / len(after) + far**2 / spread))
    came = log(levels(after)[0].load / levels(before)[-1].load)
    return Step(log(before[0].size / after[0].size), means[1][1] - means[0][1] - slope * far, error, came)


def _divides(steps: Sequence[Step]) -> bool:
    """By all steps at once, where one alone is too unclear to say that it does not."""
    squares = sum(step.ratio**2 for step in steps)
    off = sum(step.jump * step.ratio for step in steps) / squares
    error = sqrt(sum((step.error * step.ratio) ** 2 for step in steps)) / squares
    return abs(off) <= TOLERANCE + error


def _drift(stays: Sequence[Sequence[Point]], period: int) -> float | None:
    """How far, nine times of ten, the load was from what it had been before; None if too little is known."""
    ahead = period * min(10, max(5, FAR // 2 // period))
    known = [level for stay in stays for level in levels(stay)]
    went = sorted(_went(known, ahead))
    if len(went) < LEAST_PAIRS:
        return None
    apart = max(1.0, len(went) / (ahead / period + LEVEL))  # of those that overlap, so many are independent
    return went[min(len(went), ceil(HOLDS * (1 + 1 / apart) * len(went))) - 1]


def _went(known: Sequence[Point], ahead: float) -> Iterator[float]:
    later = 0
    for point in known:
        while later < len(known) and known[later].at < point.at + ahead:
            later += 1
        if later < len(known) and known[later].at <= point.at + 2 * ahead:
            yield abs(log(known[later].load / point.load))


def _margin(drift: float, steps: Sequence[Step], ratio: float) -> float:
    """What the load does by itself, and what the past steps leave open of one so large."""
    squares = sum(step.ratio**2 for step in steps)
    off = sqrt(sum(step.jump**2 for step in steps) / squares)
    return hypot(drift, FEW.get(len(steps), MANY) * off * ratio)


def _was_foretold(steps: Sequence[Step], drift: float) -> bool:
    """Whether each step's range, made from the others, would have held."""
    held = sum(
        abs(step.came) <= _margin(drift, [*steps[:number], *steps[number + 1 :]], step.ratio) + 0.02
        for number, step in enumerate(steps)
    )
    return held >= OFTEN * len(steps)
