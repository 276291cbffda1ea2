"""Any JSON at all into the handler: nothing is raised, each record has one outcome, and what is no alarm is posted."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.alarms.decide.incident import Outcome
from app.alarms.intake import EMPTY_BATCH
from app.alarms.read.envelopes import records
from app.alarms.read.sources import read
from app.alarms.read.transition import Notice
from sandbox.slack.threaded import running_slack
from tests.app.alarms.read.test_any_json import JSON, damaged_payloads
from tests.app.alarms.ringing import cards
from tests.fakes.bellhop import Bellhop, decision_on
from tests.fakes.clock import SetClock

REQUEST = "request-1"


def in_sqs(event: object) -> object:
    return {"Records": [{"eventSource": "aws:sqs", "messageId": "m", "body": json.dumps(event)}]}


@pytest.mark.slow
@given(event=JSON | damaged_payloads() | (JSON | damaged_payloads()).map(in_sqs), again=st.booleans())
@settings(max_examples=100)
def test_each_record_has_exactly_one_outcome_and_what_is_no_transition_is_posted(event: object, again: bool) -> None:
    found = {record.id: read(record) for record in records(event, REQUEST)} if event != EMPTY_BATCH else {}
    with running_slack() as slack:
        bellhop = Bellhop(slack, SetClock())
        for _ in range(1 + again):
            assert bellhop.intake.take(event, REQUEST) == {"batchItemFailures": []}
            bellhop.ring()
        outcomes = {record_id: decision_on(bellhop.parts.processor.outcomes, record_id) for record_id in found}
        shown = len(cards(slack))
    assert all(each.done and each.outcome in list(Outcome) for each in outcomes.values())
    notices = [record_id for record_id, said in found.items() if isinstance(said, Notice)]
    assert {outcomes[record_id].outcome for record_id in notices} <= {Outcome.POSTED}
    assert len(notices) <= shown <= len(found)
    assert (bellhop.alarms.dead_letters, bellhop.alarms.next_due()) == ([], None)
