"""Approvals: settled once, by the first person who presses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.commands.scale.approval_store import Approval, Approvals, Resolution
from app.store.table import MemoryTable
from tests.fakes.clock import SetClock


def waiting(clock: SetClock) -> Approvals:
    approvals = Approvals(MemoryTable(), clock)
    until = clock() + timedelta(minutes=30)
    approvals.begin(Approval("a", "web", "U0ANA", "C0OPS", "key", clock(), until, {"kind": "resize"}))
    return approvals


def test_it_is_settled_by_the_first_and_the_next_reads_that(clock: SetClock) -> None:
    approvals = waiting(clock)
    approvals.settle("a", Resolution.TAKEN, "mine", "U0BO")
    later = approvals.settle("a", Resolution.CANCELLED, "theirs", "U0EVE")
    assert (later.resolution, later.mark, later.settled_by) == (Resolution.TAKEN, "mine", "U0BO")


def test_one_that_is_not_there_is_none(clock: SetClock) -> None:
    assert waiting(clock).find("b") is None


def test_only_who_took_it_on_opens_it_again(clock: SetClock) -> None:
    approvals = waiting(clock)
    approvals.settle("a", Resolution.TAKEN, "mine", "U0BO")
    approvals.reopen("a", "theirs")
    assert approvals.settle("a", Resolution.CANCELLED, "theirs", "U0EVE").resolution is Resolution.TAKEN
    approvals.reopen("a", "mine")
    assert approvals.settle("a", Resolution.CANCELLED, "theirs", "U0EVE").resolution is Resolution.CANCELLED


def test_a_yes_to_another_version_settles_nothing(clock: SetClock) -> None:
    approvals = waiting(clock)
    approvals.change("a", lambda known: replace(known, version=1))
    assert approvals.settle("a", Resolution.TAKEN, "mine", "U0BO", version=0).resolution is Resolution.OPEN
    assert approvals.settle("a", Resolution.TAKEN, "mine", "U0BO", version=1).resolution is Resolution.TAKEN


def test_what_waits_is_listed_until_it_is_settled_or_its_time_is_over(clock: SetClock) -> None:
    approvals = waiting(clock)
    clock.advance(60)
    until = clock() + timedelta(minutes=30)
    approvals.begin(Approval("b", "worker", "U0ANA", "C0OPS", "key", clock(), until, {"kind": "resize"}))
    assert [each.id for each in approvals.waiting()] == ["a", "b"]
    approvals.settle("b", Resolution.TAKEN, "mine", "U0BO")
    assert [each.id for each in approvals.waiting()] == ["a"]
    clock.advance(30 * 60)
    assert approvals.waiting() == ()


def test_one_that_is_begun_again_stays_as_it_is(clock: SetClock) -> None:
    approvals = waiting(clock)
    settled = approvals.settle("a", Resolution.TAKEN, "mine", "U0BO")
    assert approvals.begin(replace(settled, resolution=Resolution.OPEN)) == settled
