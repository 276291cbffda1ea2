"""A channel's gate: the first few of a storm are cards, the rest is gathered until it is calm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.alarms.decide.storm import CALM, WINDOW, Gate, Row, admitted, newer, worst_first
from app.alarms.read.transition import State

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOST = 3


def after(count: int, at: datetime = NINE, gate: Gate = Gate()) -> tuple[Gate, list[str]]:  # noqa: B008 - frozen
    """The gate after so many new incidents at one time, and where each of them went."""
    went = []
    for number in range(count):
        gate, digest = admitted(gate, "C1", f"{at:%M%S}-{number}", MOST, at)
        went.append(digest)
    return gate, went


def row(name: str, state: State, minute: int = 0) -> Row:
    at = NINE + timedelta(minutes=minute)
    return Row(f"i-{name}", name, state, began_at=at, changed_at=at)


def test_the_first_few_are_cards_and_the_rest_one_digest() -> None:
    _, went = after(6)
    assert went[:3] == ["", "", ""]
    assert went[3] == went[4] == went[5] != ""


def test_who_asks_again_gets_the_same_answer() -> None:
    gate, _ = after(1)
    assert admitted(gate, "C1", "0000-0", MOST, NINE) == (gate, "")


def test_alarms_that_come_one_by_one_are_never_digested() -> None:
    gate = Gate()
    for number in range(20):
        gate, went = after(1, NINE + number * WINDOW / MOST, gate)
        assert went == [""]


def test_while_a_storm_goes_on_what_is_new_joins_its_digest() -> None:
    gate, (*_, digest) = after(4)
    gate, went = after(1, NINE + CALM * 0.9, gate)
    assert went == [digest]
    assert after(1, NINE + CALM * 1.8, gate)[1] == [digest]


def test_after_a_calm_there_are_cards_again_and_the_next_storm_has_a_digest_of_its_own() -> None:
    gate, (*_, digest) = after(4)
    _, went = after(4, NINE + CALM, gate)
    assert went[:3] == ["", "", ""]
    assert went[3] not in ("", digest)


def test_thousands_do_not_all_write_the_gate() -> None:
    gate, _ = after(4)
    assert after(1_000, NINE + timedelta(seconds=5), gate)[0] == gate


def test_an_older_row_never_covers_a_newer_one() -> None:
    alarm, over = row("a", State.ALARM), row("a", State.OK, minute=3)
    assert newer(over, alarm) is None
    assert newer(alarm, over) == over
    assert newer(over, over) is None


def test_the_worst_are_first_and_of_those_the_longest() -> None:
    rows = [row("ok", State.OK), row("late", State.ALARM, 2), row("blind", State.NO_DATA), row("early", State.ALARM, 1)]
    assert [each.name for each in worst_first(rows)] == ["early", "late", "blind", "ok"]
