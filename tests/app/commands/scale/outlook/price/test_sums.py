"""Sums of prices: by hand, and checked by a second, naive computation, one instance after the other."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.scale.outlook.price.sums import Cost, Sort, cost_of, for_a_time, per_unit, rounded, task_price

LARGE, XLARGE = Decimal("0.0960000000"), Decimal("0.1920000000")


def test_four_more_of_one_type_cost_four_times_its_price() -> None:
    assert cost_of(2, 6, [Sort("m6i.large", 2, LARGE)], "USD") == Cost(4 * LARGE, "USD", "m6i.large", 4)


def test_fewer_save_what_they_cost() -> None:
    assert cost_of(6, 2, [Sort("m6i.large", 6, LARGE)], "USD") == Cost(-4 * LARGE, "USD", "m6i.large", -4)


def test_of_one_type_with_a_weight_whole_instances_count() -> None:
    """Four units each: from 6 (two instances) to 9 is a third one, and to 8 none."""
    sorts = [Sort("m6i.xlarge", 2, XLARGE, weight=4)]
    assert cost_of(6, 9, sorts, "USD") == Cost(XLARGE, "USD", "m6i.xlarge", 1)
    assert cost_of(6, 8, sorts, "USD") == Cost(Decimal(0), "USD", "m6i.xlarge", 0)


def test_of_several_types_a_unit_costs_what_it_does_on_average_now() -> None:
    """Three at 0.096 and one at 0.192 are 0.48 for four, 0.12 each; which ones come, nobody knows."""
    sorts = [Sort("m6i.large", 3, LARGE), Sort("m6i.xlarge", 1, XLARGE)]
    assert cost_of(4, 6, sorts, "USD") == Cost(Decimal("0.24"), "USD")


def test_of_several_weights_a_unit_is_a_part_of_an_instance() -> None:
    """0.096 for two units and 0.192 for four are 0.048 a unit."""
    sorts = [Sort("m6i.large", 1, LARGE, weight=2), Sort("m6i.xlarge", 1, XLARGE, weight=4)]
    assert cost_of(6, 10, sorts, "USD").hourly == Decimal("0.192")


def test_a_fargate_task_costs_its_cpu_its_memory_and_its_additional_disk() -> None:
    """A quarter vCPU, half a GB, 10 GB of disk beyond the free ones: 0.01012 + 0.0022225 + 0.00111."""
    prices = (Decimal("0.04048"), Decimal("0.004445"), Decimal("0.000111"))
    assert task_price(Decimal("0.25"), Decimal("0.5"), Decimal(10), prices) == Decimal("0.0134525")


def test_two_hours_cost_twice_an_hour_and_minutes_their_part() -> None:
    assert for_a_time(4 * LARGE, timedelta(hours=2)) == Decimal("0.768")
    assert for_a_time(4 * LARGE, timedelta(minutes=90)) == Decimal("0.576")


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0.384", "0.38"),
        ("0.768", "0.77"),
        ("12", "12.00"),
        ("0.385", "0.39"),
        ("0", "0.00"),
    ],
)
def test_amounts_have_cents(amount: str, shown: str) -> None:
    assert str(rounded(Decimal(amount))) == shown
    assert str(rounded(-Decimal(amount))).lstrip("-") == shown


PRICES = st.decimals("0.0001", "40", places=6)
SORTS = st.lists(
    st.builds(Sort, st.sampled_from(["a", "b", "c"]), st.integers(1, 20), PRICES, st.integers(1, 16)),
    min_size=1,
    max_size=4,
)


def naive_per_unit(sorts: list[Sort]) -> Fraction:
    """Each instance is put on the table, with its price and its units."""
    instances = [each for each in sorts for _ in range(each.count)]
    paid, units = Fraction(0), 0
    for each in instances:
        paid += Fraction(each.hourly)
        units += each.weight
    return paid / units


@given(SORTS)
def test_a_units_price_is_that_of_all_instances_by_all_their_units(sorts: list[Sort]) -> None:
    assert abs(Fraction(per_unit(sorts)) - naive_per_unit(sorts)) < Fraction(1, 10**20)


@given(st.integers(0, 60), st.integers(0, 60), SORTS)
def test_the_cost_of_a_change_is_that_of_the_instances_that_come_or_go(
    before: int, after: int, sorts: list[Sort]
) -> None:
    found = cost_of(before, after, sorts, "USD")
    if found.count is None:
        assert abs(Fraction(found.hourly) - (after - before) * naive_per_unit(sorts)) < Fraction(1, 10**15)
        return
    have, wanted, paid = 0, 0, Fraction(0)
    while have < before:  # as many as the size before needs
        have, paid = have + sorts[0].weight, paid - Fraction(sorts[0].hourly)
    while wanted < after:
        wanted, paid = wanted + sorts[0].weight, paid + Fraction(sorts[0].hourly)
    assert Fraction(found.hourly) == paid


@given(st.integers(0, 60), st.integers(0, 60), SORTS)
def test_the_way_back_saves_what_the_way_there_costs(before: int, after: int, sorts: list[Sort]) -> None:
    assert cost_of(before, after, sorts, "USD").hourly == -cost_of(after, before, sorts, "USD").hourly
