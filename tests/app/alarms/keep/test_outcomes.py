"""Outcomes: each alarm record has exactly one, decided before Slack is told and closed afterwards."""

from __future__ import annotations

import pytest

from app.alarms.decide.decision import Decision
from app.alarms.keep.outcomes import Outcomes, outcome_key
from app.store.table import Document, Table, write
from tests.fakes.bellhop import decision_on
from tests.fakes.clock import SetClock

KEY = outcome_key("sns-1")


@pytest.fixture
def outcomes(table: Table, clock: SetClock) -> Outcomes:
    return Outcomes(table, clock)


def kept(outcomes: Outcomes, document: Document | None) -> Decision:
    """What is decided once this is written, or left as it is."""
    if document:
        write(outcomes.table, document)
    return decision_on(outcomes, "sns-1")


def stored(outcomes: Outcomes) -> Document:
    return outcomes.table.get(*KEY)


def test_of_a_record_nobody_saw_nothing_is_decided(outcomes: Outcomes) -> None:
    assert decision_on(outcomes, "sns-1") == Decision()


def test_a_decided_record_is_not_done_with_until_slack_shows_it(outcomes: Outcomes) -> None:
    assert kept(outcomes, outcomes.decided(stored(outcomes), "posted", "i1", done=False)) == Decision("posted", "i1")
    assert kept(outcomes, outcomes.closed(stored(outcomes), "posted")) == Decision("posted", "i1", done=True)


def test_what_was_decided_already_is_not_written_again(outcomes: Outcomes) -> None:
    kept(outcomes, outcomes.decided(stored(outcomes), "posted", "i1", done=False))
    assert outcomes.decided(stored(outcomes), "posted", "i1", done=False) is None


def test_the_outcome_of_a_record_that_is_done_with_stays(outcomes: Outcomes) -> None:
    kept(outcomes, outcomes.closed(stored(outcomes), "posted"))
    assert kept(outcomes, outcomes.closed(stored(outcomes), "repeated")).outcome == "posted"


def test_a_decision_of_another_version_is_still_read(outcomes: Outcomes) -> None:
    write(outcomes.table, Document(*KEY, {"outcome": "late", "of": "a field that this version does not know"}))
    assert decision_on(outcomes, "sns-1") == Decision("late")


def test_it_is_kept_longer_than_a_message_waits_on_a_queue(outcomes: Outcomes, table: Table, clock: SetClock) -> None:
    kept(outcomes, outcomes.closed(stored(outcomes), "posted"))
    fourteen_days = 14 * 86400
    assert table.get(*KEY).expires_at > clock.epoch() + fourteen_days
