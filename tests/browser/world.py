"""Brings a running sandbox back to its quiet start, so that every test of the loop finds the same world."""

import time
from typing import Any

from tests.sandbox_process import SandboxProcess

PEOPLE = ("U0ANA", "U0BO", "U0EVE")
START = {"web": 2, "worker": 1}
PATIENCE = 30.0  # seconds


def calm(sandbox: SandboxProcess) -> None:
    """No modal open, no load, groups at their first sizes and settled, every alarm OK, no storm in living memory."""
    for user in PEOPLE:
        for view in sandbox.state(user)["views"]:
            sandbox.try_to_act(user=user, view_id=view["id"], close=True)
    for group, size in START.items():
        sandbox.control("load", {"group": group, "percent": None})
        sandbox.client("autoscaling").set_desired_capacity(AutoScalingGroupName=group, DesiredCapacity=size)
        sandbox.control("autoscaling", {"group": group, "advance_seconds": 60})
    deadline = time.monotonic() + PATIENCE
    while not _is_calm(sandbox.state()["aws"]) or _has_open_incident(sandbox):
        if time.monotonic() > deadline:
            raise TimeoutError(f"the sandbox does not calm down: {sandbox.state()['aws']}")
        _set_ok(sandbox)
        time.sleep(0.2)
    sandbox.forget_the_past()


def desired(sandbox: SandboxProcess, group: str) -> int:
    """The group's desired capacity, as the Auto Scaling endpoint tells it."""
    found = sandbox.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[group])
    size: int = found["AutoScalingGroups"][0]["DesiredCapacity"]
    return size


def _is_calm(aws: dict[str, Any]) -> bool:
    settled = all(
        len(group["instances"]) == START[group["name"]]
        and all(instance["state"] == "InService" for instance in group["instances"])
        for group in aws["groups"]
    )
    return settled and all(alarm["state"] == "OK" for alarm in aws["alarms"])


def _has_open_incident(sandbox: SandboxProcess) -> bool:
    return any(message["text"].startswith(":red_circle:") for message in sandbox.messages(sandbox.at.alarm_channel))


def _set_ok(sandbox: SandboxProcess) -> None:
    for alarm in sandbox.state()["aws"]["alarms"]:
        if alarm["state"] != "OK" and alarm["kind"] == "metric":
            sandbox.client("cloudwatch").set_alarm_state(
                AlarmName=alarm["name"], StateValue="OK", StateReason="A test begins."
            )
