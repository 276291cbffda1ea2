"""The arithmetic of prices, in exact decimals: what another size costs for an hour, and for a time. No IO.

What a group runs is told by sorts: instances (or tasks) of one price and weight. Of one sort it is known how many come
or go. Of several nobody knows which ones: then all count by what a unit of the size costs on average now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.base.values import dataclass

HOUR = timedelta(hours=1)
CENT = Decimal("0.01")
TASKS = "tasks"
# What of a cost is kept with a change.
HOURLY, CURRENCY = "hourly", "currency"


@dataclass(frozen=True)
class Sort:
    """`count` instances or tasks that are called `name`: each costs `hourly`, and counts for `weight` of the size."""

    name: str
    count: int
    hourly: Decimal
    weight: int = 1


@dataclass(frozen=True)
class Cost:
    """What a change costs an hour, less than nothing if it saves; `count` of `name` come or go, where it is known."""

    hourly: Decimal
    currency: str
    name: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Estimate:
    """What a change costs; or, without a cost, why that is not known: to be read after "No price: ".

    is_past  nothing runs in it now: like what ran in it last
    """

    cost: Cost | None = None
    why: str = ""
    is_past: bool = False


def cost_of(before: int, after: int, sorts: Sequence[Sort], currency: str, is_mixed: bool = False) -> Cost:
    """Of a size that goes from `before` to `after`; others may come where it `is_mixed`. At least one sort is there."""
    if not is_mixed and len({(each.name, each.weight, each.hourly) for each in sorts}) == 1:
        one = sorts[0]
        count = -(-after // one.weight) - -(-before // one.weight)  # a begun one is a whole one
        return Cost(count * one.hourly, currency, one.name, count)
    return Cost((after - before) * per_unit(sorts), currency)


def per_unit(sorts: Sequence[Sort]) -> Decimal:
    """What one of the size costs an hour on average."""
    units = sum(each.count * each.weight for each in sorts)
    return sum((each.count * each.hourly for each in sorts), Decimal(0)) / units


def for_a_time(hourly: Decimal, span: timedelta) -> Decimal:
    return hourly * Decimal(span.total_seconds()) / Decimal(HOUR.total_seconds())


def task_price(vcpu: Decimal, gb: Decimal, disk: Decimal, prices: tuple[Decimal, Decimal, Decimal]) -> Decimal:
    """Of a Fargate task: each vCPU, GB of memory and GB of disk beyond those that are free."""
    return sum((much * price for much, price in zip((vcpu, gb, disk), prices, strict=True)), Decimal(0))


def rounded(amount: Decimal) -> Decimal:
    """To cents."""
    return amount.quantize(CENT, ROUND_HALF_UP)
