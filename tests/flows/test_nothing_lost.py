"""Nothing is lost: dead letters go back, and what never arrived is rebuilt from what CloudWatch published."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from tests.flows.deployed import dead_letters
from tests.flows.test_alarms import new_messages, own_alarm, payload, set_state
from tests.flows.until import until
from tests.patience import NO_TIMEOUT
from tests.sandbox_process import SandboxProcess

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def failing(sandbox: SandboxProcess) -> None:
    """Slack takes some of the next messages not at all, some without an answer."""
    for kind in ("status", "ratelimited", "drop_after_work"):
        sandbox.control("faults", {"method": "chat.postMessage", "kind": kind, "retry_after": 1, "count": 1})


def run(sandbox: SandboxProcess, *words: str) -> str:
    """`python -m app ...` against the sandbox's stack; what it printed."""
    settings = {**os.environ, **sandbox.at.environment()}
    ran = subprocess.run(
        [sys.executable, "-m", "app", *words, "--stage", "sandbox"],
        cwd=ROOT,
        env=settings,
        capture_output=True,
        text=True,
        timeout=NO_TIMEOUT,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_dead_letters_go_back_and_are_shown(sandbox: SandboxProcess) -> None:
    come, message = new_messages(sandbox), payload("metric")
    envelope = {"Type": "Notification", "MessageId": str(uuid.uuid4()), "Message": json.dumps(message)}
    sandbox.client("sqs").send_message(QueueUrl=sandbox.dead_letters("alarms"), MessageBody=json.dumps(envelope))

    said = run(sandbox, "replay", "--queue", "alarms")

    assert "alarms: 1 put back." in said
    until(lambda: [m for m in come() if message["AlarmName"] in m["text"]], "the alarm")
    assert dead_letters(sandbox) == 0


def test_what_was_missed_is_told_and_nothing_twice(sandbox: SandboxProcess) -> None:
    """The topic's subscription is away for a while, as after a mistake in a policy."""
    sns, come = sandbox.client("sns"), new_messages(sandbox)
    both = f"missing-{uuid.uuid4().hex[:8]}"
    heard, missed = own_alarm(sandbox, f"{both}-heard"), own_alarm(sandbox, f"{both}-unheard")
    (subscription,) = sns.list_subscriptions_by_topic(TopicArn=sandbox.at.alarm_topic_arn)["Subscriptions"]
    set_state(sandbox, heard, "ALARM")
    until(lambda: [m for m in come() if heard in m["text"]], "the first card")
    sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
    set_state(sandbox, missed, "ALARM")
    sns.subscribe(TopicArn=sandbox.at.alarm_topic_arn, Protocol="sqs", Endpoint=subscription["Endpoint"])

    would = run(sandbox, "catch-up", "--since", "30m", "--alarm", f"{both}-*", "--dry-run")
    run(sandbox, "catch-up", "--since", "30m", "--alarm", f"{both}-*")

    assert [line.split()[0] for line in would.splitlines() if "-> ALARM" in line] == ["known", "missed"]
    until(lambda: [m for m in come() if missed in m["text"]], "what was missed")
    assert [len([m for m in come() if name in m["text"]]) for name in (heard, missed)] == [1, 1]
