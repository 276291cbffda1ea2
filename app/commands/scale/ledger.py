"""What sizes for a time have cost, and what was left up after an incident: from the log of changes alone. No IO.

A change's price is that of its plan, by AWS's list then; one without a price is counted, and not guessed at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from app.alarms.decide.incident import Incident
from app.base.values import dataclass
from app.commands.scale.logged_change import Change, Result
from app.commands.scale.outlook.price.sums import CURRENCY, HOURLY, for_a_time

# How long an alarm has to be OK before what was scaled for it counts as left up.
LEFT_AFTER = timedelta(hours=24)
PRICE = "price"


@dataclass(frozen=True)
class Spent:
    """`count` sizes for a time; `unpriced` have no known price, the others cost at most `costs`, by currency."""

    count: int = 0
    unpriced: int = 0
    costs: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True)
class LeftUp:
    """A size that was raised for good while an alarm was not OK, and stands although all of them are OK since `since`.

    hourly  what it costs; None if that is not known
    """

    change: Change
    since: datetime
    hourly: Decimal | None = None
    currency: str = ""

    def cost(self, now: datetime) -> Decimal:
        return for_a_time(self.hourly or Decimal(0), now - self.since)


def month_of(now: datetime) -> datetime:
    """Its beginning, in UTC as on AWS's bill."""
    return now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def spent(changes: Iterable[Change], since: datetime, now: datetime) -> Spent:
    """What sizes that were raised for a time have cost between the two moments."""
    known, count, unpriced, costs = tuple(changes), 0, 0, dict[str, Decimal]()
    kept = {each.keeps: each for each in known if each.keeps}
    for change in known:
        ends = ends_at(change, kept) if is_raised(change) else None
        begin, end = max(change.at, since), min(ends or since, now)
        if end <= begin:
            continue
        count += 1
        hourly, currency = price_of(change)
        if hourly is None:
            unpriced += 1
            continue
        costs[currency] = costs.get(currency, Decimal(0)) + for_a_time(hourly, end - begin)
    return Spent(count, unpriced, tuple(sorted(costs.items())))


def ends_at(change: Change, kept: Mapping[str, Change]) -> datetime | None:
    """When a size for a time ended, or will: it went back, something came after it, or it was given more time.

    None if it isn't for a time. Where somebody `kept` the way back that a change gave up (by that change's id), both
    that change and the one before it stand until then.
    """
    following = kept.get(change.since.change_id) if change.since and change.until else None
    if following:
        return ends_at(following, {})
    own = kept.get(change.id) if change.until is None else None
    planned = ends_at(own, {}) if own else change.stays_until or change.until
    return min(change.since.at, planned) if change.since and planned else planned


def may_be_left_up(changes: Iterable[Change]) -> list[Change]:
    """Those that were raised for good during an incident, and that nothing has come after as far as is known."""
    return [
        each
        for each in changes
        if is_raised(each) and each.until is None and each.incidents and not (each.since or each.undone_by)
        if each.result not in (Result.OVERTAKEN, Result.UNDONE)
    ]


def left_up(change: Change, last: Iterable[Incident | None], desired: int, now: datetime) -> LeftUp | None:
    """Of such a change, with the last incident of each alarm that it was made for, and the group's size now.

    None if one of them is not known, not over, or not over for long; or if the group is smaller than it was set to.
    """
    ends = [each.ended_at if each else None for each in last]
    over = [each for each in ends if each]
    if not ends or len(over) < len(ends) or change.after is None or desired < change.after.desired:
        return None
    since = max(*over, change.at)
    if now - since < LEFT_AFTER:
        return None
    hourly, currency = price_of(change)
    return LeftUp(change, since, hourly, currency)


def is_raised(change: Change) -> bool:
    """To a larger size, which has certainly been set."""
    before, after = change.before, change.after
    return (
        before is not None
        and after is not None
        and after.desired > before.desired
        and change.result is not Result.UNKNOWN
    )


def price_of(change: Change) -> tuple[Decimal | None, str]:
    """An hour of it, and the currency, as its plan said."""
    kept: Mapping[str, str] = change.outlook.kept.get(PRICE) or {}
    return (Decimal(kept[HOURLY]), kept[CURRENCY]) if HOURLY in kept and CURRENCY in kept else (None, "")
