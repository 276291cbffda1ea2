"""EC2's and the price list's fronts, as boto3 sees them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.ec2_api import Ec2Api
from sandbox.aws.front import Front
from sandbox.aws.front_faults import FrontFault
from sandbox.aws.price_list import pricing_operations, products
from tests.sandbox.aws.fakes import START, FakeMinistack, loop_thread, still_clock

EQUAL = "TERM_MATCH"


@pytest.fixture
def model() -> AutoScaling:
    made = AutoScaling(still_clock())
    made.create(Group("web", 1, 8, 2, START, ("us-east-1a", "us-east-1b")), settled=True)
    return made


@pytest.fixture
def fronts(model: AutoScaling) -> Iterator[dict[str, Front]]:
    ministack = FakeMinistack()
    with loop_thread() as loop:
        loop.run(ministack.start())
        operations: dict[str, Any] = {"ec2": Ec2Api(model).operations(), "pricing": pricing_operations()}
        made = {name: Front(name, known, Endpoint(ministack.url)) for name, known in operations.items()}
        for front in made.values():
            loop.run(front.start())
        yield made
        for front in made.values():
            loop.run(front.stop())
        loop.run(ministack.stop())


def client(fronts: dict[str, Front], service: str) -> Any:
    return root_client(service, Endpoint(fronts[service].url))


def described(fronts: dict[str, Front], **asked: Any) -> dict[str, dict[str, Any]]:
    answer = client(fronts, "ec2").describe_instances(**asked)
    return {each["InstanceId"]: each for held in answer["Reservations"] for each in held["Instances"]}


def test_ec2_knows_what_auto_scaling_has_launched(fronts: dict[str, Front], model: AutoScaling) -> None:
    ids = [each.id for each in model.groups["web"].instances]
    found = described(fronts, Filters=[{"Name": "instance-id", "Values": [ids[0], "i-nowhere"]}])
    assert list(found) == ids[:1]
    one = found[ids[0]]
    assert (one["InstanceType"], one["UsageOperation"], one["State"]["Name"]) == ("t3.micro", "RunInstances", "running")
    assert one["Placement"] == {"AvailabilityZone": "us-east-1a", "Tenancy": "default"}
    assert set(described(fronts)) == set(ids)
    assert set(described(fronts, InstanceIds=ids)) == set(ids)


def test_ec2_tells_what_comes_from_what_goes(fronts: dict[str, Front], model: AutoScaling) -> None:
    model.set_desired("web", 3)
    states = [each["State"]["Name"] for each in described(fronts).values()]
    assert sorted(states) == ["pending", "running", "running"]


def test_an_instance_that_is_named_and_not_there_fails_the_call(fronts: dict[str, Front]) -> None:
    with pytest.raises(ClientError, match=r"InvalidInstanceID\.NotFound"):
        described(fronts, InstanceIds=["i-nowhere"])


def listed(fronts: dict[str, Front], service: str, **asked: Any) -> list[dict[str, Any]]:
    filters = [{"Type": kind, "Field": name, "Value": value} for name, (kind, value) in asked.items()]
    answer = client(fronts, "pricing").get_products(ServiceCode=service, Filters=filters)
    return [json.loads(each) for each in answer["PriceList"]]


def prices(found: list[dict[str, Any]]) -> list[str]:
    dimensions = [
        each
        for item in found
        for term in item["terms"]["OnDemand"].values()
        for each in term["priceDimensions"].values()
    ]
    return [each["pricePerUnit"]["USD"] for each in dimensions]


def test_a_type_has_one_price_where_it_is_used(fronts: dict[str, Front]) -> None:
    asked = {
        "regionCode": (EQUAL, "us-east-1"),
        "instanceType": (EQUAL, "m6i.large"),
        "operation": (EQUAL, "RunInstances"),
    }
    found = listed(fronts, "AmazonEC2", **asked, capacitystatus=(EQUAL, "Used"))
    assert prices(found) == ["0.0960000000"]
    assert sorted(prices(listed(fronts, "AmazonEC2", **asked))) == ["0.0000000000", "0.0960000000"]
    assert listed(fronts, "AmazonEC2", regionCode=(EQUAL, "mars-1")) == []


def test_what_contains_a_word_is_found(fronts: dict[str, Front]) -> None:
    found = listed(fronts, "AmazonECS", regionCode=(EQUAL, "eu-west-1"), usagetype=("CONTAINS", "ARM-GB"))
    assert [each["product"]["attributes"]["usagetype"] for each in found] == ["EUW1-Fargate-ARM-GB-Hours"]
    assert prices(found) == ["0.0039516000"]


def test_a_list_comes_in_pages(fronts: dict[str, Front]) -> None:
    pricing, found, token = client(fronts, "pricing"), list[str](), ""
    while True:
        answer = pricing.get_products(ServiceCode="AmazonEC2", MaxResults=7, **({"NextToken": token} if token else {}))
        found += answer["PriceList"]
        token = answer.get("NextToken", "")
        if not token:
            break
    assert len(found) == len(set(found)) == len([each for each in products() if each["serviceCode"] == "AmazonEC2"])


def test_it_can_be_denied(fronts: dict[str, Front]) -> None:
    fronts["pricing"].faults.faults.append(FrontFault("GetProducts", "AccessDeniedException"))
    with pytest.raises(ClientError, match="AccessDeniedException"):
        listed(fronts, "AmazonEC2")
    assert listed(fronts, "AmazonECS")
