"""Which messages of an incident are rows: of any sequence of alarms each is a card or a row, and in one place only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alarms.decide.decision import Decided, Known, Rules, decide
from app.alarms.decide.incident import Incident, Response
from app.alarms.decide.rows import counted_rows, goes_off_again, left, let_in_again
from app.alarms.decide.storm import Gate
from app.alarms.decide.target import MessageId, Target
from app.alarms.read.transition import State
from app.config.routes import Route
from tests.app.alarms.decide.test_decision import CHANNELS, alarm

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ROUTES = (Route(alarm="web-*1", mention=("U0ANA",)), Route(alarm="web-*2", mention=("U0BO",)))
PAUSES = st.sampled_from([0.0, 0.2, 1.0, 2.5, 9.0, 10.0, 61.0])


def off(*targets: Target, state: State = State.ALARM, is_over: bool = False) -> Incident:
    transition = alarm(state=state).payload
    return Incident("i1", transition, NINE, ended_at=NINE if is_over else None, targets=targets)  # type: ignore[arg-type]


@pytest.mark.slow
@given(st.lists(st.tuples(PAUSES, st.integers(1, 12)), max_size=25), st.integers(1, 5), st.booleans())
def test_each_alarm_is_a_card_or_one_row_whatever_came_before_and_in_whatever_batches(
    batches: list[tuple[float, int]], most: int, by_route: bool
) -> None:
    rules = Rules(channel="#alarms", most=most, routes=ROUTES if by_route else ())
    gates: dict[str, Gate] = {}
    now, number, decided = NINE, 0, list[Decided]()
    for pause, count in batches:
        now += timedelta(seconds=pause)
        arrived = [alarm(at) for at in range(number, number + count)]
        plan = decide(arrived, Known(channels=CHANNELS, gates=gates), rules, now)
        gates |= plan.gates
        decided += plan.decided
        number += count
    for each in decided:
        assert each.incident is not None
        (target,) = each.incident.targets
        assert target.has_card != bool(target.digest)
        assert [row.digest for row in each.rows] == ([target.digest] if target.digest else [])
    rows = [row.row.name for each in decided for row in each.rows]
    assert len(rows) == len(set(rows))


def test_what_goes_off_after_it_was_not_in_alarm_is_let_in_again() -> None:
    blind = off(Target("#ops", "<@U0ANA>", digest="d1", shown_revision=3, route="r"), state=State.NO_DATA)
    red = off(*blind.targets)
    assert goes_off_again(blind, red)
    assert let_in_again(red, blind).targets == (Target("#ops", "<@U0ANA>", route="r"),)


def test_what_somebody_has_in_hand_or_was_called_for_stays_its_row_once_its_data_is_back() -> None:
    row = Target("#ops", "<@U0ANA>", digest="d1")
    blind, red = off(row, state=State.NO_DATA), off(row)
    taken = replace(red, acknowledged=Response(red.began_at, "U0ANA", ""))
    assert let_in_again(taken, blind) == taken
    later = replace(red.latest, changed_at=red.began_at + timedelta(minutes=1))
    called = replace(red, latest=later, called_at=red.began_at)
    assert let_in_again(called, blind) == called


def test_what_is_in_hand_and_goes_off_after_it_was_over_mentions_nobody() -> None:
    row = Target("#ops", "<@U0ANA>", digest="d1")
    taken = replace(off(row), acknowledged=Response(off().began_at, "U0ANA", ""))
    assert let_in_again(taken, off(row, state=State.OK, is_over=True)).targets == (Target("#ops"),)


def test_what_was_in_alarm_already_or_is_muted_stays_where_it_is() -> None:
    red = off(Target(digest="d1"))
    assert not goes_off_again(red, red)
    assert not goes_off_again(None, red)
    muted = replace(red, latest=replace(red.latest, muted=True))
    assert not goes_off_again(off(state=State.NO_DATA), muted)


def test_what_is_still_in_alarm_once_its_mute_has_ended_is_let_in_again() -> None:
    red = off(Target(digest="d1"))
    again = replace(red, latest=replace(red.latest, after_mute=True))
    assert goes_off_again(red, again)
    assert not goes_off_again(again, again)


def test_a_card_that_was_over_is_not_counted_with_its_storm_any_more() -> None:
    card = Target(has_card=True, counted_in="d1")
    over, blind = off(card, state=State.OK, is_over=True), off(card, state=State.NO_DATA)
    assert let_in_again(off(card), over).targets == (Target(has_card=True),)
    assert let_in_again(off(card), blind).targets == (card,)


def test_a_row_that_is_not_over_leaves_its_digest_for_another_place() -> None:
    before, elsewhere = off(Target(digest="d1"), state=State.NO_DATA), off(Target(has_card=True))
    assert left(before, elsewhere) == ("d1",)
    assert left(before, off(Target(digest="d1"))) == ()
    assert left(off(Target(digest="d1"), state=State.OK, is_over=True), elsewhere) == ()


def test_a_card_that_changed_is_a_row_of_the_digest_that_counts_it() -> None:
    place = MessageId("C0ALARMS", "1.5")
    (row,) = counted_rows(off(Target(has_card=True, counted_in="d1", place=place)))
    assert (row.digest, row.channel, row.row.has_card) == ("d1", "C0ALARMS", True)
    assert counted_rows(off(Target(has_card=True, counted_in="d1", place=place, shown_revision=1))) == ()
