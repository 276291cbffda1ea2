"""/alarms audit through the deployed zip: a deaf alarm is found, made to notify Bellhop, and as it was after Undo."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from app.commands.alarms.audit.buttons import FIX
from app.commands.alarms.buttons import UNDO
from tests.flows.deployed import logged
from tests.flows.desk import Desk
from tests.flows.staying_alarm import put_unwatched
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

WHEN = {"AlarmConfigurationUpdatedTimestamp"}


@pytest.fixture
def deaf(sandbox: SandboxProcess) -> Iterator[str]:
    """An alarm without an action."""
    cloudwatch, name = sandbox.client("cloudwatch"), f"0-deaf-{uuid.uuid4().hex[:8]}"
    put_unwatched(cloudwatch, name)
    yield name
    cloudwatch.delete_alarms(AlarmNames=[name])


def described(sandbox: SandboxProcess, name: str) -> dict[str, Any]:
    (found,) = sandbox.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return {key: value for key, value in found.items() if key not in WHEN}


def test_a_deaf_alarm_is_found_and_fixed_and_the_fix_undone(sandbox: SandboxProcess, deaf: str) -> None:
    desk, before = Desk(sandbox), described(sandbox, deaf)
    desk.types("/alarms audit")
    desk.reads("Bellhop looks at all alarms")
    found = desk.reads(f"`{deaf}` has no action for ALARM")
    assert " notif" in found["text"].split("\n")[0]
    assert "could not be read" not in found["text"]
    (fix,) = [
        block["accessory"]["action_id"]
        for block in found["blocks"]
        if "accessory" in block and json.loads(block["accessory"]["value"])["alarm"] == deaf
    ]
    assert fix.startswith(FIX)
    desk.presses(found, fix)
    done = desk.reads(f"let `{deaf}` notify Bellhop")
    topic = sandbox.at.alarm_topic_arn
    assert described(sandbox, deaf) == {**before, "AlarmActions": [topic], "OKActions": [topic]}
    desk.presses(done, UNDO)
    desk.reads(f"let `{deaf}` notify Bellhop", "Undone by")
    assert described(sandbox, deaf) == before


def test_the_weekly_rule_wakes_the_worker_with_timers_that_it_takes(sandbox: SandboxProcess) -> None:
    targets = sandbox.client("events").list_targets_by_rule(Rule=weekly_rule(sandbox))["Targets"]
    assert len(targets) == 2
    for target in targets:
        assert target["Arn"].endswith(":bellhop-sandbox-watch")
        fires(sandbox, target["Input"])


def fires(sandbox: SandboxProcess, timer: str) -> None:
    name = json.loads(timer)["timer"]["name"]

    def fired() -> int:
        return sum(each["timer"] == name for each in logged(sandbox, "timer fired"))

    before = fired()
    sandbox.client("sqs").send_message(QueueUrl=sandbox.at.watch_queue_url, MessageBody=timer)
    until(lambda: fired() > before, f"{name} to fire")


def weekly_rule(sandbox: SandboxProcess) -> str:
    rules = sandbox.client("events").list_rules()["Rules"]
    (name,) = [rule["Name"] for rule in rules if rule.get("ScheduleExpression")]
    return str(name)
