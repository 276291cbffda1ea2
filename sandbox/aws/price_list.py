"""A price list made by hand, in the shape of AWS's own, and the operation that looks into it.

The shape is that of GetProducts' answer in the API reference and of "Reading the service price list" in AWS Billing's
user guide: each product a text of JSON, each price a text, by its currency.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sandbox.aws.protocol import AwsError

Params = dict[str, Any]
# On demand, for an hour; Linux in us-east-1. Not AWS's own of any day, but like them.
TYPES = {
    "t3.micro": "0.0104000000",
    "t3.small": "0.0208000000",
    "m6i.large": "0.0960000000",
    "m6i.xlarge": "0.1920000000",
    "c7g.large": "0.0725000000",
}
FARGATE = {
    "Fargate-vCPU-Hours:perCPU": "0.0404800000",
    "Fargate-GB-Hours": "0.0044450000",
    "Fargate-ARM-vCPU-Hours:perCPU": "0.0323800000",
    "Fargate-ARM-GB-Hours": "0.0035600000",
    "Fargate-EphemeralStorage-GB-Hours": "0.0001110000",
    "Fargate-Windows-vCPU-Hours:perCPU": "0.0465520000",
}
REGIONS = {"us-east-1": ("USE1-", Decimal(1)), "eu-west-1": ("EUW1-", Decimal("1.11"))}
TERM, RATE = "JRTCKXETXF", "6YS6EN2CT7"
MATCHES: Mapping[str, Callable[[str, str], bool]] = {
    "TERM_MATCH": lambda has, asked: has.casefold() == asked.casefold(),
    "EQUALS": lambda has, asked: has == asked,
    "CONTAINS": lambda has, asked: asked in has,
}
BAD_FILTER = "The filter type {kind} is not one of {known} here."
MOST = 100


def pricing_operations() -> Mapping[str, Callable[[Params], Params | None]]:
    """The operations by their names in the API."""
    return {"GetProducts": get_products}


def get_products(params: Params) -> Params:
    """The products of a service that match all filters, a page at a time."""
    filters = params.get("Filters") or []
    for each in filters:
        if each["Type"] not in MATCHES:
            raise AwsError("InvalidParameterException", BAD_FILTER.format(kind=each["Type"], known=", ".join(MATCHES)))
    of_service = [each for each in products() if each["serviceCode"] == params.get("ServiceCode")]
    found = [json.dumps(each) for each in of_service if all(_passes(each, wanted) for wanted in filters)]
    first, size = int(params.get("NextToken") or 0), min(params.get("MaxResults") or MOST, MOST)
    rest = first + size
    return {
        "FormatVersion": "aws_v1",
        "PriceList": found[first:rest],
        "NextToken": str(rest) if rest < len(found) else None,
    }


def products() -> Iterator[Params]:
    for region, (prefix, factor) in REGIONS.items():
        common = {"regionCode": region, "locationType": "AWS Region"}
        for name, price in TYPES.items():
            about = {"instanceType": name, "operatingSystem": "Linux", "operation": "RunInstances", **common}
            sold = {"tenancy": "Shared", "capacitystatus": "Used", "preInstalledSw": "NA", "marketoption": "OnDemand"}
            yield _product("AmazonEC2", _times(price, factor), **about, **sold, usagetype=f"{prefix}BoxUsage:{name}")
            reserved = {**sold, "capacitystatus": "UnusedCapacityReservation"}
            yield _product("AmazonEC2", "0.0000000000", **about, **reserved, usagetype=f"{prefix}UnusedBox:{name}")
        for usage, price in FARGATE.items():
            yield _product("AmazonECS", _times(price, factor), **common, usagetype=f"{prefix}{usage}")


def _product(service: str, price: str, **attributes: str) -> Params:
    sku = sha256(json.dumps(attributes).encode()).hexdigest()[:16].upper()
    rate = f"{sku}.{TERM}.{RATE}"
    dimension = {
        "unit": "Hrs",
        "beginRange": "0",
        "endRange": "Inf",
        "rateCode": rate,
        "appliesTo": [],
        "description": f"${price} per hour",
        "pricePerUnit": {"USD": price},
    }
    term = {
        "sku": sku,
        "offerTermCode": TERM,
        "effectiveDate": "2026-11-01T00:00:00Z",
        "termAttributes": {},
        "priceDimensions": {rate: dimension},
    }
    about = {"sku": sku, "attributes": {"servicecode": service, **attributes}}
    return {"serviceCode": service, "product": about, "terms": {"OnDemand": {f"{sku}.{TERM}": term}}}


def _passes(product: Params, wanted: Mapping[str, str]) -> bool:
    has = product["product"]["attributes"].get(wanted["Field"])
    return has is not None and MATCHES[wanted["Type"]](has, wanted["Value"])


def _times(price: str, factor: Decimal) -> str:
    return f"{Decimal(price) * factor:.10f}"
