"""What a test can set that Auto Scaling's API can't: failures, time, an operator, a reset."""

from collections.abc import Mapping
from typing import Any

from sandbox.aws.autoscaling import AutoScaling, settle_at_once
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.autoscaling_words import NO_CAPACITY
from sandbox.aws.control_body import FORGET_FAILURE, check
from sandbox.aws.passing_time import let_pass
from sandbox.aws.world import GROUPS

KEYS = (
    "group",
    "launch_failure",
    "launch_failure_zones",
    "seconds_per_launch",
    "advance_seconds",
    "created_seconds_ago",
    "reset_clock",
    "operator",
    "protect",
    "refresh_failure",
    "reset",
)
NO_ZONE = "launch_failure_zones are some of {zones}."
NO_REFRESH = "No instance refresh of {group} is running."
REFRESH_FAILED = "The instance refresh failed on request of the sandbox's control endpoint."


def apply(model: AutoScaling, body: Mapping[str, Any]) -> None:
    """Do what `POST /control/autoscaling` asks; a ValueError says what is invalid, and then nothing is done."""
    group = model.group(body["group"])
    _check(model, group, body)
    if body.get("reset"):
        reset(model, group)
    if "launch_failure" in body:
        _set_failure(group, body["launch_failure"])
    group.failing_zones = tuple(body.get("launch_failure_zones", group.failing_zones) or ())
    group.operator = str(body.get("operator", group.operator) or "")
    group.seconds_per_launch = body.get("seconds_per_launch") or group.seconds_per_launch
    if ago := body.get("created_seconds_ago"):
        group.created = model.clock.now() - ago
    if "protect" in body:
        for instance in group.lasting:
            instance.protected = bool(body["protect"])
    if (reason := body.get("refresh_failure")) not in FORGET_FAILURE:
        model.refreshes.fail(group, model.clock.now(), REFRESH_FAILED if reason is True else str(reason))
    if body.get("reset_clock"):
        model.reset_clock()
    let_pass(model, body.get("advance_seconds") or 0.0)


def reset(model: AutoScaling, group: Group) -> None:
    """As new: nothing set, no history, all in service; the world's own groups get their initial sizes."""
    sizes = next(((it.minimum, it.maximum, it.desired) for it in GROUPS if it.name == group.name), None)
    group.minimum, group.maximum, group.desired = sizes or (group.minimum, group.maximum, group.desired)
    for kept in (group.activities, group.suspended, group.scheduled, group.policies):
        kept.clear()
    group.launch_failure, group.failing_zones, group.retry_at = None, (), 0.0
    group.operator, group.cause, group.warm_pool, group.protection_told = "", "", None, None
    model.refreshes.forget(group)
    settle_at_once(group)


def _check(model: AutoScaling, group: Group, body: Mapping[str, Any]) -> None:
    check(body, KEYS, ("seconds_per_launch", "advance_seconds", "created_seconds_ago"))
    zones = body.get("launch_failure_zones") or []
    if not isinstance(zones, list) or set(zones) - set(group.zones):
        raise ValueError(NO_ZONE.format(zones=", ".join(group.zones)))
    if body.get("refresh_failure") not in FORGET_FAILURE and not model.refreshes.active(group):
        raise ValueError(NO_REFRESH.format(group=group.name))


def _set_failure(group: Group, wanted: object) -> None:
    """True: no capacity, in AWS's words; a text: that; null, false or empty: launches succeed again, at once."""
    if wanted in FORGET_FAILURE:
        group.launch_failure, group.failing_zones, group.retry_at = None, (), 0.0
    else:
        group.launch_failure = NO_CAPACITY if wanted is True else str(wanted)
