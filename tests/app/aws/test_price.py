"""Prices read from lists made by hand: a figure only where there is exactly one."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from app.aws.price import OF_FARGATE, Price, of_fargate, of_instance, product_in
from tests.app.aws.price_lists import fargate, product


def test_an_instances_price_is_that_of_its_one_product() -> None:
    found = of_instance([product_in(product("0.0960000000", instanceType="m6i.large"))])
    assert found == Price("0.0960000000", "USD")
    assert found.number == Decimal("0.096")


def test_in_china_it_is_in_yuan() -> None:
    assert of_instance([product_in(product("0.66", "CNY"))]) == Price("0.66", "CNY")


@pytest.mark.parametrize(
    "listed",
    [
        [],
        [product("0.0000000000")],
        [product("0.096"), product("0.112")],
        [product("0.05", marketoption="CapacityBlock")],
        [json.dumps({"product": {"attributes": {}}, "terms": {"Reserved": {}}})],
    ],
    ids=["nothing", "free", "two prices", "another market", "only reserved"],
)
def test_without_exactly_one_price_there_is_none(listed: list[str]) -> None:
    assert of_instance(map(product_in, listed)) is None


def test_the_same_price_twice_and_a_free_one_are_one() -> None:
    listed = [product("0.0960000000"), product("0.096"), product("0"), product("0.05", marketoption="CapacityBlock")]
    assert of_instance(map(product_in, listed)) == Price("0.096", "USD")


@pytest.mark.parametrize("region", ["", "USE1-", "APS3-"])
def test_fargates_prices_are_told_from_those_of_spot_and_windows(region: str) -> None:
    found = of_fargate(map(product_in, fargate(region)))
    assert {name: str(price.number) for name, price in found.items()} == {
        "vcpu": "0.0404800000",
        "gb": "0.0044450000",
        "arm-vcpu": "0.0323800000",
        "arm-gb": "0.0035600000",
        "storage": "0.0001110000",
    }


def test_of_fargate_what_is_not_listed_is_left_out() -> None:
    listed = [each for each in fargate() if "ARM" not in each]
    assert set(of_fargate(map(product_in, listed))) == {name for name in OF_FARGATE if "arm" not in name}
