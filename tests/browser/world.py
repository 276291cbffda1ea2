"""Brings a running sandbox back to its quiet start, so that every test of the loop finds the same world."""

from typing import Any

from tests.flows.deployed import queues_are_empty
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

PEOPLE = ("U0ANA", "U0BO", "U0EVE")
START = {"web": 2, "worker": 1}


def calm(sandbox: SandboxProcess) -> None:
    """No modal open, no load, groups at their first sizes and settled, every alarm OK and told, no storm in memory."""
    for user in PEOPLE:
        for view in sandbox.state(user)["views"]:
            sandbox.try_to_act(user=user, view_id=view["id"], close=True)
    for group in START:
        sandbox.control("load", {"group": group, "percent": None})
        sandbox.control("autoscaling", {"group": group, "reset": True, "reset_clock": True})

    def is_calm() -> bool:
        _set_ok(sandbox)
        return _is_calm(sandbox.state()["aws"]) and queues_are_empty(sandbox) and not _has_open_incident(sandbox)

    until(is_calm, "the sandbox to calm down")
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
