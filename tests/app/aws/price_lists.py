"""Price lists made by hand, in the shape that GetProducts answers (app/aws/price.py says by which documents)."""

from __future__ import annotations

import json


def product(price: str, currency: str = "USD", sku: str = "SKU", **attributes: str) -> str:
    """One item of a PriceList: on demand, one price."""
    term, rate = f"{sku}.JRTCKXETXF", f"{sku}.JRTCKXETXF.6YS6EN2CT7"
    dimension = {
        "unit": "Hrs",
        "beginRange": "0",
        "endRange": "Inf",
        "rateCode": rate,
        "appliesTo": [],
        "description": "made by hand",
        "pricePerUnit": {currency: price},
    }
    terms = {term: {"sku": sku, "offerTermCode": "JRTCKXETXF", "priceDimensions": {rate: dimension}}}
    about = {"sku": sku, "productFamily": "Compute", "attributes": attributes}
    return json.dumps({"product": about, "serviceCode": "AmazonEC2", "terms": {"OnDemand": terms}})


def fargate(region: str = "USE1-") -> list[str]:
    """With what must not be taken for those of Linux: Spot, Windows, and other usage of a similar name."""
    listed = {
        "Fargate-vCPU-Hours:perCPU": "0.0404800000",
        "Fargate-GB-Hours": "0.0044450000",
        "Fargate-ARM-vCPU-Hours:perCPU": "0.0323800000",
        "Fargate-ARM-GB-Hours": "0.0035600000",
        "Fargate-EphemeralStorage-GB-Hours": "0.0001110000",
        "Fargate-Windows-vCPU-Hours:perCPU": "0.0465520000",
        "SpotUsage:Fargate-vCPU-Hours:perCPU": "0.0121440000",
        "SpotUsage:Fargate-GB-Hours": "0.0013335000",
    }
    return [product(price, usagetype=f"{region}{usage}") for usage, price in listed.items()]
