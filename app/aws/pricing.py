"""The Price List API: what AWS asks for an instance or a task, without anybody's discounts."""

from __future__ import annotations

from app.aws.door import client, refusals
from app.aws.price import Price, of_fargate, of_instance, product_in
from app.base.errors import Wrong

AWS_ACTIONS = ("pricing:GetProducts",)
ASKED = "read AWS's price list"


class PriceList:
    """What Bellhop asks of the Price List API: one call each, that does not wait for long."""

    def instance(self, region: str, type_: str, operation: str) -> Price | None:
        """On demand, on shared hardware; `operation` is what EC2 says an instance is billed as (UsageOperation)."""
        terms = {
            "regionCode": region,
            "instanceType": type_,
            "operation": operation,
            "tenancy": "Shared",
            "capacitystatus": "Used",
        }
        return of_instance(map(product_in, _found("AmazonEC2", [("TERM_MATCH", *each) for each in terms.items()])))

    def fargate(self, region: str) -> dict[str, Price]:
        """By the names in app/aws/price.py: what a vCPU and a GB of memory or disk cost."""
        asked = [("TERM_MATCH", "regionCode", region), ("CONTAINS", "usagetype", "Fargate")]
        return of_fargate(map(product_in, _found("AmazonECS", asked)))


def _found(service: str, asked: list[tuple[str, str, str]]) -> list[str]:
    filters = [{"Type": kind, "Field": field, "Value": value} for kind, field, value in asked]
    with refusals(Wrong, ASKED):
        answer = client("pricing").get_products(ServiceCode=service, Filters=filters, MaxResults=100)
    found: list[str] = answer["PriceList"]
    return found
