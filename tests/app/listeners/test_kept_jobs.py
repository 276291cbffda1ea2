"""Kept jobs: a day behind a button, and the first who presses has it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.listeners.job import Job
from app.listeners.kept_jobs import KeptJobs
from app.store.table import Table
from tests.fakes.clock import SetClock

JOB = Job("job-1", "/scale", {"text": "web 4"}, datetime(2026, 11, 23, 3, 0, tzinfo=UTC), topic="scale:web")
A_DAY = 86400


@pytest.fixture
def kept(table: Table, clock: SetClock) -> KeptJobs:
    return KeptJobs(table, clock)


def test_a_kept_job_is_found_as_it_was(kept: KeptJobs) -> None:
    kept.keep(JOB)
    assert kept.find("job-1") == JOB
    assert kept.find("job-2") is None


def test_after_its_day_it_is_not_found_though_the_table_still_has_it(kept: KeptJobs, clock: SetClock) -> None:
    kept.keep(JOB)
    clock.advance(A_DAY - 1)
    assert kept.find("job-1") == JOB
    clock.advance(1)
    assert kept.find("job-1") is None


def test_the_first_click_has_it_and_has_it_still_when_it_comes_again(kept: KeptJobs) -> None:
    kept.keep(JOB)
    assert [kept.press("job-1", click) for click in ("ana", "bo", "ana")] == ["ana"] * 3


def test_a_click_that_must_wait_for_days_still_finds_its_job(kept: KeptJobs, clock: SetClock) -> None:
    kept.keep(JOB)
    clock.advance(A_DAY - 1)
    kept.press("job-1", "ana")
    clock.advance(14 * A_DAY)
    assert kept.find("job-1") == JOB


def test_a_click_that_came_to_nothing_leaves_the_button_for_the_rest_of_its_day(
    kept: KeptJobs, clock: SetClock
) -> None:
    kept.keep(JOB)
    kept.press("job-1", "ana")
    kept.release("job-1", "ana")
    assert kept.press("job-1", "bo") == "bo"
    kept.release("job-1", "bo")
    clock.advance(A_DAY)
    assert kept.find("job-1") is None


def test_nobody_gives_back_what_another_pressed(kept: KeptJobs) -> None:
    kept.keep(JOB)
    kept.press("job-1", "ana")
    kept.release("job-1", "bo")
    assert kept.press("job-1", "cy") == "ana"
