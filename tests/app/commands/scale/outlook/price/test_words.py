"""Prices as they are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.commands.scale.outlook.price.sums import Cost, Estimate
from app.commands.scale.outlook.price.words import told
from app.slack.messages.text import moment

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SIX = NOW + timedelta(hours=2)
FOUR = Cost(Decimal("0.3840000000"), "USD", "m6i.large", 4)


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (Estimate(FOUR), "+4 m6i.large = $0.38/h more, at AWS's list prices."),
        (
            Estimate(Cost(Decimal("-0.192"), "USD", "m6i.large", -2)),
            "-2 m6i.large = $0.19/h less, at AWS's list prices.",
        ),
        (
            Estimate(Cost(Decimal("1.32"), "CNY", "m6i.large", 2)),
            "+2 m6i.large = ¥1.32/h more, at AWS's list prices.",
        ),
        (Estimate(Cost(Decimal("1.32"), "EUR", "x", 2)), "+2 x = 1.32 EUR/h more, at AWS's list prices."),
        (
            Estimate(Cost(Decimal("0.0123"), "USD", "tasks", 1)),
            "+1 task = $0.01/h more, at AWS's list prices.",
        ),
        (
            Estimate(Cost(Decimal("0.0246"), "USD", "tasks", 2)),
            "+2 tasks = $0.02/h more, at AWS's list prices.",
        ),
        (
            Estimate(FOUR, is_past=True),
            "+4 m6i.large = $0.38/h more (like those that ran in it last), at AWS's list prices.",
        ),
        (
            Estimate(Cost(Decimal("1234.5"), "USD")),
            "About $1,234.50/h more, at AWS's list prices: as what runs in it costs on average.",
        ),
        (
            Estimate(Cost(Decimal("0.24"), "USD"), is_past=True),
            "About $0.24/h more, at AWS's list prices: as what ran in it last cost on average.",
        ),
        (
            Estimate(Cost(Decimal("0.0052"), "USD", "t3.nano", 1)),
            "+1 t3.nano = less than a cent an hour more, at AWS's list prices.",
        ),
        (
            Estimate(Cost(Decimal("-0.00042"), "EUR", "x", -1)),
            "-1 x = less than 0.01 EUR an hour less, at AWS's list prices.",
        ),
        (Estimate(Cost(Decimal(0), "USD", "m6i.large", 0)), ""),
        (Estimate(why="a < b"), ":grey_question: No price: a &lt; b."),
    ],
)
def test_a_price_is_told_by_the_hour(estimate: Estimate, words: str) -> None:
    assert told(estimate, NOW) == (f":moneybag: {words}" if words and estimate.cost else words)


def test_for_a_time_it_is_told_what_that_costs_in_all() -> None:
    assert told(Estimate(FOUR), NOW, SIX) == (
        f":moneybag: +4 m6i.large = $0.38/h more, $0.77 until {moment(SIX)}, at AWS's list prices."
    )


def test_what_costs_next_to_nothing_costs_less_than_a_cent_in_all_too() -> None:
    nano = Estimate(Cost(Decimal("0.0042"), "USD", "t3.nano", 1))
    assert f"less than a cent an hour more, less than a cent until {moment(SIX)}, at" in told(nano, NOW, SIX)
    assert f"less than a cent an hour more, $0.10 until {moment(NOW + DAY)}, at" in told(nano, NOW, NOW + DAY)


def test_a_time_that_is_over_costs_nothing_more() -> None:
    assert told(Estimate(FOUR), NOW, NOW) == told(Estimate(FOUR), NOW)
