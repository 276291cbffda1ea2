"""Histories: whatever order changes arrive in, and however often, the alarm's last incident is the same."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alarms.decide.history import Flapping, in_order
from app.alarms.decide.incident import Incident, Outcome
from app.alarms.decide.target import Target
from app.alarms.read.transition import State, Transition
from tests.app.alarms.alarm_support import card
from tests.app.alarms.decide.sequences import changed_by

OK, ALARM, NO_DATA = State.OK, State.ALARM, State.NO_DATA
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FLAPPING = Flapping(changes=4, within=timedelta(minutes=10))


def change(old: State, new: State, seconds: float, **more: bool) -> Transition:
    """The alarm `web` changes so many seconds after nine."""
    at = NINE + timedelta(seconds=seconds)
    return Transition("arn:web", "web", "123456789012", "us-east-1", new=new, changed_at=at, old=old, **more)  # type: ignore[arg-type]


def alternating(*seconds: float) -> list[Transition]:
    """ALARM, OK, ALARM, OK ... at these times."""
    states = itertools.cycle([(OK, ALARM), (ALARM, OK)])
    return [change(*next(states), at) for at in seconds]


def applied(transitions: list[Transition]) -> tuple[Incident, list[Outcome], set[str]]:
    """The last incident once these have arrived, what became of each, and the ids of all incidents that were shown."""
    last: Incident | None = None
    outcomes, ids = [], set()
    for each in transitions:
        last, outcome = changed_by(last, each, flapping=FLAPPING)
        outcomes.append(outcome)
        if last.is_announced:
            ids.add(last.id)
    assert last is not None
    return last, outcomes, ids


def looks(incident: Incident) -> object:
    """The card as it is read; which incident a button speaks of is no part of that."""
    message = card(replace(incident, id="i"))
    return message.text, message.block_dicts()


def chains() -> st.SearchStrategy[list[Transition]]:
    """A true history: each change goes on from the state before, at times that may be equal or far apart.

    No state comes twice at one instant: of two round trips within a millisecond nobody could tell which was the first.
    """
    steps = st.tuples(st.sampled_from([0, 0.3, 1, 60, 200, 4000]), st.sampled_from([OK, ALARM, NO_DATA]), st.booleans())

    def chain(found: list[tuple[float, State, bool]]) -> list[Transition]:
        state, at, made = OK, 0.0, []
        seen = {state}
        for pause, new, muted in found:
            at += pause or (0.3 if new in seen else 0)
            seen = {state} if pause or new in seen else seen
            seen.add(new)
            if new is not state:
                made.append(change(state, new, at, muted=muted))
            state = new
        return made

    return st.lists(steps, min_size=1, max_size=8).map(chain).filter(bool)


@given(chains(), st.data())
def test_any_order_and_repetition_ends_with_the_same_card(history: list[Transition], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(history), max_size=4))
    arrived = data.draw(st.permutations([*history, *again]))
    expected, _, _ = applied(history)
    last, outcomes, _ = applied(arrived)
    assert last.is_announced >= expected.is_announced
    if expected.is_announced:
        assert looks(last) == looks(expected)
    assert len(outcomes) == len(arrived)


def test_of_an_equal_time_all_are_remembered_though_one_of_them_began_an_incident() -> None:
    alarm, over = change(OK, ALARM, 1), change(ALARM, OK, 1)
    first, last = change(OK, ALARM, 0), change(ALARM, OK, 0)
    assert looks(applied([first, over, alarm, last])[0]) == looks(applied([first, last, alarm, over])[0])


@given(chains(), st.data())
def test_histories_have_one_order(history: list[Transition], data: st.DataObject) -> None:
    last, _, _ = applied(data.draw(st.permutations(history)))
    assert last.changes == in_order(last.changes)
    once = {(each.changed_at, each.old, each.new) for each in history}
    assert [each.at for each in last.changes] == sorted(at for at, _, _ in once)


def test_an_alarm_that_comes_back_a_second_time_is_a_new_incident() -> None:
    _, outcomes, ids = applied(alternating(0, 60, 120, 180))
    assert outcomes == [Outcome.POSTED, Outcome.EDITED, Outcome.POSTED, Outcome.EDITED]
    assert len(ids) == 2


def test_an_alarm_that_flaps_goes_on_with_its_incident_and_is_counted() -> None:
    last, outcomes, ids = applied(alternating(0, 60, 120, 180, 240, 300, 360))
    assert outcomes[4:] == [Outcome.EDITED] * 3
    assert len(ids) == 2
    assert (last.flaps, last.flaps_since) == (7, NINE)


def test_the_thread_is_quiet_about_each_flap() -> None:
    before, _, _ = applied(alternating(0, 60, 120, 180))
    after, _, _ = applied(alternating(0, 60, 120, 180, 240, 300))
    assert len(after.targets[0].thread) == len(before.targets[0].thread)


def test_after_a_rest_an_alarm_that_flapped_is_a_new_incident() -> None:
    _, outcomes, _ = applied(alternating(0, 60, 120, 180, 240, 300, 1500))
    assert outcomes[-1] is Outcome.POSTED


def test_without_flapping_each_time_is_an_incident() -> None:
    last = None
    ids = set()
    for each in alternating(0, 60, 120, 180, 240, 300):
        last, _ = changed_by(last, each, flapping=Flapping(changes=0))
        ids.add(last.id)
    assert len(ids) == 3


def test_what_a_mute_rule_keeps_back_begins_no_message() -> None:
    last, outcomes, ids = applied([change(OK, ALARM, 0, muted=True), change(ALARM, OK, 60, muted=True)])
    assert outcomes == [Outcome.QUIET_MUTED] * 2
    assert (last.needs_slack, ids) == (False, set())


def test_an_open_incident_shows_what_happens_while_it_is_muted() -> None:
    last, outcomes, _ = applied([change(OK, ALARM, 0), change(ALARM, OK, 60, muted=True)])
    assert outcomes[-1] is Outcome.EDITED
    assert last.is_over


def test_a_muted_alarm_is_a_message_once_its_actions_are_carried_out() -> None:
    last, outcomes, _ = applied([change(OK, ALARM, 0, muted=True), change(OK, ALARM, 0, after_mute=True)])
    assert outcomes == [Outcome.QUIET_MUTED, Outcome.POSTED]
    assert last.needs_slack


def test_actions_carried_out_again_after_a_mute_are_said_once_on_the_same_message() -> None:
    last, outcomes, ids = applied([change(OK, ALARM, 0), *[change(OK, ALARM, 0, after_mute=True)] * 2])
    assert outcomes == [Outcome.POSTED, Outcome.EDITED, Outcome.REPEATED]
    assert len(ids) == 1
    assert "The mute window ended" in last.targets[0].thread[-1].text


def test_a_composites_release_shows() -> None:
    last, outcomes, ids = applied([change(OK, ALARM, 0), change(ALARM, ALARM, 60, released=True)])
    assert (outcomes[-1], len(ids)) == (Outcome.EDITED, 1)
    assert "no longer suppressed" in last.targets[0].thread[-1].text


@pytest.mark.parametrize("first", [0, 1])
def test_a_late_alarm_corrects_since_when(first: int) -> None:
    history = alternating(0, 60)
    last, outcomes, _ = applied([history[1], history[0]] if first else history)
    assert last.began_at == NINE
    assert outcomes[1] is (Outcome.LATE if first else Outcome.EDITED)


def test_what_a_mute_kept_back_goes_where_its_routes_send_it_once_it_is_told() -> None:
    silent, loud = (Target("#rest"),), (Target("#ops", mention="<!subteam^S0OPS>"),)
    last, _ = changed_by(None, change(OK, NO_DATA, 0, muted=True), lambda _: silent)
    told, outcome = changed_by(last, change(NO_DATA, ALARM, 60), lambda _: loud)
    assert (outcome, told.targets) == (Outcome.POSTED, loud)
