"""One sandbox for all flows, and a quiet start for each: no faults, groups and alarms as they were, nothing said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.flows.deployed import dead_letters, queues_are_empty
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess, sandbox, sandbox_log

__all__ = ["sandbox", "sandbox_log"]

GROUPS = ("web", "worker")


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test finds Slack well, the groups at their sizes, every alarm OK and told, and nobody who remembers."""
    yield
    if "sandbox" not in request.fixturenames:
        return
    running: SandboxProcess = request.getfixturevalue("sandbox")
    for faults in ("faults", "aws/faults", "certificates"):
        running.control(faults, method="DELETE")
    running.control("cloudwatch", {})
    until(lambda: queues_are_empty(running), "what was asked to be done")
    for group in GROUPS:
        running.control("load", {"group": group, "percent": None})
        running.control("autoscaling", {"group": group, "reset": True, "reset_clock": True, "seconds_per_launch": 1})
    alarms = running.client("cloudwatch")
    for page in alarms.get_paginator("describe_alarms").paginate(AlarmTypes=["MetricAlarm"]):
        for alarm in page["MetricAlarms"]:
            if alarm["StateValue"] != "OK":
                alarms.set_alarm_state(AlarmName=alarm["AlarmName"], StateValue="OK", StateReason="the test is over")
    until(lambda: queues_are_empty(running), "the ends of the alarms to be told")
    running.forget_the_past()
    running.begin()
    assert dead_letters(running) == 0, "only a bug ends there"
