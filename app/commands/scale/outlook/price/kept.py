"""AWS's list prices, kept in the table by region and what they are for; asked again after a week."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.aws.price import Price
from app.base.clock import Clock
from app.base.deadline import Spent
from app.base.errors import BellhopError, Later, Refused
from app.base.values import dataclass
from app.store.documents import Documents
from app.store.table import Table

if TYPE_CHECKING:
    from app.aws.pricing import PriceList

KEPT_DAYS = 30
FRESH, FRESH_NOTHING, FRESH_REFUSAL = timedelta(days=7), timedelta(days=1), timedelta(minutes=15)
FARGATE = "fargate"

DENIED = "Bellhop may not read AWS's price list (`pricing:GetProducts`)"
SILENT = "AWS's price list did not answer in time"
REFUSED = "AWS refused to look into its price list"
NOT_YET = "Bellhop has not looked up all prices yet, and the next plan knows more"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ListPrice:
    """A price as it was at `at`; without an amount AWS's list had none then. At `refused_at` AWS said only `why`."""

    at: datetime | None = None
    amount: str = ""
    currency: str = ""
    refused_at: datetime | None = None
    why: str = ""

    @property
    def price(self) -> Price | None:
        return Price(self.amount, self.currency) if self.amount else None


@dataclass(frozen=True)
class Found:
    """The prices that are known, by what was asked for, and `why` others are not; None is what AWS's list lacks."""

    prices: Mapping[str, Price | None]
    why: str = ""


@dataclass(frozen=True)
class Prices:
    """One read of the table; the price list is asked only for what is not there, or is old."""

    table: Table
    clock: Clock
    listed: PriceList

    def of_instances(self, region: str, sorts: Iterable[tuple[str, str]]) -> Found:
        """By `type operation`, for each sort of these two; a call for each that is not known, while there are any."""
        asked = {" ".join(each): each for each in sorts}
        known, why = self._known(region, asked), ""
        for name in (each for each in asked if not self._is_fresh(known.get(each))):
            try:
                known[name] = self._keep(region, name, self.listed.instance(region, *asked[name]))
            except BellhopError as problem:
                why = self._why(problem, region, [name])
                break
        return _found(asked, known, why)

    def of_fargate(self, region: str, names: Iterable[str]) -> Found:
        """By the names in app/aws/price.py."""
        asked = {f"{FARGATE} {name}": name for name in names}
        known, why = self._known(region, asked), ""
        if not self._are_fresh(known, asked):
            try:
                listed = self.listed.fargate(region)
                known = {each: self._keep(region, each, listed.get(name)) for each, name in asked.items()}
            except BellhopError as problem:
                why = self._why(problem, region, list(asked))
        found = _found(asked, known, why)
        return replace(found, prices={asked[each]: price for each, price in found.prices.items()})

    def are_known(self, region: str, names: Collection[str]) -> bool:
        """Whether nothing would be asked for these: `type operation`, or `fargate` and a name."""
        return self._are_fresh(self._known(region, names), names)

    def _known(self, region: str, names: Iterable[str]) -> dict[str, ListPrice]:
        found = self._documents.find_many(f"{region}/{name}" for name in names)
        return {each.partition("/")[2]: kept for each, kept in found.items()}

    def _are_fresh(self, known: Mapping[str, ListPrice], names: Iterable[str]) -> bool:
        return all(self._is_fresh(known.get(each)) for each in names)

    def _is_fresh(self, kept: ListPrice | None) -> bool:
        """Whether it is not asked for again yet."""
        if kept is None:
            return False
        now, fresh = self.clock(), FRESH if kept.price else FRESH_NOTHING
        is_listed = kept.at is not None and now - kept.at < fresh
        return is_listed or (kept.refused_at is not None and now - kept.refused_at < FRESH_REFUSAL)

    def _keep(self, region: str, name: str, price: Price | None) -> ListPrice:
        kept = ListPrice(self.clock(), price.amount, price.currency) if price else ListPrice(self.clock())
        return self._documents.change(f"{region}/{name}", lambda known: kept)

    def _why(self, problem: BellhopError, region: str, names: Iterable[str]) -> str:
        """In words; a refusal is kept for a while: the next plans do not wait for the same one."""
        if isinstance(problem, Spent):
            return NOT_YET
        logger.warning("no answer from the price list", extra={"why": str(problem)})
        if isinstance(problem, Later):
            return SILENT
        why, now = DENIED if isinstance(problem, Refused) else REFUSED, self.clock()
        for name in names:
            self._documents.change(f"{region}/{name}", lambda known: replace(known, refused_at=now, why=why))
        return why

    @property
    def _documents(self) -> Documents[ListPrice]:
        return Documents(self.table, self.clock, ListPrice, "price", KEPT_DAYS)


def _found(asked: Collection[str], known: Mapping[str, ListPrice], why: str) -> Found:
    """An old price is better than none while AWS does not answer."""
    prices = {name: known[name].price for name in asked if name in known and known[name].at}
    refused = (known[name].why for name in asked if name in known and name not in prices)
    return Found(prices, (why or next(refused, "")) if len(prices) < len(asked) else "")
