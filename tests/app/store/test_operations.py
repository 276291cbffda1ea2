"""Operations: a job that is tried again finds what was decided, whether it acted, and what it has to tell."""

from __future__ import annotations

import pytest

from app.interactions import Reply
from app.messages.message import sentence
from app.store.operations import Operation
from app.store.table import Table
from tests.fakes.clock import SetClock


@pytest.fixture
def operation(table: Table, clock: SetClock) -> Operation:
    return Operation("job-1", table, clock)


def again(operation: Operation) -> Operation:
    """The same job on another worker."""
    return Operation(operation.id, operation.table, operation.clock)


def test_a_decision_is_made_once_and_found_again(operation: Operation) -> None:
    assert operation.once("plan", lambda: {"before": 2, "after": 4}) == {"before": 2, "after": 4}
    assert again(operation).once("plan", lambda: {"before": 4, "after": 6}) == {"before": 2, "after": 4}


def test_a_decision_that_failed_is_not_remembered(operation: Operation) -> None:
    with pytest.raises(ZeroDivisionError):
        operation.once("plan", lambda: 1 // 0)
    assert operation.once("plan", lambda: "made") == "made"


def test_of_two_workers_that_decide_at_once_the_first_word_stands(operation: Operation) -> None:
    def decide_late() -> str:
        again(operation).once("plan", lambda: "first")
        return "second"

    assert operation.once("plan", decide_late) == "first"


def test_two_decisions_of_one_job_do_not_touch_each_other(operation: Operation) -> None:
    operation.once("a", lambda: 1)
    operation.once("b", lambda: 2)
    assert [operation.once(name, lambda: 0) for name in ("a", "b")] == [1, 2]


def test_a_deed_that_was_done_is_not_done_again(operation: Operation) -> None:
    deeds: list[str] = []
    operation.act_once(lambda: deeds.append("scaled"))
    again(operation).act_once(lambda: deeds.append("scaled"))
    assert deeds == ["scaled"]


def test_a_deed_that_broke_off_is_done_by_the_next_try(operation: Operation) -> None:
    with pytest.raises(ZeroDivisionError):
        operation.act_once(lambda: [][1 // 0])
    assert again(operation).has_begun_to_act
    deeds: list[str] = []
    again(operation).act_once(lambda: deeds.append("scaled"))
    assert deeds == ["scaled"]


def test_before_it_acts_nothing_has_begun(operation: Operation) -> None:
    operation.once("plan", lambda: 1)
    assert not operation.has_begun_to_act


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


def test_the_table_may_forget_it_after_a_day(operation: Operation, table: Table, clock: SetClock) -> None:
    operation.tell()
    assert table.get("operation#job-1", "operation").expires_at == int(clock.epoch()) + 86400
