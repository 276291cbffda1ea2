"""What is read for a batch and what a decision writes: in few calls, and all or nothing for each alarm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.alarms.decide.decision import Arrived, Decided, Decision, Plan, Rules, Step, decide
from app.alarms.decide.incident import shown
from app.alarms.decide.showing import Showing
from app.alarms.decide.target import MessageId
from app.alarms.keep.alarm_store import AlarmStore, ByKey, Writes, packed
from app.alarms.keep.digests import Digests
from app.alarms.keep.incidents import Incidents
from app.alarms.keep.outcomes import Outcomes
from app.alarms.read.envelopes import Record
from app.alarms.read.transition import Notice, State, Transition
from app.base.errors import Later
from app.store.leases import HELD_SECONDS, Leases
from app.store.table import Changed, Document, Table
from tests.fakes.aws import HOME
from tests.fakes.bellhop import decision_on
from tests.fakes.clock import SetClock
from tests.fakes.counted import CountedTable

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RULES = Rules(channel="#alarms")
PLACE = MessageId("C0ALARMS", "1.0")


def store_over(table: Table, clock: SetClock) -> AlarmStore:
    leases = Leases(table, clock, sleep=lambda _: None)
    return AlarmStore(table, Incidents(table, clock), Outcomes(table, clock), leases, Digests(table, clock))


@pytest.fixture
def store(table: Table, clock: SetClock) -> AlarmStore:
    return store_over(table, clock)


def alarm(number: int = 0, state: State = State.ALARM, record: str = "") -> Arrived:
    name, old = f"web-{number}", State.OK if state is State.ALARM else State.ALARM
    at = NINE + timedelta(seconds=0 if state is State.ALARM else 60)
    transition = Transition(
        f"arn:{name}", name, "123456789012", "us-east-1", new=state, changed_at=at, old=old, groups=("web",)
    )
    return Arrived(Record(record or f"{name}-{state}", {}), transition)


def planned(store: AlarmStore, *arrived: Arrived) -> tuple[Plan, ByKey]:
    known, documents = store.read(arrived)
    plan = decide(arrived, known, RULES, NINE)
    return plan, store.completed(documents, plan)


def written(store: AlarmStore, arrived: Arrived, holder: str = "me") -> tuple[Decided, ByKey]:
    """A record that was decided and written, its alarm's lease in the holder's hand."""
    plan, documents = planned(store, arrived)
    return plan.decided[0], {**documents, **store.write(store.writes(plan.decided[0], documents, holder))}


def test_a_batch_is_read_in_two_calls(clock: SetClock) -> None:
    table = CountedTable()
    store = store_over(table, clock)
    for number in range(10):
        written(store, alarm(number))
    table.calls.clear()
    store.read([alarm(number, State.OK) for number in range(10)])
    assert table.calls == ["get_many", "get_many"]


def test_an_alarms_record_incident_and_lists_are_written_together_and_its_lease_is_held(store: AlarmStore) -> None:
    decided, _ = written(store, alarm())
    assert decided.incident is not None
    assert decision_on(store.outcomes, "web-0-ALARM") == Decision("posted", decided.incident.id)
    assert store.incidents.last_of("arn:web-0") == decided.incident
    assert store.incidents.open_of_group(HOME, "web") == (decided.incident,)
    assert store.read([alarm()])[0].busy == {alarm().lease}


def test_who_comes_second_writes_nothing(store: AlarmStore) -> None:
    plan, documents = planned(store, alarm())
    written(store, alarm(record="another way"))
    with pytest.raises(Changed):
        store.write(store.writes(plan.decided[0], documents, "me"))
    assert decision_on(store.outcomes, "web-0-ALARM") == Decision()


def test_what_is_reached_is_stored_with_the_outcome_and_the_lease_is_free_again(store: AlarmStore) -> None:
    decided, documents = written(store, alarm())
    assert decided.incident is not None
    showing = Showing(decided.incident)
    showing.reached(lambda known: shown(known, 0, 1, PLACE))
    store.finish(documents, alarm().lease, "me", showing, "web-0-ALARM", "posted")
    assert store.incidents.load(decided.incident.id).targets[0].place == PLACE
    assert decision_on(store.outcomes, "web-0-ALARM").done
    assert store.read([alarm()])[0].busy == frozenset()


def test_who_was_slower_than_its_lease_keeps_what_others_wrote_and_leaves_them_the_lease(
    store: AlarmStore, clock: SetClock
) -> None:
    decided, documents = written(store, alarm(), "slow")
    assert decided.incident is not None
    showing = Showing(decided.incident)
    showing.reached(lambda known: shown(known, 0, 1, PLACE))
    clock.advance(HELD_SECONDS + 1)
    written(store, alarm(state=State.OK), "quick")
    with pytest.raises(Later):
        store.finish(documents, alarm().lease, "slow", showing, "web-0-ALARM", "posted")
    stored = store.incidents.load(decided.incident.id)
    assert not decision_on(store.outcomes, "web-0-ALARM").done
    assert (stored.is_over, stored.targets[0].place, stored.needs_slack) == (True, PLACE, True)
    assert store.read([alarm()])[0].busy == {alarm().lease}


def test_what_was_shown_after_the_lease_had_ended_is_shown_once_more(store: AlarmStore, clock: SetClock) -> None:
    """The older edit may have come last."""
    decided, documents = written(store, alarm(), "slow")
    assert decided.incident is not None
    showing = Showing(decided.incident)
    showing.reached(lambda known: shown(known, 0, 1, PLACE))
    clock.advance(HELD_SECONDS + 1)
    quick, newer = written(store, alarm(state=State.OK), "quick")
    assert quick.incident is not None
    its_showing = Showing(quick.incident)
    its_showing.reached(lambda known: shown(known, 0, known.revision, PLACE))
    store.finish(newer, alarm().lease, "quick", its_showing, "web-0-OK", "edited")
    assert store.incidents.load(decided.incident.id).targets[0].shown_revision == quick.incident.revision

    with pytest.raises(Later):
        store.finish(documents, alarm().lease, "slow", showing, "web-0-ALARM", "posted")
    assert store.incidents.load(decided.incident.id).needs_slack


def test_a_notice_is_closed_without_an_incident(store: AlarmStore) -> None:
    notice = Arrived(Record("n", {}), Notice("a title", "a body"))
    _, documents = written(store, notice)
    store.finish(documents, notice.lease, "me", None, "n", "posted")
    assert decision_on(store.outcomes, "n") == Decision("posted", "", done=True)


def many(count: int, documents: int, characters: int = 1) -> list[tuple[Decided, Writes]]:
    """So many decided records, each with so many documents to be written."""
    data = {"text": "x" * characters}
    return [
        (
            Decided(alarm(number), "digested", Step.CLOSE),
            Writes(tuple(Document(f"{number}", f"{each}", data) for each in range(documents))),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(("characters", "largest"), [(1, 14), (100_000, 1)])
def test_as_many_are_packed_as_a_transaction_takes_and_no_alarm_is_parted(characters: int, largest: int) -> None:
    beside = Writes((Document("gate", "gate"),))
    parts = list(packed(many(30, 7, characters), beside, batched=True))
    assert max(len(part) for part, _ in parts) == largest
    assert all(len(writes.documents) == 7 * len(part) for part, writes in parts)
    assert sum(len(part) for part, _ in parts) == 30


def test_where_others_keep_coming_between_each_is_written_by_itself() -> None:
    assert [len(part) for part, _ in packed(many(5, 7), Writes(), batched=False)] == [1] * 5


def test_who_repeats_while_another_holds_the_alarm_does_not_take_the_lease_away(
    store: AlarmStore, clock: SetClock
) -> None:
    decided, documents = written(store, alarm())
    assert decided.incident is not None
    showing = Showing(decided.incident)
    showing.reached(lambda known: shown(known, 0, 1, PLACE))
    store.finish(documents, alarm().lease, "me", showing, "web-0-ALARM", "posted")
    clock.advance(80 * 86400)  # what points at it is to be renewed
    documents = store.incident_documents(decided.incident, alarm().lease)
    store.write(store.amended(documents, replace(showing.incident, reminders=1), alarm().lease, "another"))
    plan, documents = planned(store, alarm(record="another way"))
    assert (plan.decided[0].outcome, plan.decided[0].step) == ("repeated", Step.CLOSE)
    store.write(store.writes(plan.decided[0], documents))
    assert store.read([alarm()])[0].busy == {alarm().lease}
