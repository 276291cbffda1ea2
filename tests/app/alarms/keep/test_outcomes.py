"""Outcomes: each alarm record has exactly one, decided before Slack is told and closed afterwards."""

from __future__ import annotations

import pytest

from app.alarms.keep.outcomes import Decision, Outcomes
from app.store.table import Table
from tests.fakes.clock import SetClock


@pytest.fixture
def outcomes(table: Table, clock: SetClock) -> Outcomes:
    return Outcomes(table, clock)


def test_of_a_record_nobody_saw_nothing_is_decided(outcomes: Outcomes) -> None:
    assert outcomes.of("sns-1") == Decision()


def test_a_decided_record_is_not_done_with_until_slack_shows_it(outcomes: Outcomes) -> None:
    outcomes.decide("sns-1", "posted", "incident-1")
    assert outcomes.of("sns-1") == Decision("posted", "incident-1")
    outcomes.close("sns-1", "posted")
    assert outcomes.of("sns-1") == Decision("posted", "incident-1", done=True)


def test_what_was_decided_but_never_written_is_decided_anew(outcomes: Outcomes) -> None:
    outcomes.decide("sns-1", "posted", "incident-1")
    outcomes.decide("sns-1", "edited", "incident-2")
    assert outcomes.of("sns-1") == Decision("edited", "incident-2")


def test_the_outcome_of_a_record_that_is_done_with_stays(outcomes: Outcomes) -> None:
    outcomes.close("sns-1", "posted")
    outcomes.decide("sns-1", "repeated")
    outcomes.close("sns-1", "repeated")
    assert outcomes.of("sns-1").outcome == "posted"


def test_it_is_kept_longer_than_a_message_waits_on_a_queue(outcomes: Outcomes, table: Table, clock: SetClock) -> None:
    outcomes.decide("sns-1", "posted")
    fourteen_days = 14 * 86400
    assert table.get("record#sns-1", "outcome").expires_at > clock.epoch() + fourteen_days
