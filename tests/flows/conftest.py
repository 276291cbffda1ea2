"""One sandbox for all flows, and a quiet start for each: no faults, groups and alarms as they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.flows.deployed import queues_are_empty
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess, sandbox, sandbox_log

__all__ = ["sandbox", "sandbox_log"]

SIZES = {"web": 2, "worker": 1}


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test finds Slack well, the groups at their sizes, every alarm OK and told, and nobody who remembers."""
    yield
    if "sandbox" not in request.fixturenames:
        return
    running: SandboxProcess = request.getfixturevalue("sandbox")
    running.control("faults", method="DELETE")
    running.control("certificates", method="DELETE")
    for group, desired in SIZES.items():
        running.control("load", {"group": group, "percent": None})
        running.control("autoscaling", {"group": group, "launch_failure": "", "seconds_per_launch": 1})
        running.client("autoscaling").set_desired_capacity(AutoScalingGroupName=group, DesiredCapacity=desired)
    alarms = running.client("cloudwatch")
    for alarm in alarms.describe_alarms(AlarmTypes=["MetricAlarm"])["MetricAlarms"]:
        if alarm["StateValue"] != "OK":
            alarms.set_alarm_state(AlarmName=alarm["AlarmName"], StateValue="OK", StateReason="the test is over")
    until(lambda: queues_are_empty(running), "the queues to be empty")
    running.forget_the_past()
