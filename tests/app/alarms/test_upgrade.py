"""What the version before left half done in the table is carried on: it decided in steps, and admitted cards late."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.alarms.decide.digest import Row
from app.alarms.keep.incidents import listed_keys
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.store.codec import decode
from app.store.table import Document, Table
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says
from tests.fakes.bellhop import Bellhop, decision_on, sns_record
from tests.fakes.clock import SetClock

NINE = "2026-11-23T09:00:00+00:00"
ALARM, OK = cloudwatch_says("OK", "ALARM"), cloudwatch_says("ALARM", "OK", 60)


def delivered(bellhop: Bellhop, message: Any, record_id: str) -> None:
    sent = {"eventSource": "aws:sqs", "messageId": record_id, "body": sns_record(message, record_id)}
    bellhop.intake.take({"Records": [sent]})


def as_before(table: Table, incident_id: str) -> None:
    """The incident as 0.1 wrote it: no target says that it was let in as a card, and a field is there that is gone."""
    document = table.get(f"incident#{incident_id}", "incident")
    targets = [{key: value for key, value in each.items() if key != "has_card"} for each in document.data["targets"]]
    table.put(replace(document, data={**document.data, "targets": targets, "of_a_version_before": True}, token=""))


def test_a_card_whose_answer_was_lost_before_the_upgrade_is_found_and_is_no_row(
    slack: RunningSlack, clock: SetClock
) -> None:
    settings = Configuration(SlackChannel("#alarms"), IncidentSettings(digest_after=2))
    bellhop = Bellhop(slack, clock, configuration=settings)
    slack.fault("chat.postMessage", "drop_after_work", count=1)
    delivered(bellhop, ALARM, "sns-1")
    decision = decision_on(bellhop.parts.processor.outcomes, "sns-1")
    as_before(bellhop.table, decision.incident)
    for number in range(4):
        delivered(bellhop, cloudwatch_says("OK", "ALARM", name=f"storm-{number}"), f"storm-{number}")
    clock.advance(60)
    delivered(bellhop, ALARM, "sns-1")
    bellhop.work()
    assert decision_on(bellhop.parts.processor.outcomes, "sns-1") == replace(decision, done=True)
    assert ["web-high-cpu" in card["text"] for card in cards(slack)].count(True) == 1


def test_what_was_decided_before_the_upgrade_but_never_written_is_decided_again(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    document = bellhop.table.get("record#sns-1", "outcome")
    bellhop.table.put(replace(document, data={"outcome": "posted", "incident": "never written", "done": False}))
    delivered(bellhop, ALARM, "sns-1")
    assert decision_on(bellhop.parts.processor.outcomes, "sns-1").outcome == "posted"
    assert len(cards(slack)) == 1


def test_a_card_that_was_shown_but_whose_record_was_not_closed_is_closed_and_reminded_of(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    delivered(bellhop, ALARM, "sns-1")
    decision = decision_on(bellhop.parts.processor.outcomes, "sns-1")
    as_before(bellhop.table, decision.incident)
    document = bellhop.table.get("record#sns-1", "outcome")
    bellhop.table.put(replace(document, data={**document.data, "done": False}))
    timers = len(bellhop.watch.texts)
    delivered(bellhop, ALARM, "sns-1")
    assert decision_on(bellhop.parts.processor.outcomes, "sns-1") == decision
    assert len(bellhop.watch.texts) > timers
    delivered(bellhop, OK, "sns-2")
    (card,) = cards(slack)
    assert "OK: web-high-cpu" in card["text"]


def test_an_open_incident_is_listed_at_its_groups_place_when_it_is_next_written(bellhop: Bellhop) -> None:
    delivered(bellhop, ALARM, "sns-1")
    (incident,) = bellhop.parts.processor.open_incidents("web")
    for key in listed_keys(incident):  # 0.2 had the group's bare name as the key
        bellhop.table.delete(*key)
    bellhop.table.put(Document("group#web", f"incident#{incident.id}", {"incident": incident.id}))
    assert bellhop.parts.processor.open_incidents("web") == ()
    delivered(bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 60), "sns-2")
    assert [each.id for each in bellhop.parts.processor.open_incidents("web")] == [incident.id]


def test_a_row_of_a_digest_without_an_account_is_read() -> None:
    row = {"incident": "i1", "name": "web", "state": "ALARM", "began_at": NINE, "changed_at": NINE, "group": "web"}
    assert decode(Row, row).account == ""
