"""What alarms cost the table, counted; and that they come through when one of its answers is lost."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from app.alarms.decide.digest import Row
from app.alarms.decide.incident import Response
from app.alarms.read.transition import State
from app.aws.dynamodb import DynamoTable
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.store.table import Table
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.app.alarms.ringing import BEGAN, cards, cloudwatch_says, thread
from tests.fakes.bellhop import Bellhop, decision_on, sns_record
from tests.fakes.clock import SetClock
from tests.fakes.counted import AnsweringChanged, CountedTable
from tests.fakes.dynamodb import FakeDynamoDB
from tests.thorough import TRIED, every_third

DIGESTS = Configuration(SlackChannel("#alarms"), IncidentSettings(digest_after=3))


def delivered(bellhop: Bellhop, messages: dict[str, Any]) -> None:
    """One delivery of all of them, by their ids."""
    sent = [
        {"eventSource": "aws:sqs", "messageId": key, "body": sns_record(message, key), "attributes": {}}
        for key, message in messages.items()
    ]
    assert bellhop.intake.take({"Records": sent}) == {"batchItemFailures": []}


def storm(count: int, first: int = 0, state: str = "ALARM") -> dict[str, Any]:
    old, seconds = ("OK", 0) if state == "ALARM" else ("ALARM", 60)
    numbers = range(first, first + count)
    return {f"{state}-{n}": cloudwatch_says(old, state, seconds, name=f"storm-{n}") for n in numbers}


def test_an_everyday_alarm_costs_the_table_at_most_six_calls(
    slack: RunningSlack, clock: SetClock, figure: Callable[[str], None]
) -> None:
    table = CountedTable()
    bellhop = Bellhop(slack, clock, table=table)
    delivered(bellhop, {"a": cloudwatch_says("OK", "ALARM")})
    posted = list(table.calls)
    table.calls.clear()
    delivered(bellhop, {"b": cloudwatch_says("ALARM", "OK", 60)})
    figure(f"calls to the table for an alarm that is posted: {len(posted)} {posted}; that is over: {table.calls}")
    assert len(cards(slack)) == 1
    assert len(posted) <= 6
    assert len(table.calls) <= 8


def test_a_record_that_comes_again_costs_a_call(slack: RunningSlack, clock: SetClock) -> None:
    table = CountedTable()
    bellhop = Bellhop(slack, clock, table=table)
    delivered(bellhop, {"a": cloudwatch_says("OK", "ALARM")})
    table.calls.clear()
    delivered(bellhop, {"a": cloudwatch_says("OK", "ALARM")})
    assert table.calls == ["get_many"]


def test_the_incidents_that_a_response_is_noted_on_are_read_at_once(slack: RunningSlack, clock: SetClock) -> None:
    table = CountedTable()
    bellhop = Bellhop(slack, clock, table=table)
    delivered(bellhop, {name: cloudwatch_says("OK", "ALARM", name=name) for name in ("web-cpu", "web-errors")})
    processor = bellhop.parts.processor
    ids = [each.id for each in processor.open_incidents("web")]
    table.calls.clear()
    processor.note_response(ids, Response(clock(), "U0ANA", "scaled out", "change-1"))
    assert [json.dumps(card["blocks"]).count("scaled out") for card in cards(slack)] == [1, 1]
    assert table.calls[0] == "get_many"
    assert "get" not in table.calls


ALARMS = 300


@pytest.mark.slow
@pytest.mark.parametrize("batch", [10, ALARMS])
def test_each_alarm_of_a_storm_costs_the_table_less_than_a_call(
    batch: int, slack: RunningSlack, clock: SetClock, figure: Callable[[str], None]
) -> None:
    table = CountedTable()
    bellhop = Bellhop(slack, clock, table=table, configuration=DIGESTS)
    for state, open_then in (("ALARM", ALARMS), ("OK", 0)):
        table.calls.clear()
        for first in range(0, ALARMS, batch):
            delivered(bellhop, storm(batch, first, state))
            clock.advance(0.01)
        kinds = dict(Counter(table.calls))
        figure(f"{len(table.calls)} calls to the table for {ALARMS} alarms to {state} in batches of {batch}: {kinds}")
        assert len(table.calls) < ALARMS
        assert len(bellhop.table.query("group#123456789012/us-east-1/web")) == open_then


def lived_through(table: Table, slack: RunningSlack) -> dict[str, Any]:
    """What stands in Slack and in the table after a storm, a notice, and what became of both; an hour later."""
    clock = SetClock()
    bellhop = Bellhop(slack, clock, table=table, configuration=DIGESTS)
    delivered(bellhop, {**storm(5), "notice": "somebody tripped over a cable"})
    delivered(bellhop, {"late": cloudwatch_says("ALARM", "INSUFFICIENT_DATA", -60, name="storm-0"), **storm(6)})
    for _ in range(5):
        clock.advance(60)
        bellhop.work()
    delivered(bellhop, storm(4, state="OK"))
    for _ in range(12):
        clock.advance(300)
        bellhop.work()
        bellhop.ring()
    names = ["notice", "late", *(f"{state}-{n}" for state, count in (("ALARM", 6), ("OK", 4)) for n in range(count))]
    outcomes = {name: decision_on(bellhop.parts.processor.outcomes, name) for name in names}
    gate = table.get("gate#C0ALARMS", "gate").data["digest"]
    return {
        "cards": sorted((card["text"], thread(slack, card["ts"])) for card in cards(slack)),
        "outcomes": {name: each.outcome for name, each in outcomes.items() if each.done},
        "rows": {row.name: row.state for row in bellhop.parts.digest_display.digests.rows(gate)},
        "open": {incident.latest.name for incident in bellhop.parts.processor.open_incidents("web")},
        "dead": bellhop.alarms.dead_letters + bellhop.watch.dead_letters,
    }


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize("done", [True, False])
def test_whichever_write_is_answered_with_changed_all_ends_the_same(done: bool, figure: Callable[[str], None]) -> None:
    counted = CountedTable()
    with running_slack() as slack:
        expected = lived_through(counted, slack)
    assert len(expected["outcomes"]) == 12
    assert expected["dead"] == []

    wrong = {}
    for at in range(1, len(counted.writes) + 1):
        with running_slack() as slack:
            found = lived_through(AnsweringChanged(at, done), slack)
        if found != expected:
            wrong[at] = {key: (found[key], expected[key]) for key in found if found[key] != expected[key]}

    figure(f"{len(counted.writes)} writes {'done and' if done else 'refused,'} answered with 'changed'")
    assert not wrong


@pytest.mark.slow
def test_a_storm_of_which_any_answer_of_dynamodb_is_lost_is_shown_whole(
    dynamodb: FakeDynamoDB, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    """The AWS SDK repeats the write by itself, and the repetition meets its own write."""
    monkeypatch.setattr("time.sleep", lambda _: None)  # botocore pauses between its tries
    everything = {f"storm-{number}" for number in range(6)}
    assert storm_on_dynamodb(dynamodb, lost=0) == everything
    writes = dynamodb.writes

    places = every_third(range(1, writes + 1), writes)
    shown = {lost: storm_on_dynamodb(dynamodb, lost) for lost in places}

    figure(f"{len(places)} answers of DynamoDB lost{TRIED}, one at a time")
    assert {lost: names for lost, names in shown.items() if names != everything} == {}


def storm_on_dynamodb(dynamodb: FakeDynamoDB, lost: int) -> set[str]:
    """The alarms that any message names, a while after six went off in two batches; the answer number `lost` is."""
    dynamodb.items.clear()
    dynamodb.writes, dynamodb.lost = 0, lost
    clock = SetClock()
    with running_slack() as slack:
        bellhop = Bellhop(slack, clock, table=DynamoTable("bellhop"), configuration=DIGESTS)
        delivered(bellhop, storm(5))
        delivered(bellhop, storm(1, first=5))
        for _ in range(4):
            clock.advance(60)
            bellhop.work()
            bellhop.ring()
        return set(re.findall(r"storm-\d", json.dumps(cards(slack))))


@pytest.mark.slow
def test_the_first_message_of_a_storm_that_slack_was_away_for_costs_the_table_a_few_calls(
    slack: RunningSlack, clock: SetClock, figure: Callable[[str], None]
) -> None:
    table, count = CountedTable(), 10_000
    bellhop = Bellhop(slack, clock, table=table)
    digests = bellhop.parts.digest_display.digests
    for number in range(count):
        digests.join(
            "d1", "C0ALARMS", f"arn:{number}", Row(f"i-{number}", f"storm-{number}", State.ALARM, BEGAN, BEGAN)
        )
    bellhop.parts.digest_display.see_to("d1")
    table.calls.clear()
    begun = time.process_time()
    bellhop.work()
    figure(f"{len(table.calls)} calls and {time.process_time() - begun:.1f} s for the first message of {count} rows")
    assert "10,000 alarms" in slack.messages("C0ALARMS")[-1]["text"]
    assert len(table.calls) < 20, table.calls
