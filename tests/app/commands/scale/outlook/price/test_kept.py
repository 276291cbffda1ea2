"""List prices in the table: asked for once a week, and old ones while AWS does not answer."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from app.base.allowance import allowing
from app.base.errors import BellhopError, Later, Refused, Wrong
from app.commands.scale.outlook.price.kept import DENIED, FRESH, NOT_YET, REFUSED, SILENT, Prices
from app.store.table import Table
from tests.fakes.aws import FakePriceList
from tests.fakes.clock import SetClock

LARGE, XLARGE, WINDOWS = (
    ("m6i.large", "RunInstances"),
    ("m6i.xlarge", "RunInstances"),
    ("m6i.large", "RunInstances:0002"),
)
HERE = "us-east-1"


@pytest.fixture
def listed() -> FakePriceList:
    return FakePriceList()


def test_a_price_is_asked_for_once_a_week(table: Table, listed: FakePriceList) -> None:
    clock = SetClock()
    prices = Prices(table, clock, listed)
    for _ in range(3):
        found = prices.of_instances(HERE, [LARGE])
        price = found.prices["m6i.large RunInstances"]
        assert (price and price.number, found.why) == (Decimal("0.096"), "")
    assert listed.asked == ["us-east-1 m6i.large RunInstances"]

    clock.advance(FRESH.total_seconds())
    prices.of_instances(HERE, [LARGE])
    assert len(listed.asked) == 2


def test_each_region_has_its_own(table: Table, listed: FakePriceList) -> None:
    prices = Prices(table, SetClock(), listed)
    found = [prices.of_instances(region, [LARGE]).prices["m6i.large RunInstances"] for region in (HERE, "cn-north-1")]
    assert [each and each.currency for each in found] == ["USD", "CNY"]


def test_what_the_list_lacks_is_asked_for_again_the_next_day(table: Table, listed: FakePriceList) -> None:
    clock = SetClock()
    prices = Prices(table, clock, listed)
    for hours in (0, 23, 24):
        clock.advance(timedelta(hours=hours).total_seconds())
        assert prices.of_instances(HERE, [("u-24tb1.metal", "RunInstances")]).prices == {
            "u-24tb1.metal RunInstances": None
        }
        if hours < 24:
            assert len(listed.asked) == 1
    assert len(listed.asked) == 2


@pytest.mark.parametrize(
    ("refusal", "why"), [(Refused("no"), DENIED), (Later("busy"), SILENT), (Wrong("no such field"), REFUSED)]
)
def test_where_aws_gives_none_it_says_why_and_keeps_none(
    table: Table, listed: FakePriceList, refusal: BellhopError, why: str
) -> None:
    clock = SetClock()
    prices = Prices(table, clock, listed)
    listed.refusal = refusal
    found = prices.of_instances(HERE, [LARGE]), prices.of_fargate(HERE, ["vcpu"])
    assert [(dict(each.prices), each.why) for each in found] == [({}, why), ({}, why)]

    listed.refusal = None
    clock.advance(timedelta(minutes=16).total_seconds())
    assert prices.of_instances(HERE, [LARGE]).prices["m6i.large RunInstances"]
    assert prices.of_fargate(HERE, ["vcpu"]).prices["vcpu"]


def test_a_refusal_counts_for_a_while_and_an_old_price_is_told_meanwhile(table: Table, listed: FakePriceList) -> None:
    clock = SetClock()
    prices = Prices(table, clock, listed)
    prices.of_instances(HERE, [LARGE])
    clock.advance(timedelta(days=8).total_seconds())
    listed.refusal = Refused("no")
    for _ in range(2):
        assert prices.of_instances(HERE, [LARGE, XLARGE]).why == DENIED
        assert prices.of_instances(HERE, [LARGE]).prices["m6i.large RunInstances"]
        assert prices.of_fargate(HERE, ["vcpu"]).why == DENIED
    assert len(listed.asked) == 4  # each at the first time, and the large one in week two
    assert prices.are_known(HERE, ["m6i.large RunInstances", "fargate vcpu"])


def test_an_old_price_is_told_while_aws_does_not_answer(table: Table, listed: FakePriceList) -> None:
    clock = SetClock()
    prices = Prices(table, clock, listed)
    prices.of_instances(HERE, [LARGE])
    prices.of_fargate(HERE, ["vcpu", "gb"])
    clock.advance(timedelta(days=8).total_seconds())
    listed.refusal = Later("busy")

    assert prices.of_instances(HERE, [LARGE]).prices["m6i.large RunInstances"]
    assert prices.of_instances(HERE, [LARGE]).why == ""
    assert set(prices.of_fargate(HERE, ["vcpu", "gb"]).prices) == {"vcpu", "gb"}


def test_as_many_are_asked_for_as_a_plan_may_and_the_next_ones_ask_for_the_rest(
    table: Table, listed: FakePriceList
) -> None:
    prices, found = Prices(table, SetClock(), listed), []
    for _ in range(3):
        with allowing(1):
            found.append(prices.of_instances(HERE, [LARGE, XLARGE, WINDOWS]))
    assert [(len(each.prices), each.why) for each in found] == [(1, NOT_YET), (2, NOT_YET), (3, "")]
    assert len(listed.asked) == 3


def test_who_may_not_ask_gets_what_is_kept(table: Table, listed: FakePriceList) -> None:
    prices = Prices(table, SetClock(), listed)
    with allowing(0):
        assert prices.of_fargate(HERE, ["vcpu"]).why == NOT_YET
        assert not prices.are_known(HERE, ["fargate vcpu"])
    prices.of_fargate(HERE, ["vcpu"])
    with allowing(0):
        assert prices.of_fargate(HERE, ["vcpu"]).why == ""
        assert prices.are_known(HERE, ["fargate vcpu"])
    assert listed.asked == ["us-east-1 fargate"]


def test_all_of_fargates_are_one_call(table: Table, listed: FakePriceList) -> None:
    prices = Prices(table, SetClock(), listed)
    for _ in range(2):
        found = prices.of_fargate(HERE, ["arm-vcpu", "arm-gb", "storage"])
        assert {name: price and str(price.number) for name, price in found.prices.items()} == {
            "arm-vcpu": "0.03238",
            "arm-gb": "0.00356",
            "storage": "0.000111",
        }
    assert listed.asked == ["us-east-1 fargate"]
