"""The history says what sizes for a time cost this month, and what was left up after an incident."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.base.errors import Refused
from app.commands.scale.change_log import Changes
from app.commands.scale.ledger import Spent
from app.commands.scale.ledger_words import MOST_READ, spent_words
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.people import by_name, seen, type_in
from tests.fakes.aws import FakePriceList
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web

ARN = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/web"
DAY = timedelta(days=1).total_seconds()
LEFT = ":warning: `web` was set from 2 to 4 at"


@pytest.fixture
def listed() -> FakePriceList:
    return FakePriceList()


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock, listed: FakePriceList) -> Iterator[Bellhop]:
    made = Bellhop(slack, clock, (replace(web(), arn=ARN),), price_list=listed)
    with listening(made):
        yield made


def history(bellhop: Bellhop, words: str = "web history") -> str:
    type_in(bellhop, f"/scale {words}")
    return by_name(seen(bellhop)[-1])


@pytest.mark.parametrize("words", ["web history", "history"])
def test_what_sizes_for_a_time_cost_this_month(bellhop: Bellhop, clock: SetClock, words: str) -> None:
    type_in(bellhop, "/scale web 6 for 2h")
    clock.advance(3600)
    assert ":moneybag: Raised for a time this month: once, at most $0.38 at AWS's list prices." in history(
        bellhop, words
    )


def test_what_began_long_before_the_month_counts_for_its_days_in_it(bellhop: Bellhop, clock: SetClock) -> None:
    clock.advance((datetime(2026, 12, 20, tzinfo=UTC) - clock()).total_seconds())
    type_in(bellhop, "/scale web 6 for 30d")
    clock.advance(42.5 * DAY)
    bellhop.work()
    eighteen_days = 18 * 24 * 4 * 0.096
    assert f"this month: once, at most ${eighteen_days:.2f} at" in history(bellhop)


def test_of_more_changes_than_it_reads_it_says_so(bellhop: Bellhop, clock: SetClock) -> None:
    type_in(bellhop, "/scale web 6 for 2h")
    changes = Changes(bellhop.table, clock)
    (change,) = changes.newest()
    for number in range(MOST_READ):
        clock.advance(1)
        changes.begin(replace(change, id=f"another-{number}", group="shop", at=clock()))
    clock.advance(1)
    assert f"this month (of the newest {MOST_READ} changes): {MOST_READ} times" in history(bellhop, "history")
    assert ":moneybag: Raised for a time this month: once, at most $0.02 at" in history(bellhop)


def test_a_way_back_that_somebody_keeps_still_ends_what_it_was_of(bellhop: Bellhop, clock: SetClock) -> None:
    """An hour of +2, then an hour of +4, where the second size alone was said for good."""
    type_in(bellhop, "/scale web 4 for 2h")
    clock.advance(3600)
    type_in(bellhop, "/scale web 6")
    type_in(bellhop, "/scale web keep")
    assert bellhop.scaling.scheduled("web")
    clock.advance(3600)
    bellhop.scaling.put(replace(web(), arn=ARN))  # Auto Scaling goes back
    clock.advance(7 * 3600)
    bellhop.work()
    assert "this month: 2 times, at most $0.58 at" in history(bellhop)


def test_what_has_no_price_is_counted_and_not_guessed_at(
    bellhop: Bellhop, clock: SetClock, listed: FakePriceList
) -> None:
    listed.refusal = Refused("no")
    type_in(bellhop, "/scale web 6 for 2h")
    clock.advance(3600)
    assert ":moneybag: Raised for a time this month: once, at a price that Bellhop doesn't know." in history(bellhop)


@pytest.mark.parametrize(
    ("spent", "words"),
    [
        (Spent(1, 1, ()), "once, at a price that Bellhop doesn't know."),
        (Spent(3, 3, ()), "3 times, at prices that Bellhop doesn't know."),
        (Spent(2, 1, (("USD", Decimal("1.2")),)), "2 times, at most $1.20 at AWS's list prices, and 1 unknown price."),
        (Spent(4, 2, (("USD", Decimal(1)),)), "4 times, at most $1.00 at AWS's list prices, and 2 unknown prices."),
        (Spent(1, 0, (("USD", Decimal("0.004")),)), "once, less than a cent at AWS's list prices."),
        (
            Spent(2, 0, (("USD", Decimal(1)), ("CNY", Decimal(2)))),
            "2 times, at most $1.00 and ¥2.00 at AWS's list prices.",
        ),
    ],
)
def test_what_was_spent_reads_as_a_sentence(spent: Spent, words: str) -> None:
    assert spent_words(spent, "month") == f":moneybag: Raised for a time this month: {words}"


def test_without_a_size_for_a_time_there_is_no_such_line(bellhop: Bellhop, clock: SetClock) -> None:
    type_in(bellhop, "/scale web 4")
    clock.advance(3600)
    assert ":moneybag:" not in history(bellhop).replace("more, at AWS's list prices.", "")


def raised_in_an_incident(bellhop: Bellhop, clock: SetClock) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    type_in(bellhop, "/scale web 4")
    clock.advance(600)
    ring(bellhop, cloudwatch_says("ALARM", "OK", seconds=660))


def test_what_was_raised_in_an_incident_and_stands_a_day_after_it_is_told(bellhop: Bellhop, clock: SetClock) -> None:
    raised_in_an_incident(bellhop, clock)
    clock.advance(DAY - 60)
    assert LEFT not in history(bellhop)

    clock.advance(DAY)
    text = history(bellhop)
    assert LEFT in text
    assert "while `web-high-cpu` was not OK. It has been OK again since" in text
    assert "and it is still that large: $9.2" in text


def test_what_somebody_changed_elsewhere_is_not_told(bellhop: Bellhop, clock: SetClock) -> None:
    raised_in_an_incident(bellhop, clock)
    clock.advance(2 * DAY)
    assert LEFT in history(bellhop)
    bellhop.scaling.put(replace(web(), arn=ARN, desired=3))
    assert LEFT not in history(bellhop)


def test_while_its_alarm_is_off_again_it_is_not_told(bellhop: Bellhop, clock: SetClock) -> None:
    raised_in_an_incident(bellhop, clock)
    clock.advance(2 * DAY)
    ring(bellhop, cloudwatch_says("OK", "ALARM", seconds=2 * DAY))
    assert LEFT not in history(bellhop)
