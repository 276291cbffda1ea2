"""The worker's process is killed (SIGKILL) in a phase of a scaling: it happens once, and ends as done.

At each step of it somebody dies in tests/flows/test_scale_killed.py, in one process.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.flows.deployed import processes_of, restart
from tests.flows.desk import Desk
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess
from tests.thorough import every_third

pytestmark = pytest.mark.slow  # begins first


@pytest.fixture
def desk(sandbox: SandboxProcess) -> Iterator[Desk]:
    """SQS delivers again after seconds, not after the six minutes of the real queues."""
    sqs, queues = sandbox.client("sqs"), [sandbox.at.jobs_queue_url, _watch_queue(sandbox)]
    before = [_visibility(sqs, url) for url in queues]
    for url in queues:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "5"})
    restart(sandbox, "worker")  # it may know already who asks
    yield Desk(sandbox)
    for url, seconds in zip(queues, before, strict=True):
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": seconds})


def _watch_queue(sandbox: SandboxProcess) -> str:
    return sandbox.at.jobs_queue_url.replace("-jobs.fifo", "-watch")


def _visibility(sqs: Any, url: str) -> str:
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
    return str(answer["Attributes"]["VisibilityTimeout"])


def let_leases_end(sandbox: SandboxProcess) -> None:
    """What the dead held is free again after 90 seconds; the test does not wait for them."""
    table, name = sandbox.client("dynamodb"), sandbox.at.table
    for page in table.get_paginator("scan").paginate(TableName=name, ProjectionExpression="pk, sk"):
        for key in page["Items"]:
            if key["pk"]["S"].startswith("lease#"):
                table.delete_item(TableName=name, Key=key)


def aws_hangs(operation: str, error: str) -> Callable[[SandboxProcess], Callable[[], bool]]:
    """The next such call finds no answer; what comes back tells when it is there."""

    def set_up(sandbox: SandboxProcess) -> Callable[[], bool]:
        sandbox.control("aws/faults", {"operation": operation, "error": error})
        return lambda: not sandbox.control("aws/faults", method="GET")

    return set_up


def slack_hangs(method: str) -> Callable[[SandboxProcess], Callable[[], bool]]:
    def set_up(sandbox: SandboxProcess) -> Callable[[], bool]:
        seen = len(sandbox.control("calls"))
        sandbox.control("faults", {"method": method, "kind": "timeout", "count": 1})
        return lambda: any(call["method"] == method for call in sandbox.control("calls")[seen:])

    return set_up


PHASES = {
    "while it looks who asks": slack_hangs("users.info"),
    "while it looks at the group": aws_hangs("DescribePolicies", "hang"),
    "before the change is made": aws_hangs("SetDesiredCapacity", "hang"),
    "after the change is made": aws_hangs("SetDesiredCapacity", "hang_after_work"),
    "while it tells": slack_hangs("chat.postMessage"),
    "while it looks how far it is": aws_hangs("DescribeScalingActivities", "hang"),
    "while it edits": slack_hangs("chat.update"),
}


@pytest.mark.parametrize("phase", every_third(list(PHASES)))
def test_killed_in_each_phase_it_happens_once_and_ends(phase: str, sandbox: SandboxProcess, desk: Desk) -> None:
    calls = len(sandbox.control("aws/calls"))
    is_there = PHASES[phase](sandbox)
    desk.types("/scale web +2")
    until(is_there, f"the worker to be killed {phase}")
    victims = processes_of(sandbox, "worker")
    assert victims, "the worker runs as a process of its own"
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    let_leases_end(sandbox)
    desk.reads("set *web* from 2 to 4", "Done in")
    changes = [call for call in sandbox.control("aws/calls")[calls:] if call["operation"] == "SetDesiredCapacity"]
    assert [call["parameters"]["DesiredCapacity"] for call in changes] == [4] * len(changes)
    assert len([m for m in desk.new() if "set *web* from 2 to 4" in m["text"]]) == 1
