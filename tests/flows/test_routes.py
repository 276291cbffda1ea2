"""Routes through the deployed zip, while Slack fails: where it goes, who is called, and that nothing is lost."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flows.deployed import deployed_with
from tests.flows.test_alarms import ALARMS, PAYLOADS, own_alarm, payload, publish, set_state, shown
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.slow  # begins first

OPS = "C0OPS"
TOML = """
[slack]
channel = "#alarms"

[[route]]
alarm = "routed-both-*"
channel = "#ops"
mention = "U0BO"
also = true

[[route]]
alarm = "routed-both-*"
channel = "#alarms"

[[route]]
alarm = "routed-quiet-*"
channel = "#ops"
mention = "U0BO"
quiet = "00:00-23:59 UTC"

[[route]]
alarm = "routed-nowhere-*"
channel = "#nowhere"

[[route]]
alarm = "routed-uninvited-*"
channel = "#random"

[[route]]
tags = { team = "shop" }
channel = "#ops"

[[route]]
source = "aws.guardduty"
severity = "low"
drop = true

[[route]]
source = "aws.guardduty"
channel = "#ops"
mention = "U0BO"

[[route]]
source = "flows.*"
channel = "#ops"
mention = "U0BO"
quiet = "00:00-23:59 UTC"
"""


@pytest.fixture(scope="module", autouse=True)
def routed(sandbox: SandboxProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    file: Path = tmp_path_factory.mktemp("bellhop") / "bellhop.toml"
    file.write_text(TOML, encoding="utf-8")
    with deployed_with(sandbox, "alarms", "worker", BELLHOP_CONFIG=str(file)):
        yield


@pytest.fixture(autouse=True)
def failing(sandbox: SandboxProcess) -> None:
    """Each kind of fault hits the next calls."""
    for kind in ("status", "ratelimited", "drop_after_work"):
        sandbox.control("faults", {"method": "chat.postMessage", "kind": kind, "retry_after": 1, "count": 1})
    sandbox.control("faults", {"method": "chat.update", "kind": "status", "count": 1})


def cards(sandbox: SandboxProcess, channel: str, name: str) -> list[dict[str, Any]]:
    return [message for message in sandbox.messages(channel) if name in message["text"]]


def arrives(sandbox: SandboxProcess, channel: str, name: str) -> dict[str, Any]:
    """The one card of an alarm in a channel, once it is there."""
    until(lambda: cards(sandbox, channel, name), f"{name} in {channel}")
    (card,) = cards(sandbox, channel, name)
    return card


def test_two_channels_hear_of_it_and_the_first_calls_somebody_on_alarm_only(sandbox: SandboxProcess) -> None:
    name = own_alarm(sandbox, "routed-both")
    set_state(sandbox, name, "ALARM")
    assert "<@U0BO>" in arrives(sandbox, OPS, name)["text"] + shown(arrives(sandbox, OPS, name))
    assert "<@U0BO>" not in arrives(sandbox, ALARMS, name)["text"] + shown(arrives(sandbox, ALARMS, name))
    set_state(sandbox, name, "OK")
    until(lambda: f"OK: {name}" in arrives(sandbox, OPS, name)["text"], "green in #ops")
    until(lambda: f"OK: {name}" in arrives(sandbox, ALARMS, name)["text"], "green in #alarms")


def test_in_quiet_hours_it_says_whom_it_would_have_called(sandbox: SandboxProcess) -> None:
    name = own_alarm(sandbox, "routed-quiet")
    set_state(sandbox, name, "ALARM")
    card = arrives(sandbox, OPS, name)
    assert "<@U0BO>" not in card["text"]
    assert "uiet" in shown(card)
    set_state(sandbox, name, "OK")


@pytest.mark.parametrize(("kind", "channel"), [("nowhere", "#nowhere"), ("uninvited", "#random")])
def test_a_channel_that_cannot_be_posted_in_costs_no_alarm(kind: str, channel: str, sandbox: SandboxProcess) -> None:
    name = own_alarm(sandbox, f"routed-{kind}")
    set_state(sandbox, name, "ALARM")
    assert f"Meant for {channel}" in shown(arrives(sandbox, ALARMS, name))
    set_state(sandbox, name, "OK")


def test_tags_choose_a_route(sandbox: SandboxProcess) -> None:
    message = payload("metric", AlarmTags=[{"Key": "team", "Value": "shop"}], AlarmTagsStatus="SUCCESS")
    publish(sandbox, json.dumps(message))
    arrives(sandbox, OPS, message["AlarmName"])
    assert cards(sandbox, ALARMS, message["AlarmName"]) == []


def test_without_a_match_it_goes_to_the_default_channel_uncalled(sandbox: SandboxProcess) -> None:
    name = own_alarm(sandbox, "unrouted")
    set_state(sandbox, name, "ALARM")
    assert "<@U0BO>" not in shown(arrives(sandbox, ALARMS, name))
    assert cards(sandbox, OPS, name) == []
    set_state(sandbox, name, "OK")


def finding(number: int, **detail: Any) -> str:
    """GuardDuty's event about one of this test's findings."""
    event = json.loads((PAYLOADS / "guardduty_bitcoin.json").read_text(encoding="utf-8"))
    event["detail"] |= {"id": f"{RUN}-{number}", **detail}
    return json.dumps({**event, "id": uuid.uuid4().hex})


RUN = uuid.uuid4().hex[:8]


def places(sandbox: SandboxProcess) -> str:
    """What the table knows of notices' messages: Slack may have taken one whose answer was lost."""
    scanned = sandbox.client("dynamodb").get_paginator("scan").paginate(TableName=sandbox.at.table)
    return str([item for page in scanned for item in page["Items"] if item["pk"]["S"].startswith("notice#")])


def test_notices_go_by_source_and_severity_and_what_is_about_the_same_is_one_message(sandbox: SandboxProcess) -> None:
    dropped, grave, again = (f"{word} {RUN}" for word in ("Dropped", "Grave", "Seen again"))
    publish(sandbox, finding(1, severity=2, title=dropped))
    publish(sandbox, finding(2, severity=8, title=grave))
    head = arrives(sandbox, OPS, grave)
    assert "<@U0BO>" in shown(head)
    until(lambda: head["ts"] in places(sandbox), "the place of the finding's message in the table")
    publish(sandbox, finding(2, severity=8, title=again))

    def told() -> list[str]:
        return [reply["text"] for reply in arrives(sandbox, OPS, grave).get("replies", [])]

    until(lambda: any(again in text for text in told()), "the finding's second event in its thread")
    everywhere = json.dumps([sandbox.messages(channel) for channel in (ALARMS, OPS)])
    assert dropped not in everywhere
    assert cards(sandbox, ALARMS, grave) == cards(sandbox, OPS, again) == []


def test_in_quiet_hours_a_notice_says_whom_it_would_have_called(sandbox: SandboxProcess) -> None:
    name = f"import {RUN}"
    event = {"source": "flows.etl", "detail-type": "Run", "id": uuid.uuid4().hex}
    publish(sandbox, json.dumps({**event, "detail": {"jobName": name, "state": "FAILED"}}))
    card = arrives(sandbox, OPS, name)
    assert card["text"].startswith(f":x: Run: {name} FAILED")
    assert "<@U0BO>" not in shown(card)
    assert "Quiet hours: bo not mentioned." in shown(card)
