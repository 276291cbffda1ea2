"""Operations: a job that is tried again finds what was decided, whether it acted, and what it has to tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.alarms.decide.incident import Response
from app.base.deadline import ending
from app.base.errors import BellhopError, Later, Wrong
from app.listeners.operation import Operation, TooLate
from app.slack.interactions import Reply
from app.slack.messages.message import sentence
from app.store.table import Changed, Document, MemoryTable, Table
from tests.fakes.clock import SetClock
from tests.fakes.counted import CountedTable


@pytest.fixture
def operation(table: Table, clock: SetClock) -> Operation:
    return Operation("job-1", table, clock)


def again(operation: Operation) -> Operation:
    """The same job on another worker, or the same worker once it reads again."""
    return Operation(operation.id, operation.table, operation.clock)


def unseen() -> bool:
    """A look that doesn't find the change."""
    return False


def break_off(operation: Operation) -> None:
    """The process dies in the middle of the change."""
    with pytest.raises(ZeroDivisionError):
        operation.act_once(lambda: [][1 // 0], unseen)


def test_what_was_decided_stands_once_the_change_has_begun(operation: Operation) -> None:
    assert operation.once("plan", lambda: {"before": 2, "after": 4}) == {"before": 2, "after": 4}
    break_off(operation)
    assert again(operation).once("plan", lambda: {"before": 4, "after": 6}) == {"before": 2, "after": 4}


def test_before_the_change_has_begun_each_try_decides_by_what_it_finds(operation: Operation) -> None:
    operation.once("plan", lambda: {"before": 2, "after": 4})
    assert again(operation).once("plan", lambda: {"before": 4, "after": 6}) == {"before": 4, "after": 6}


def test_one_that_is_begun_must_be_finished_and_one_that_has_acted_stays_so(operation: Operation) -> None:
    operation.begin()
    assert again(operation).has_begun_to_act
    assert not again(operation).has_acted
    operation.act_once(lambda: None, unseen)
    operation.begin()
    assert again(operation).has_acted


def test_a_decision_that_failed_is_not_remembered(operation: Operation) -> None:
    with pytest.raises(ZeroDivisionError):
        operation.once("plan", lambda: 1 // 0)
    assert operation.once("plan", lambda: "made") == "made"


def test_two_decisions_of_one_job_do_not_touch_each_other(operation: Operation) -> None:
    operation.once("a", lambda: 1)
    operation.once("b", lambda: 2)
    break_off(operation)
    assert [operation.once(name, lambda: 0) for name in ("a", "b")] == [1, 2]


def test_a_job_keeps_the_place_that_its_first_try_was_given(operation: Operation) -> None:
    assert operation.place is None
    operation.take_place(7, beside=Document("topic#web", "turns", {"arrived": 7}))
    assert again(operation).place == 7
    assert operation.table.get("topic#web", "turns").data == {"arrived": 7}


def test_a_place_is_not_taken_where_somebody_wrote_beside_it(operation: Operation) -> None:
    operation.table.put(Document("topic#web", "turns", {"arrived": 7}))
    with pytest.raises(Changed):
        operation.take_place(7, beside=Document("topic#web", "turns", {"arrived": 7}))
    assert again(operation).place is None


def test_a_change_that_was_done_is_not_done_again(operation: Operation) -> None:
    changes: list[str] = []
    assert operation.act_once(lambda: changes.append("scaled"), unseen)
    assert again(operation).act_once(lambda: changes.append("scaled"), unseen)
    assert changes == ["scaled"]


@pytest.mark.parametrize(("shows", "changes", "known"), [(True, 0, True), (False, 1, True), (None, 0, False)])
def test_after_a_change_that_broke_off_the_next_try_looks_first(
    shows: bool | None, changes: int, known: bool, operation: Operation
) -> None:
    break_off(operation)
    assert again(operation).has_begun_to_act
    done: list[str] = []
    assert again(operation).act_once(lambda: done.append("scaled"), lambda: shows) == known
    assert again(operation).act_once(lambda: done.append("scaled"), lambda: shows) == known
    assert len(done) == changes


def test_a_change_that_broke_off_and_shows_not_is_not_done_when_it_is_too_late(operation: Operation) -> None:
    break_off(operation)
    changes: list[str] = []
    with pytest.raises(TooLate):
        late = again(operation)
        late.is_too_late = True
        late.act_once(lambda: changes.append("scaled"), unseen)
    assert changes == []


@pytest.mark.parametrize("refused", [Later("AWS is busy."), Wrong("No.")])
def test_what_was_refused_has_not_begun(refused: BellhopError, operation: Operation) -> None:
    def act() -> None:
        raise refused

    with pytest.raises(type(refused)):
        operation.act_once(act, unseen)
    assert not again(operation).has_begun_to_act


def test_what_got_no_answer_has_begun(operation: Operation) -> None:
    def act() -> None:
        raise Later("AWS did not answer.", maybe_done=True)

    with pytest.raises(Later):
        operation.act_once(act, unseen)
    assert again(operation).has_begun_to_act


def test_every_operation_has_a_mark_of_its_own(operation: Operation) -> None:
    assert again(operation).mark == operation.mark
    assert Operation("job-1-again", operation.table, operation.clock).mark != operation.mark


def test_before_it_acts_nothing_has_begun(operation: Operation) -> None:
    operation.once("plan", lambda: 1)
    assert not operation.has_begun_to_act


def test_what_a_guard_forbade_is_known_as_long_as_nothing_was_done(operation: Operation) -> None:
    assert not operation.is_forbidden
    operation.forbid()
    assert again(operation).is_forbidden
    operation.act_once(lambda: None, unseen)
    assert not again(operation).is_forbidden


@pytest.mark.parametrize("said", [{}, {"public": True}, {"public": True, "for_others": True}, {"replaces": True}])
def test_the_reply_waits_in_the_table_until_it_is_told(said: dict[str, bool], operation: Operation) -> None:
    assert operation.reply() is None
    reply = Reply(sentence("Done: *web* wants 4."), **said)
    operation.finish(reply)
    found = again(operation).reply()
    assert found is not None
    assert replace(found, message=reply.message) == reply
    assert (found.message.text, found.message.block_dicts()) == (reply.message.text, reply.message.block_dicts())
    assert not operation.is_told
    operation.tell()
    assert again(operation).is_told


def test_jobs_do_not_share_a_memory(operation: Operation) -> None:
    operation.tell()
    assert not Operation("job-2", operation.table, operation.clock).is_told


def test_it_is_remembered_for_longer_than_a_job_can_wait(operation: Operation, table: Table, clock: SetClock) -> None:
    operation.tell()
    assert table.get("operation#job-1", "operation").expires_at == int(clock.epoch()) + 30 * 86400


NOTE = Response(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), "U0ANA", "did it")


def test_a_note_for_incidents_waits_with_the_reply(operation: Operation) -> None:
    operation.leave_note(["i1", "i2"], NOTE)
    assert again(operation).note() is None
    operation.finish(Reply(sentence("Done.")))
    assert again(operation).note() == (["i1", "i2"], NOTE)
    operation.noted()
    assert again(operation).note() is None


def test_where_no_incident_is_open_there_is_no_note(operation: Operation) -> None:
    operation.leave_note([], NOTE)
    operation.finish(Reply(sentence("Done.")))
    assert operation.note() is None


def test_it_is_read_once_and_goes_on_from_what_it_wrote(clock: SetClock) -> None:
    table = CountedTable()
    operation = Operation("job-1", table, clock)
    assert operation.reply() is None
    operation.once("plan", lambda: 1)
    operation.act_once(lambda: None, unseen)
    assert operation.has_acted
    operation.finish(Reply(sentence("Done.")))
    operation.tell()
    assert operation.is_told
    assert table.calls == ["get", *["put"] * 4]


def test_what_another_worker_wrote_meanwhile_is_kept(operation: Operation) -> None:
    other = again(operation)
    other.once("size", lambda: 4)
    other.begin()
    operation.once("size", lambda: 9)
    operation.tell()
    assert again(operation).is_told
    assert again(operation).once("size", lambda: 9) == 4


def test_whoever_was_away_while_another_worker_had_the_operation_in_hand_does_not_act(operation: Operation) -> None:
    """Its lease may have ended, and the other one may have acted."""
    acted: list[str] = []
    again(operation).act_once(lambda: acted.append("other"), look=lambda: None)
    with pytest.raises(Later):
        operation.act_once(lambda: acted.append("late"), look=lambda: None)
    assert acted == ["other"]


def test_whoever_has_no_time_left_does_not_act(clock: SetClock) -> None:
    acted: list[str] = []
    operation = Operation("job-1", MemoryTable(), clock)
    with ending(lambda: 0.0), pytest.raises(Later):
        operation.act_once(lambda: acted.append("late"), look=lambda: None)
    assert acted == []
    assert not again(operation).has_begun_to_act


def test_what_another_version_left_there_does_not_disturb(operation: Operation, table: Table) -> None:
    table.put(Document("operation#job-2", "operation", {"act": "done", "colour": {"of": "another version"}}))
    found = Operation("job-2", table, operation.clock)
    found.tell()
    assert (found.has_acted, found.is_told, found.reply(), found.note()) == (True, True, None, None)
