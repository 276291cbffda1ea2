"""The Price List API's door: what is asked, in the one region that answers, and what is refused."""

from __future__ import annotations

import pytest

from app.aws import door
from app.aws.price import Price
from app.aws.pricing import PriceList
from app.base.errors import Refused
from app.commands.scale.outlook.ask import FORM_SECONDS
from tests.app.aws.price_lists import fargate, product
from tests.app.conftest import Stubbed


def match(kind: str, **terms: str) -> list[dict[str, str]]:
    return [{"Type": kind, "Field": field, "Value": value} for field, value in terms.items()]


def test_an_instance_is_asked_for_by_what_it_is_billed_as(stubbed: Stubbed) -> None:
    about = {"regionCode": "eu-west-1", "instanceType": "m6i.large", "operation": "RunInstances:0002"}
    asked = match("TERM_MATCH", **about, tenancy="Shared", capacitystatus="Used")
    stubbed("pricing").add_response(
        "get_products",
        {"FormatVersion": "aws_v1", "PriceList": [product("0.199")]},
        {"ServiceCode": "AmazonEC2", "Filters": asked, "MaxResults": 100},
    )
    assert PriceList().instance("eu-west-1", "m6i.large", "RunInstances:0002") == Price("0.199", "USD")


def test_fargate_is_asked_for_once(stubbed: Stubbed) -> None:
    asked = [*match("TERM_MATCH", regionCode="us-east-1"), *match("CONTAINS", usagetype="Fargate")]
    stubbed("pricing").add_response(
        "get_products",
        {"FormatVersion": "aws_v1", "PriceList": fargate()},
        {"ServiceCode": "AmazonECS", "Filters": asked, "MaxResults": 100},
    )
    assert PriceList().fargate("us-east-1")["arm-gb"] == Price("0.0035600000", "USD")


def test_who_may_not_read_it_is_told_so(stubbed: Stubbed) -> None:
    stubbed("pricing").add_client_error("get_products", "AccessDeniedException")
    with pytest.raises(Refused, match="AWS does not allow Bellhop to read AWS's price list"):
        PriceList().fargate("us-east-1")


@pytest.mark.parametrize(("here", "there"), [("eu-west-1", "us-east-1"), ("cn-north-1", "cn-northwest-1")])
def test_it_is_asked_in_the_region_that_has_it_and_without_waiting_long(
    aws: None, monkeypatch: pytest.MonkeyPatch, here: str, there: str
) -> None:
    monkeypatch.setattr(door, "region", lambda: here)
    made = door.home_client.__wrapped__("pricing")
    assert made.meta.region_name == there
    assert made.meta.config.read_timeout + made.meta.config.connect_timeout < FORM_SECONDS
    assert made.meta.config.retries["total_max_attempts"] == 1
