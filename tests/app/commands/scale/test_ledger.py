"""The ledger's sums, by hand and minute by minute; and that it says only what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.aws.scaling import Capacity
from app.commands.scale.ledger import LEFT_AFTER, LeftUp, Spent, left_up, may_be_left_up, month_of, spent
from app.commands.scale.logged_change import Change, ProgressMessage, Result, Since
from app.commands.scale.outlook.values import Outlook
from tests.app.alarms.alarm_support import incident, payload, transition

FIRST = datetime(2026, 11, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TWO, FOUR = Capacity(1, 8, 2), Capacity(1, 8, 4)


def priced(hourly: str, currency: str = "USD") -> Outlook:
    return Outlook(kept={"price": {"hourly": hourly, "currency": currency}})


def change(at: datetime = NOW - 10 * HOUR, lasts: timedelta | None = 2 * HOUR, **more: Any) -> Change:
    made = Change("c", "web", "U0ANA", at, "set", ProgressMessage("C0OPS", "k"), TWO, FOUR, outlook=priced("0.192"))
    return replace(made, until=None if lasts is None else at + lasts, **more)


def costs(*changes: Change) -> dict[str, str]:
    return {currency: str(amount.normalize()) for currency, amount in spent(changes, FIRST, NOW).costs}


def test_two_hours_cost_twice_an_hour() -> None:
    assert spent([change()], FIRST, NOW) == Spent(1, 0, (("USD", Decimal("0.384")),))


def test_what_goes_on_costs_what_it_has_cost_so_far() -> None:
    assert costs(change(NOW - HOUR, 5 * HOUR)) == {"USD": "0.192"}


def test_of_what_began_before_the_month_only_its_part_in_the_month_counts() -> None:
    assert costs(change(FIRST - 3 * HOUR, 4 * HOUR)) == {"USD": "0.192"}
    assert spent([change(FIRST - 3 * HOUR, 2 * HOUR)], FIRST, NOW) == Spent()


def test_what_was_undone_or_replaced_costs_until_then() -> None:
    at = NOW - 10 * HOUR
    assert costs(change(at, 5 * HOUR, since=Since(at + HOUR, TWO, "U0BO", "d"))) == {"USD": "0.192"}


def test_what_was_given_more_time_costs_until_then_and_what_was_kept_no_more_than_was_planned() -> None:
    at = NOW - 10 * HOUR
    assert costs(change(at, HOUR, stays=True, stays_until=at + 3 * HOUR)) == {"USD": "0.576"}
    assert costs(change(at, HOUR, stays=True)) == {"USD": "0.192"}


def test_currencies_are_not_added_and_what_has_no_price_is_counted() -> None:
    told = spent([change(), change(outlook=priced("1.32", "CNY")), change(outlook=Outlook())], FIRST, NOW)
    assert told == Spent(3, 1, (("CNY", Decimal("2.64")), ("USD", Decimal("0.384"))))


@pytest.mark.parametrize(
    "more", [{"lasts": None}, {"after": Capacity(1, 8, 1)}, {"before": None, "after": None}, {"result": Result.UNKNOWN}]
)
def test_what_stays_shrinks_or_is_not_certain_is_no_size_for_a_time(more: dict[str, Any]) -> None:
    assert spent([change(**more)], FIRST, NOW) == Spent()


MINUTES = st.integers(0, 3 * 24 * 60)


@pytest.mark.slow
@given(st.lists(st.tuples(MINUTES, MINUTES, st.none() | MINUTES, st.integers(1, 400)), max_size=5))
def test_the_sum_is_that_of_all_minutes_in_which_a_size_stood(drawn: list[tuple[int, int, int | None, int]]) -> None:
    """From a day before the month until two days into it, minute by minute, in thousandths of a dollar an hour."""
    start, now, minute = FIRST - timedelta(days=1), FIRST + timedelta(days=2), timedelta(minutes=1)
    made, naive = [], 0
    for begins, lasts, cut, price in drawn:
        at, ends = start + begins * minute, start + (begins + lasts) * minute
        over = at + cut * minute if cut is not None else None
        since = Since(over, TWO) if over else None
        made.append(change(at, lasts * minute, outlook=priced(f"0.{price:03d}"), since=since))
        last = min(ends, over) if over else ends
        naive += price * sum(max(at, FIRST) <= FIRST + at_minute * minute < last for at_minute in range(2 * 24 * 60))
    told = dict(spent(made, FIRST, now).costs).get("USD", Decimal(0))
    assert abs(told - Decimal(naive) / 60000) < Decimal("1e-20")


def test_a_month_begins_in_utc() -> None:
    assert month_of(datetime.fromisoformat("2026-12-01T01:00:00+02:00")) == FIRST


RAISED = change(NOW - 3 * LEFT_AFTER, None, incidents=("one",))
OVER = NOW - 2 * LEFT_AFTER


@pytest.mark.parametrize(
    "more",
    [
        {"until": NOW},
        {"incidents": ()},
        {"since": Since(NOW, TWO)},
        {"undone_by": "d"},
        {"after": TWO},
        {"result": Result.UNKNOWN},
    ],
)
def test_only_what_was_raised_for_good_in_an_incident_and_stands_may_be_left_up(more: dict[str, Any]) -> None:
    assert may_be_left_up([RAISED]) == [RAISED]
    assert may_be_left_up([replace(RAISED, **more)]) == []


def ended(at: datetime | None) -> Any:
    return incident(transition(payload("metric")), ended_at=at)


def test_left_up_is_what_stands_a_day_after_all_its_alarms_were_ok() -> None:
    found = left_up(RAISED, [ended(OVER - HOUR), ended(OVER)], 4, NOW)
    assert found == LeftUp(RAISED, OVER, Decimal("0.192"), "USD")
    assert found.cost(NOW) == Decimal("0.192") * 48


@pytest.mark.parametrize(
    ("last", "desired"),
    [
        ([ended(OVER)], 3),
        ([ended(None)], 4),
        ([ended(OVER), ended(None)], 4),
        ([ended(OVER), None], 4),
        ([], 4),
        ([ended(NOW - LEFT_AFTER + HOUR)], 4),
    ],
    ids=["smaller by now", "not over", "one not over", "one not known", "none", "not long ago"],
)
def test_what_is_not_known_to_be_left_up_is_not_said_to_be(last: list[Any], desired: int) -> None:
    assert left_up(RAISED, last, desired, NOW) is None


def test_the_time_before_the_change_does_not_count() -> None:
    found = left_up(RAISED, [ended(RAISED.at - HOUR)], 4, NOW)
    assert found
    assert found.since == RAISED.at


def test_without_a_price_it_is_left_up_all_the_same() -> None:
    found = left_up(replace(RAISED, outlook=Outlook()), [ended(OVER)], 4, NOW)
    assert found == LeftUp(replace(RAISED, outlook=Outlook()), OVER)
