"""A channel's gate: the first few of a storm are cards, the rest is gathered for as long as its rate goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.alarms.decide.storm import SURELY, WINDOW, Gate, Posted, admitted

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOST = 3
SECOND = timedelta(seconds=1)


def let_in(gate: Gate, at: datetime, name: str, route: str = "", most: int = MOST) -> tuple[Gate, str]:
    return admitted(gate, "C1", Posted(at, name, route=route), most)


def after(count: int, at: datetime = NINE, gate: Gate = Gate(), route: str = "") -> tuple[Gate, list[str]]:  # noqa: B008 - frozen
    """The gate after so many new alarms at one time, and where each of them went."""
    went = []
    for number in range(count):
        gate, digest = let_in(gate, at, f"{at:%M%S%f}-{route}-{number}", route)
        went.append(digest)
    return gate, went


def test_the_first_few_are_cards_and_the_rest_one_digest() -> None:
    _, went = after(6)
    assert went[:3] == ["", "", ""]
    assert went[3] == went[4] == went[5] != ""


def test_who_asks_again_gets_the_same_answer() -> None:
    gate, went = after(4)
    for at in range(1, 4):
        assert let_in(gate, NINE, f"0000000000--{at}") == (gate, went[at])


def test_who_got_a_card_and_asks_again_in_the_storm_gets_it_again() -> None:
    """As after a write that somebody else came before."""
    gate, _ = after(9)
    assert let_in(gate, NINE, "0000000000--0")[1] == ""


def test_alarms_that_come_one_by_one_are_never_digested() -> None:
    gate = Gate()
    for number in range(20):
        gate, went = after(1, NINE + number * WINDOW / MOST, gate)
        assert went == [""]


def test_while_the_rate_goes_on_what_is_new_joins_the_digest() -> None:
    gate, (*_, digest) = after(4)
    for number in range(1, 40):
        gate, went = after(1, NINE + number * 3 * SECOND, gate)
        assert went == [digest]


def test_a_storm_is_over_when_its_rate_is_and_the_next_one_has_a_digest_of_its_own() -> None:
    gate, (*_, digest) = after(4)
    gate, went = after(4, NINE + WINDOW, gate)
    assert went[:3] == ["", "", ""]
    assert went[3] not in ("", digest)


def test_of_a_trickle_after_a_burst_each_alarm_has_a_card() -> None:
    gate, _ = after(6)
    for number in range(1, 60):
        gate, went = after(1, NINE + number * timedelta(minutes=4, seconds=50), gate)
        assert went == [""]


def test_a_digest_that_was_closed_takes_no_more() -> None:
    gate, (*_, digest) = after(6)
    gate, went = after(2, NINE + SECOND, gate.without(digest))
    assert digest not in went
    assert went[0] == went[1] != ""


def test_a_card_is_counted_in_one_digest_only() -> None:
    gate, counted = Gate(), dict[str, tuple[Posted, ...]]()
    for number, seconds in enumerate((0, 0.5, 9, 9.5, 10.6, 10.7)):
        gate, digest = let_in(gate, NINE + seconds * SECOND, f"i{number}")
        if digest:
            counted[digest] = gate.cards_of(digest)
    assert len(counted) == 2
    incidents = [card.incident for cards in counted.values() for card in cards]
    assert len(incidents) == len(set(incidents))


def test_thousands_do_not_all_write_the_gate() -> None:
    gate, _ = after(4)
    gate, _ = after(MOST, NINE + SURELY, gate)
    assert after(1_000, NINE + SURELY * 1.5, gate)[0] == gate


def test_a_newcomer_by_another_route_has_a_card_and_more_of_them_a_digest_of_their_own() -> None:
    gate, (*_, digest) = after(6, route="web")
    gate, went = after(5, NINE + SECOND, gate, route="db")
    assert went[:3] == ["", "", ""]
    assert went[3] == went[4]
    assert went[3] not in ("", digest)
    assert after(1, NINE + 2 * SECOND, gate, route="web")[1] == [digest]
    assert after(1, NINE + 2 * SECOND, gate, route="db")[1] == [went[3]]


def test_an_alarm_that_came_by_one_of_the_storms_routes_is_no_newcomer() -> None:
    gate, (*_, digest) = after(6, route="web")
    assert after(1, NINE + SECOND, gate, route="db web")[1] == [digest]


def test_the_storm_of_a_route_goes_on_though_the_one_before_it_is_over() -> None:
    gate, _ = after(6, route="web")
    gate, (*_, digest) = after(6, NINE + WINDOW * 0.9, gate, route="db")
    gate, went = after(1, NINE + WINDOW * 1.5, gate, route="web")
    assert went == [""]
    assert after(1, NINE + WINDOW * 1.5, gate, route="db")[1] == [digest]


ARRIVALS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.01, 0.3, 1.0, 1.9, 2.1, 4.0, 9.9, 10.0, 60.0, 290.0]), st.sampled_from("abc")),
    max_size=120,
)


@given(ARRIVALS, st.integers(1, 6), st.booleans())
def test_whoever_arrives_when_fewer_came_than_get_cards_has_a_card(
    arrivals: list[tuple[float, str]], most: int, by_route: bool
) -> None:
    """And no digest that an alarm was kept out of is opened again."""
    gate, now, came, closed, last = Gate(), NINE, list[datetime](), set[str](), dict[str, str]()
    for number, (pause, letter) in enumerate(arrivals):
        now += timedelta(seconds=pause)
        route = letter if by_route else ""
        gate, digest = let_in(gate, now, f"i{number}", route, most)
        if sum(now - each < WINDOW for each in came) < most:
            assert digest == ""
        if not by_route:
            if digest != last.get(route, ""):
                closed |= {last.get(route, "")} - {""}
            last[route] = digest
        assert digest not in closed
        came.append(now)


@given(ARRIVALS, st.integers(1, 6))
def test_of_one_route_no_more_than_that_many_get_cards_within_the_time(
    arrivals: list[tuple[float, str]], most: int
) -> None:
    gate, now, cards = Gate(), NINE, list[datetime]()
    for number, (pause, _) in enumerate(arrivals):
        now += timedelta(seconds=pause)
        gate, digest = let_in(gate, now, f"i{number}", "", most)
        if not digest:
            cards.append(now)
            assert sum(now - each < WINDOW - SURELY for each in cards) <= most


def test_a_storm_that_waits_on_the_queue_is_one_though_nobody_takes_from_it_for_a_while() -> None:
    gate = Gate()
    for number in range(4):
        gate, digest = admitted(gate, "C1", Posted(NINE, f"i{number}", sent_at=NINE), MOST)
    later = Posted(NINE + 6 * WINDOW, "late", sent_at=NINE + 5 * SECOND)
    assert admitted(gate, "C1", later, MOST)[1] == digest


def test_what_waited_for_hours_and_comes_alone_has_a_card() -> None:
    gate, _ = after(4)
    assert admitted(gate, "C1", Posted(NINE + 6 * WINDOW, "late", sent_at=NINE - WINDOW), MOST)[1] == ""


def test_what_waited_for_hours_and_comes_at_once_is_a_storm() -> None:
    gate = Gate()
    for number in range(4):
        sent = NINE - number * timedelta(minutes=9)
        gate, digest = admitted(gate, "C1", Posted(NINE, f"i{number}", sent_at=sent), MOST)
    assert digest
