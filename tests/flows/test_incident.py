"""An incident's whole life through the deployed zip while Slack fails in every way: one message, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.queues.timers import Timer, to_text
from tests.flows.deployed import deployed_with, messages_on, nobody_at_the_queues
from tests.flows.pressing import press
from tests.flows.test_alarms import Look, new_messages, own_alarm, publish, replies, set_state, shown
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

TOML = """
[slack]
channel = "#alarms"

[incident]
flap_changes = 3
flap_minutes = 10
remind_minutes = 1
"""


@pytest.fixture(scope="module")
def short(sandbox: SandboxProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A deployment that reminds after a minute, and where three changes are flapping."""
    file: Path = tmp_path_factory.mktemp("bellhop") / "bellhop.toml"
    file.write_text(TOML, encoding="utf-8")
    with deployed_with(sandbox, "alarms", "worker", BELLHOP_CONFIG=str(file)):
        yield


def lines(come: Look, ts: str) -> list[str]:
    return [reply["text"] for reply in replies(come, ts)]


def card_of(come: Look, name: str) -> dict[str, Any]:
    """The one card of an alarm, once it is there."""
    until(lambda: [m for m in come() if name in m["text"]], f"the card of {name}")
    (card,) = [m for m in come() if name in m["text"]]
    return card


def test_through_every_kind_of_error_it_stays_one_message(sandbox: SandboxProcess, short: None) -> None:
    come, name = new_messages(sandbox), own_alarm(sandbox, "troubled")
    for fault in (
        {"method": "chat.postMessage", "kind": "drop_after_work", "count": 1},
        {"method": "chat.postMessage", "kind": "status", "count": 1},
        {"method": "chat.update", "kind": "ratelimited", "retry_after": 1, "count": 1},
        {"method": "chat.update", "kind": "drop_after_work", "count": 1},
        {"method": "conversations.history", "kind": "status", "count": 1},
    ):
        sandbox.control("faults", fault)

    set_state(sandbox, name, "ALARM", "it broke")
    ts = card_of(come, name)["ts"]
    press(sandbox, card_of(come, name), "alarm_ack", user="U0BO")
    until(lambda: "Acknowledged by <@U0BO>" in shown(card_of(come, name)), "the acknowledgement")
    set_state(sandbox, name, "OK", "it was fixed")

    until(lambda: f"OK: {name}" in card_of(come, name)["text"], "the card to turn green")
    until(lambda: any("It lasted" in line for line in lines(come, ts)), "the end in the thread")
    until(lambda: any("Acknowledged by" in line for line in lines(come, ts)), "another function's line in the thread")
    told = lines(come, ts)
    assert card_of(come, name)["ts"] == ts
    assert len(told) == len(set(told)), "no line of the thread is there twice"


def test_a_late_record_changes_no_card_and_stands_in_the_thread(sandbox: SandboxProcess, short: None) -> None:
    come, name = new_messages(sandbox), own_alarm(sandbox, "late")
    set_state(sandbox, name, "ALARM", "it broke")
    ts = card_of(come, name)["ts"]
    hour_ago = (datetime.now(UTC) - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"
    late = {
        "AlarmName": name,
        "AlarmArn": f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}",
        "AWSAccountId": "123456789012",
        "Region": "US East (N. Virginia)",
        "OldStateValue": "ALARM",
        "NewStateValue": "OK",
        "NewStateReason": "an old story",
        "StateChangeTime": hour_ago,
        "Trigger": {"MetricName": "x", "Namespace": "Tests"},
    }
    sandbox.control("faults", {"method": "chat.postMessage", "kind": "status", "count": 1})

    publish(sandbox, json.dumps(late))
    publish(sandbox, json.dumps(late))

    # The alarm's first data may be late too, and says INSUFFICIENT_DATA → OK.
    until(lambda: [line for line in lines(come, ts) if "ALARM → OK" in line], "the late record in the thread")
    assert f"ALARM: {name}" in card_of(come, name)["text"]
    assert len([line for line in lines(come, ts) if "ALARM → OK" in line]) == 1
    set_state(sandbox, name, "OK")
    until(lambda: f"OK: {name}" in card_of(come, name)["text"], "the card to turn green")


def test_flapping_is_counted_on_the_card_instead_of_announced(sandbox: SandboxProcess, short: None) -> None:
    come, name = new_messages(sandbox), own_alarm(sandbox, "flapping")
    sandbox.control("faults", {"method": "chat.update", "kind": "status", "count": 2})

    for state in ("ALARM", "OK", "ALARM", "OK", "ALARM"):
        set_state(sandbox, name, state)
        words = f"{state}: {name}"
        until(partial(stands, come, name, words), f"{state} to be shown")

    assert "changes" in shown(last_of(come, name))
    assert len([m for m in come() if name in m["text"]]) <= 2, "the third time is no message of its own"
    set_state(sandbox, name, "OK")
    until(lambda: f"OK: {name}" in last_of(come, name)["text"], "the card to turn green")


def stands(come: Look, name: str, words: str) -> bool:
    return words in last_of(come, name)["text"]


def last_of(come: Look, name: str) -> dict[str, Any]:
    until(lambda: [m for m in come() if name in m["text"]], f"the card of {name}")
    return [m for m in come() if name in m["text"]][-1]


def test_while_it_stays_in_alarm_its_thread_says_so_again(sandbox: SandboxProcess, short: None) -> None:
    """The timer waits on its queue for a minute; the test does not, and puts the same one there as SQS gives it out."""
    come, name = new_messages(sandbox), own_alarm(sandbox, "lasting")
    with nobody_at_the_queues(sandbox, "worker"):  # no other timer goes, and none comes of one
        before = messages_on(sandbox, sandbox.at.watch_queue_url)
        set_state(sandbox, name, "ALARM")
        ts = card_of(come, name)["ts"]
        until(lambda: messages_on(sandbox, sandbox.at.watch_queue_url) > before, "the reminder's timer to be there")
    sandbox.control("faults", {"method": "chat.postMessage", "kind": "ratelimited", "retry_after": 1, "count": 1})
    rings(sandbox, Timer("remind", f"{incident_of(sandbox, ts)}:1", datetime.now(UTC)))
    until(lambda: [line for line in lines(come, ts) if "Still in *ALARM*" in line], "the reminder")
    set_state(sandbox, name, "OK")
    until(lambda: f"OK: {name}" in card_of(come, name)["text"], "the card to turn green")


def rings(sandbox: SandboxProcess, timer: Timer) -> None:
    sandbox.client("sqs").send_message(QueueUrl=sandbox.at.watch_queue_url, MessageBody=to_text(timer))


def incident_of(sandbox: SandboxProcess, ts: str) -> str:
    """The id of the incident with this card, once it stands in the table."""

    def found() -> list[str]:
        pages = sandbox.client("dynamodb").get_paginator("scan").paginate(TableName=sandbox.at.table)
        kept = [item for page in pages for item in page["Items"] if item["pk"]["S"].startswith("incident#")]
        return [str(item["pk"]["S"]) for item in kept if f'"{ts}"' in item["data"]["S"]]

    (name,) = until(found, "the incident to know its card")
    return name.removeprefix("incident#")
