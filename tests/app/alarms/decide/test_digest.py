"""A digest's values: its rows grow only newer, and the most urgent are first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.alarms.decide.digest import Called, Digest, Row, calls_of, new_for, newer, worst_first
from app.alarms.read.transition import State

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def row(name: str, state: State, minute: int = 0, excess: float = 0.0, mention: str = "") -> Row:
    at = NINE + timedelta(minutes=minute)
    return Row(f"i-{name}", name, state, began_at=at, changed_at=at, excess=excess, mention=mention)


def test_an_older_row_never_covers_a_newer_one() -> None:
    alarm, over = row("a", State.ALARM), row("a", State.OK, minute=3)
    assert newer(over, alarm) is None
    assert newer(alarm, over) == over
    assert newer(over, over) is None


def test_a_row_follows_its_incident_though_what_came_late_began_it_earlier() -> None:
    alarm = row("a", State.ALARM, minute=1)
    over = replace(row("a", State.OK, minute=3), began_at=NINE)
    assert newer(alarm, over) == over
    assert newer(over, alarm) is None
    missed = replace(over, changed_at=NINE + 60 * SECOND, is_end_known=False)
    assert newer(missed, over) == over, "its OK came, and says when it really was"


def test_a_row_came_when_it_joined_or_went_off_again() -> None:
    came, later = NINE, NINE + SECOND
    blind = replace(row("a", State.NO_DATA), came_at=came)
    still = newer(blind, replace(row("a", State.NO_DATA, minute=1), came_at=later))
    assert still is not None
    assert still.came_at == came
    off = newer(still, replace(row("a", State.ALARM, minute=2), came_at=later))
    assert off is not None
    assert off.came_at == later


def test_what_somebody_was_called_for_does_not_come_again_with_its_data() -> None:
    blind = replace(row("a", State.NO_DATA), came_at=NINE, called_at=NINE)
    back = newer(blind, replace(row("a", State.ALARM, minute=2), came_at=NINE + SECOND, called_at=NINE))
    assert back is not None
    assert back.came_at == NINE


def test_for_what_somebody_has_in_hand_nobody_is_called() -> None:
    red = row("a", State.ALARM, mention="<@U0ANA>")
    assert calls_of([replace(red, taken_by="U0BO"), replace(red, muted_until=NINE)]) == ()
    assert calls_of([red]) == ("<@U0ANA>",)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (row("a", State.ALARM, 9), row("b", State.NO_DATA, excess=5.0)),
        (row("a", State.NO_DATA, 9), row("b", State.OK)),
        (row("a", State.ALARM, 9, mention="<@U0ANA>"), row("b", State.ALARM, excess=5.0)),
        (row("a", State.ALARM, 9, excess=5.0), row("b", State.ALARM, excess=0.1)),
        (row("z", State.ALARM, 1), row("a", State.ALARM, 2)),
    ],
    ids=["alarm first", "no data before what is over", "who is to be called", "further beyond", "longest"],
)
def test_the_worst_are_first(first: Row, second: Row) -> None:
    assert worst_first([second, first]) == [first, second]


def test_new_for_somebody_is_what_came_since_and_nobody_has_in_hand() -> None:
    def came(name: str, seconds: int) -> Row:
        return replace(row(name, State.ALARM, mention="<@U0ANA>"), came_at=NINE + seconds * SECOND)

    rows = [
        came("later", 9),
        came("new", 5),
        came("old", 1),
        replace(came("taken", 5), taken_by="U0BO"),
        replace(came("muted", 5), muted_until=NINE),
        replace(came("over", 5), state=State.OK),
        replace(came("others", 5), mention="<@U0BO>"),
    ]
    assert [each.name for each in new_for("<@U0ANA>", rows, NINE + 2 * SECOND)] == ["new", "later"]
    assert [each.name for each in new_for("<@U0ANA>", rows, None)] == ["old", "new", "later"]


def test_whom_the_version_before_mentioned_was_mentioned_for_what_came_until_it_began() -> None:
    digest = Digest("d1", "C1", NINE, called=("<@U0ANA>",))
    assert digest.called_upto("<@U0ANA>") == NINE
    assert digest.called_upto("<@U0BO>") is None


def test_who_is_called_again_is_noted_once() -> None:
    first, again = Called("<@U0ANA>", NINE, NINE), Called("<@U0ANA>", NINE + SECOND, NINE + SECOND, 1)
    digest = Digest("d1", "C1", NINE).having_called(first).having_called(again)
    assert (digest.calls, digest.called) == ((again,), ("<@U0ANA>",))
