"""Operations: a job that is tried again finds what was decided, whether it acted, and what it has to tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.base.errors import BellhopError, Later, Wrong
from app.listeners.operation import Operation, TooLate
from app.slack.interactions import Reply
from app.slack.messages.message import sentence
from app.store.table import Table
from tests.fakes.clock import SetClock


@pytest.fixture
def operation(table: Table, clock: SetClock) -> Operation:
    return Operation("job-1", table, clock)


def again(operation: Operation) -> Operation:
    """The same job on another worker."""
    return Operation(operation.id, operation.table, operation.clock)


def unseen() -> bool:
    """A look that finds nothing of the deed."""
    return False


def break_off(operation: Operation) -> None:
    """The process dies in the midst of the deed."""
    with pytest.raises(ZeroDivisionError):
        operation.act_once(lambda: [][1 // 0], unseen)


def test_what_was_decided_stands_once_the_deed_has_begun(operation: Operation) -> None:
    assert operation.once("plan", lambda: {"before": 2, "after": 4}) == {"before": 2, "after": 4}
    break_off(operation)
    assert again(operation).once("plan", lambda: {"before": 4, "after": 6}) == {"before": 2, "after": 4}


def test_before_the_deed_has_begun_each_try_decides_by_what_it_finds(operation: Operation) -> None:
    operation.once("plan", lambda: {"before": 2, "after": 4})
    assert again(operation).once("plan", lambda: {"before": 4, "after": 6}) == {"before": 4, "after": 6}


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
    assert operation.place(lambda: 7) == 7
    assert again(operation).place(lambda: 9) == 7


def test_a_deed_that_was_done_is_not_done_again(operation: Operation) -> None:
    deeds: list[str] = []
    assert operation.act_once(lambda: deeds.append("scaled"), unseen)
    assert again(operation).act_once(lambda: deeds.append("scaled"), unseen)
    assert deeds == ["scaled"]


@pytest.mark.parametrize(("shows", "deeds", "known"), [(True, 0, True), (False, 1, True), (None, 0, False)])
def test_after_a_deed_that_broke_off_the_next_try_looks_first(
    shows: bool | None, deeds: int, known: bool, operation: Operation
) -> None:
    break_off(operation)
    assert again(operation).has_begun_to_act
    done: list[str] = []
    assert again(operation).act_once(lambda: done.append("scaled"), lambda: shows) == known
    assert again(operation).act_once(lambda: done.append("scaled"), lambda: shows) == known
    assert len(done) == deeds


def test_a_deed_that_broke_off_and_shows_not_is_not_done_when_it_is_too_late(operation: Operation) -> None:
    break_off(operation)
    deeds: list[str] = []
    with pytest.raises(TooLate):
        replace(again(operation), is_too_late=True).act_once(lambda: deeds.append("scaled"), unseen)
    assert deeds == []


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
    assert replace(operation, id="job-1-again").mark != operation.mark


def test_before_it_acts_nothing_has_begun(operation: Operation) -> None:
    operation.once("plan", lambda: 1)
    assert not operation.has_begun_to_act


def test_what_a_guard_forbade_is_known_as_long_as_nothing_was_done(operation: Operation) -> None:
    assert not operation.is_forbidden
    operation.forbid()
    assert again(operation).is_forbidden
    operation.act_once(lambda: None, unseen)
    assert not again(operation).is_forbidden


@pytest.mark.parametrize("public", [True, False])
def test_the_reply_waits_in_the_table_until_it_is_told(public: bool, operation: Operation) -> None:
    assert operation.reply() is None
    reply = Reply(sentence("Done: *web* wants 4."), public=public)
    operation.finish(reply)
    found = again(operation).reply()
    assert found is not None
    assert (found.public, found.message.text) == (public, reply.message.text)
    assert found.message.block_dicts() == reply.message.block_dicts()
    assert not operation.is_told
    operation.tell()
    assert again(operation).is_told


def test_jobs_do_not_share_a_memory(operation: Operation) -> None:
    operation.tell()
    assert not Operation("job-2", operation.table, operation.clock).is_told


def test_it_is_remembered_for_longer_than_a_job_can_wait(operation: Operation, table: Table, clock: SetClock) -> None:
    operation.tell()
    assert table.get("operation#job-1", "operation").expires_at == int(clock.epoch()) + 15 * 86400
