"""Notifications that never came, or came in another order: every alarm is told once, and somebody is called for it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alarms.decide.digest import Row, newer, row_of
from app.alarms.decide.history import Change, Flapping, change_of
from app.alarms.decide.incident import Incident, Outcome, Response, acknowledged_by
from app.alarms.decide.target import Target
from app.alarms.decide.transitions import NEVER_FLAPS, apply_transition, closed_by
from app.alarms.read.transition import State, Transition
from tests.app.alarms.decide.sequences import ALARM, NINE, NO_DATA, OK, change

pytestmark = pytest.mark.slow

CALLED = "<@U0ANA>"

# What CloudWatch may say of one alarm within moments, in its order.
HISTORIES = [
    [OK, ALARM, OK, ALARM],
    [OK, ALARM, OK, ALARM, OK],
    [OK, ALARM, NO_DATA, OK, ALARM],
    [OK, ALARM, NO_DATA, ALARM, OK],
    [OK, ALARM, OK, NO_DATA, ALARM],
    [NO_DATA, OK, ALARM, OK, ALARM],
    [OK, NO_DATA, ALARM, OK, ALARM],
    [ALARM, OK, ALARM, OK, ALARM],
]
# Seconds between two changes: within one second, within a minute, hours apart.
PACES = [0.3, 45.0, 7000.0]


@dataclass
class Channel:
    """What people see of one alarm: its cards, the lines below them, and whom which change has called.

    `row` is what a digest says, were it in one.
    """

    last: Incident | None = None
    row: Row | None = None
    cards: dict[str, Incident] = field(default_factory=dict)
    posted: list[Change] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    called: list[Change] = field(default_factory=list)

    def take(self, transition: Transition, flapping: Flapping = NEVER_FLAPS) -> Outcome:
        incident, outcome = apply_transition(self.last, transition, _ana, flapping)
        is_new = self.last is None or incident.id != self.last.id
        if self.last and incident.follows == self.last.id and is_new:
            self.cards[self.last.id] = closed_by(self.last, incident)
        was_shown = self.last is not None and not is_new and self.last.is_announced
        if incident.is_announced and not was_shown:
            self.posted.append(change_of(incident.latest))
            self.called += [change_of(incident.latest)] if incident.latest.new is ALARM else []
        for line in incident.targets[0].thread[len(self.last.targets[0].thread) if self.last and not is_new else 0 :]:
            self.told.append(line.id)
            self.called += [change_of(incident.latest)] if CALLED in line.mention else []
        self.last = self.cards[incident.id] = incident
        self.row = newer(self.row, row_of(incident, incident.targets[0])) or self.row
        return outcome


def _ana(transition: Transition) -> tuple[Target, ...]:
    return (Target(mention=CALLED if transition.new is ALARM else ""),)


def history(states: Sequence[State], pace: float) -> list[Transition]:
    return [change(old, new, pace * at) for at, (old, new) in enumerate(itertools.pairwise(states))]


def arrivals(changes: Sequence[Transition]) -> Iterator[tuple[Transition, ...]]:
    """Every order of every part of them: the others are lost."""
    for size in range(1, len(changes) + 1):
        for part in itertools.combinations(changes, size):
            yield from itertools.permutations(part)


def assert_heard(arrived: Iterable[Transition]) -> None:
    """The last state is shown, each alarm is told once, nothing twice, and no card is left open beside the last."""
    arrived, seen = list(arrived), Channel()
    for each in arrived:
        seen.take(each)
    newest, last = max(arrived, key=lambda each: each.changed_at), seen.last
    assert last is not None
    assert (last.latest, last.is_over) == (newest, newest.new is OK)
    assert [card.id for card in seen.cards.values() if not card.is_over] == ([] if last.is_over else [last.id])
    assert seen.row is not None
    assert (seen.row.incident, seen.row.state, seen.row.began_at) == (last.id, last.latest.new, last.began_at)
    told = [f"change-{each.name}" for each in seen.posted] + seen.told
    assert {f"change-{change_of(each).name}" for each in arrived if each.new is ALARM} <= set(told)
    assert len(told) == len(set(told))
    assert len(seen.called) == len(set(seen.called))
    if newest.new is ALARM:
        assert any(each.at >= last.began_at for each in seen.called), "nobody was called for what is in ALARM now"


@pytest.mark.parametrize("pace", PACES)
def test_whatever_is_lost_and_in_whatever_order_the_rest_comes_each_alarm_is_heard(
    pace: float, figure: Callable[[str], None]
) -> None:
    count = 0
    for states in HISTORIES:
        for arrived in arrivals(history(states, pace)):
            assert_heard(arrived)
            count += 1
    figure(f"{count} orders of what may be lost of {len(HISTORIES)} histories, a change each {pace} s")
    assert count > 400


@pytest.mark.parametrize("pace", PACES)
def test_each_of_them_delivered_twice_tells_nothing_twice(pace: float) -> None:
    for states in HISTORIES[:2]:
        for arrived in arrivals(history(states, pace)[:3]):
            assert_heard((*arrived, *arrived))


@given(st.data())
def test_of_any_history_with_any_loss_in_any_order_each_alarm_is_heard(data: st.DataObject) -> None:
    states = [data.draw(st.sampled_from([OK, ALARM, NO_DATA]))]
    for _ in range(data.draw(st.integers(2, 8))):
        states.append(data.draw(st.sampled_from([each for each in (OK, ALARM, NO_DATA) if each is not states[-1]])))
    pauses = data.draw(st.lists(st.sampled_from([0.3, 1.5, 60, 5000]), min_size=len(states), max_size=len(states)))
    times = list(itertools.accumulate(pauses))
    true = [change(old, new, times[at]) for at, (old, new) in enumerate(itertools.pairwise(states))]
    kept = data.draw(st.lists(st.sampled_from(true), min_size=1, unique=True))
    assert_heard(data.draw(st.permutations(kept)))


def test_an_alarm_whose_ok_did_not_come_is_a_message_of_its_own_each_time() -> None:
    seen = Channel()
    outcomes = [seen.take(change(OK, ALARM, day * 86400)) for day in range(3)]
    assert outcomes == [Outcome.POSTED] * 3
    assert len(seen.called) == 3


def test_the_card_before_says_that_an_ok_must_have_come_and_not_when() -> None:
    seen = Channel()
    seen.take(change(OK, ALARM))
    seen.take(change(OK, ALARM, 3600))
    first, second = seen.cards.values()
    assert (first.is_over, first.ok_missed, first.latest.new) == (True, True, OK)
    assert (second.is_over, second.ok_missed, second.follows) == (False, False, first.id)
    assert "has not arrived" in first.targets[0].thread[-1].text


def test_an_ok_that_comes_late_between_two_alarms_is_told_where_people_read() -> None:
    seen = Channel()
    for each in (change(OK, ALARM), change(OK, ALARM, 3600), change(ALARM, OK, 1800)):
        seen.take(each)
    assert seen.last is not None
    assert "Arrived late: ALARM → OK" in seen.last.targets[0].thread[-1].text
    assert not seen.last.is_over


def test_a_late_ok_that_shows_a_new_alarm_calls_people_and_takes_back_that_somebody_is_on_it() -> None:
    seen = Channel()
    for each in (change(OK, ALARM), change(NO_DATA, ALARM, 3600)):
        seen.take(each)
    assert seen.last is not None
    seen.last = acknowledged_by(seen.last, Response(NINE, "U0BO", "on it"))
    assert seen.take(change(NO_DATA, OK, 1800)) is Outcome.EDITED
    assert [each.new for each in seen.called] == [ALARM, ALARM]
    assert "is a new alarm" in seen.last.targets[0].thread[-1].text
    assert seen.last.acknowledged is None
    assert seen.last.began_at == change(NO_DATA, ALARM, 3600).changed_at


def test_what_was_muted_and_is_over_is_no_reason_to_leave_the_card_before_open() -> None:
    seen = Channel()
    seen.take(change(OK, ALARM))
    muted = Transition(**{**vars(change(OK, ALARM, 3600)), "muted": True})
    assert seen.take(muted) is Outcome.QUIET_MUTED
    first, _ = seen.cards.values()
    assert first.ok_missed


def contributor(new: State, seconds: float, old: State | None = None) -> Transition:
    return Transition(**{**vars(change(old, new, seconds)), "contributor": "6d442278dba546f6"})


def test_a_contributor_that_goes_off_again_is_heard_though_no_state_before_is_said() -> None:
    seen = Channel()
    outcomes = [seen.take(contributor(ALARM, at)) for at in (0, 3600)]
    assert outcomes == [Outcome.POSTED] * 2


@pytest.mark.parametrize("old", [OK, ALARM, None])
def test_what_comes_by_sns_and_by_eventbridge_of_a_contributor_is_one_change(old: State | None) -> None:
    seen = Channel()
    assert seen.take(contributor(ALARM, 0, old)) is Outcome.POSTED
    assert seen.take(contributor(ALARM, 0)) is Outcome.REPEATED
    assert seen.take(contributor(OK, 60, ALARM)) is Outcome.EDITED
    assert seen.take(contributor(OK, 60)) is Outcome.REPEATED


def flapped(count: int, pause: float, states: Sequence[State] = (OK, ALARM)) -> Incident:
    seen = Channel()
    for at in range(count):
        old, new = states[at % len(states)], states[(at + 1) % len(states)]
        seen.take(change(old, new, at * pause), Flapping())
    assert seen.last is not None
    return seen.last


def test_four_hundred_changes_are_counted_from_the_first() -> None:
    incident = flapped(400, 0.3)
    assert (incident.began_at, incident.flaps, incident.flaps_since) == (NINE, 400, NINE)
    assert len(incident.changes) == 50


@pytest.mark.parametrize("count", [49, 50, 51, 75, 101, 160])
def test_an_incident_of_hours_keeps_its_beginning_and_its_count(count: int) -> None:
    seen = Channel()
    seen.take(change(OK, ALARM))
    for at in range(1, count):
        seen.take(change(*((ALARM, NO_DATA) if at % 2 else (NO_DATA, ALARM)), at * 600))
    assert seen.last is not None
    assert (seen.last.began_at, seen.last.changed, seen.last.has_gaps) == (NINE, count, False)
    assert len(seen.cards) == 1


def test_of_hundreds_of_changes_those_that_come_late_are_told_and_change_nothing() -> None:
    seen = Channel()
    for at in range(120):
        seen.take(change(*((ALARM, NO_DATA) if at % 2 else (NO_DATA, ALARM)), at * 600))
    before = seen.last
    assert before is not None
    assert seen.take(change(ALARM, OK, 30 * 600 + 1)) is Outcome.LATE
    after = seen.last
    assert after is not None
    assert (after.began_at, after.changed, after.latest) == (before.began_at, before.changed, before.latest)


def test_changes_that_do_not_fit_together_are_counted_as_at_least_so_many() -> None:
    seen = Channel()
    for each in (change(OK, ALARM), change(NO_DATA, ALARM, 60), change(ALARM, NO_DATA, 120)):
        seen.take(each)
    assert seen.last is not None
    assert (seen.last.changed, seen.last.has_gaps) == (3, True)
