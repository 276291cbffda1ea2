"""From an acknowledged request to its job."""

from __future__ import annotations

from app.runtime.entries import catalogue_entries
from app.runtime.taken_in import EVENT, Request, job_of
from tests.app.slack.test_events import envelope
from tests.fakes.clock import SetClock


def test_an_event_told_again_at_another_time_is_the_same_job(clock: SetClock) -> None:
    entries = catalogue_entries()
    first = job_of(EVENT, Request(envelope(), "raw", "1700000000"), entries, clock)
    again = job_of(EVENT, Request(envelope(), "raw again", "1700000300"), entries, clock)
    other = job_of(EVENT, Request({**envelope(), "event_id": "Ev2"}), entries, clock)
    assert first and other
    assert first == again
    assert first.id != other.id
    assert first.asked_at.timestamp() == 1_700_000_000


def test_what_nobody_said_to_bellhop_is_no_job(clock: SetClock) -> None:
    assert job_of(EVENT, Request(envelope(bot_id="B1")), catalogue_entries(), clock) is None
