"""AWS's list prices, kept in the table by region and what they are for; asked again after a week."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.aws.price import Price
from app.base.clock import Clock
from app.base.errors import BellhopError, Later, Refused
from app.base.values import dataclass
from app.store.documents import Documents
from app.store.table import Table

if TYPE_CHECKING:
    from app.aws.pricing import PriceList

KEPT_DAYS = 30
FRESH, FRESH_NOTHING = timedelta(days=7), timedelta(days=1)
MOST_ASKED = 1  # calls of one plan, which asks what runs too; what is left is asked for by the next
FARGATE = "fargate"

DENIED = "Bellhop may not read AWS's price list (`pricing:GetProducts`)"
SILENT = "AWS's price list did not answer in time"
REFUSED = "AWS refused to look into its price list"
NOT_YET = "Bellhop has not looked up all prices yet, and the next plan knows more"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ListPrice:
    """A price as it was at `at`; without an amount AWS's list had none then."""

    at: datetime | None = None
    amount: str = ""
    currency: str = ""

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
        """By `type operation`, for each sort of these two."""
        asked = {" ".join(each): each for each in sorts}
        known, why = self._known(region, asked), ""
        old = [name for name in asked if not self._is_fresh(known.get(name))]
        for name in old[:MOST_ASKED]:
            try:
                price = self.listed.instance(region, *asked[name])
            except BellhopError as problem:
                why = _why(problem)
                break
            known[name] = self._keep(region, name, price)
        if len(old) > MOST_ASKED:
            why = why or NOT_YET
        return _found(asked, known, why)

    def of_fargate(self, region: str, names: Iterable[str], may_ask: bool = True) -> Found:
        """By the names in app/aws/price.py; only what is kept, unless it `may_ask`."""
        asked = {f"{FARGATE} {name}": name for name in names}
        known, why = self._known(region, asked), ""
        if not may_ask:
            why = NOT_YET
        elif not all(self._is_fresh(known.get(each)) for each in asked):
            try:
                listed = self.listed.fargate(region)
                known = {each: self._keep(region, each, listed.get(name)) for each, name in asked.items()}
            except BellhopError as problem:
                why = _why(problem)
        found = _found(asked, known, why)
        return replace(found, prices={asked[each]: price for each, price in found.prices.items()})

    def _known(self, region: str, names: Iterable[str]) -> dict[str, ListPrice]:
        found = self._documents.find_many(f"{region}/{name}" for name in names)
        return {each.partition("/")[2]: kept for each, kept in found.items()}

    def _is_fresh(self, kept: ListPrice | None) -> bool:
        if kept is None or kept.at is None:
            return False
        return self.clock() - kept.at < (FRESH if kept.price else FRESH_NOTHING)

    def _keep(self, region: str, name: str, price: Price | None) -> ListPrice:
        kept = ListPrice(self.clock(), price.amount, price.currency) if price else ListPrice(self.clock())
        return self._documents.change(f"{region}/{name}", lambda known: kept)

    @property
    def _documents(self) -> Documents[ListPrice]:
        return Documents(self.table, self.clock, ListPrice, "price", KEPT_DAYS)


def _found(asked: Collection[str], known: Mapping[str, ListPrice], why: str) -> Found:
    """An old price is better than none while AWS does not answer."""
    prices = {name: known[name].price for name in asked if name in known}
    return Found(prices, why if len(prices) < len(asked) else "")


def _why(problem: BellhopError) -> str:
    log.warning("no answer from the price list", extra={"why": str(problem)})
    if isinstance(problem, Later):
        return SILENT
    return DENIED if isinstance(problem, Refused) else REFUSED
