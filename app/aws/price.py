"""Prices as values, read from the price list's JSON strings. No IO.

The shape of one, as "Reading a service price list" and GetProducts' examples have it (AWS Billing, user guide and API
reference): `product.attributes` say what it is, and each of `terms.OnDemand` has `priceDimensions`, whose
`pricePerUnit` is the price as a text, by its currency: USD, or CNY in AWS's regions in China.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from app.base.values import dataclass

# How usage is called, after the region's own prefix: `EUW1-Fargate-GB-Hours`. Spot and Windows have names of their own.
OF_FARGATE = {
    "vcpu": "Fargate-vCPU-Hours:perCPU",
    "gb": "Fargate-GB-Hours",
    "arm-vcpu": "Fargate-ARM-vCPU-Hours:perCPU",
    "arm-gb": "Fargate-ARM-GB-Hours",
    "storage": "Fargate-EphemeralStorage-GB-Hours",
}
PREFIX = re.compile(r"[A-Z0-9]+-(?=Fargate-)")
ON_DEMAND = "OnDemand"


@dataclass(frozen=True)
class Price:
    """What one costs for an hour: `amount` is a decimal number, as the list has it."""

    amount: str
    currency: str

    @property
    def number(self) -> Decimal:
        return Decimal(self.amount)


@dataclass(frozen=True)
class Product:
    """One of the list; `price` is None where there is not exactly one that is not zero."""

    attributes: Mapping[str, str]
    price: Price | None


def product_in(text: str) -> Product:
    item = json.loads(text)
    terms = item.get("terms", {}).get(ON_DEMAND, {}).values()
    dimensions = [each for term in terms for each in term.get("priceDimensions", {}).values()]
    return Product(item.get("product", {}).get("attributes", {}), _only(map(_price, dimensions)))


def of_instance(products: Iterable[Product]) -> Price | None:
    """The price of an instance type, if all that was found has the same one; blocks of capacity are sold otherwise."""
    sold = [each for each in products if each.attributes.get("marketoption", ON_DEMAND) == ON_DEMAND]
    return _only(each.price for each in sold)


def of_fargate(products: Iterable[Product]) -> dict[str, Price]:
    """Those of OF_FARGATE that there are."""
    by_usage: dict[str, list[Price | None]] = {}
    for each in products:
        by_usage.setdefault(PREFIX.sub("", each.attributes.get("usagetype", ""), count=1), []).append(each.price)
    found = {name: _only(by_usage.get(usage, [])) for name, usage in OF_FARGATE.items()}
    return {name: price for name, price in found.items() if price}


def _only(prices: Iterable[Price | None]) -> Price | None:
    """What is free is no price: a tier, or a host that is paid for otherwise."""
    found = {(each.number, each.currency): each for each in prices if each and each.number > 0}
    return next(iter(found.values())) if len(found) == 1 else None


def _price(dimension: Mapping[str, Any]) -> Price | None:
    per_unit = dimension.get("pricePerUnit", {})
    currency = next((each for each in ("USD", *sorted(per_unit)) if each in per_unit), "")
    return Price(per_unit[currency], currency) if currency else None
