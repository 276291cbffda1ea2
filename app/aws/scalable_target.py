"""Application Auto Scaling's things as values (botocore application-autoscaling/2016-02-06). No IO."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.aws.scaling import DYNAMIC, SCHEDULED, Activity, ScheduledAction
from app.aws.scaling import activity_in as group_activity_in
from app.aws.scaling_policy import ScalingPolicy
from app.aws.scaling_policy import policy_in as group_policy_in
from app.base.clock import zone_of
from app.base.values import dataclass

ONCE = re.compile(r"at\(([^)]+)\)")
CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) \S+\)")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
UTC_NAME = "UTC"


@dataclass(frozen=True)
class ScalableTarget:
    """What is registered of a resource: its limits, what is suspended, by name, and its ARN."""

    resource: str
    minimum: int
    maximum: int
    suspended: tuple[str, ...] = ()
    arn: str = ""


def target_in(item: Mapping[str, Any]) -> ScalableTarget:
    state = item.get("SuspendedState") or {}
    suspended = tuple(name for name in (*DYNAMIC, SCHEDULED) if state.get(f"{name}Suspended"))
    return ScalableTarget(
        item["ResourceId"], item["MinCapacity"], item["MaxCapacity"], suspended, item.get("ScalableTargetARN", "")
    )


def activity_in(item: Mapping[str, Any]) -> Activity:
    return replace(group_activity_in(item), is_plain=True)


def policy_in(item: Mapping[str, Any]) -> ScalingPolicy:
    """As an Auto Scaling group's, of which it differs in the names of two fields."""
    steps = item.get("StepScalingPolicyConfiguration") or {}
    tracking = item.get("TargetTrackingScalingPolicyConfiguration")
    return group_policy_in({**item, **steps, "TargetTrackingConfiguration": tracking})


def scheduled_in(item: Mapping[str, Any]) -> ScheduledAction:
    schedule, zone = item["Schedule"], item.get("Timezone", "")
    once = ONCE.fullmatch(schedule)
    bounds = item.get("ScalableTargetAction") or {}
    at = datetime.fromisoformat(once[1]).replace(tzinfo=zone_of(zone or UTC_NAME)) if once else None
    return ScheduledAction(
        group=item["ResourceId"],
        name=item["ScheduledActionName"],
        at=at.astimezone(zone_of(UTC_NAME)) if at else None,
        recurrence="" if once else _recurrence(schedule),
        zone="" if once else zone,
        minimum=bounds.get("MinCapacity"),
        maximum=bounds.get("MaxCapacity"),
    )


def recurring(action: ScheduledAction) -> dict[str, str]:
    """The schedule of a recurrence in five fields, which counts Sunday as 0: by the days' names, and with a year."""
    minute, hour, day, month, weekday = action.recurrence.split()
    days = re.sub(r"\d", lambda found: DAYS[int(found[0]) % 7], weekday)
    either = f"? {month} {days}" if days != "*" else f"{day} {month} ?"
    return {"Schedule": f"cron({minute} {hour} {either} *)", "Timezone": action.zone or UTC_NAME}


def _recurrence(schedule: str) -> str:
    """In five fields, Sunday as 0, where it is a cron expression: there Sunday is 1."""
    found = CRON.fullmatch(schedule)
    if not found:
        return schedule
    minute, hour, day, month, weekday = (field.replace("?", "*") for field in found.groups())
    weekday = re.sub(r"\d", lambda number: str((int(number[0]) - 1) % 7), weekday)
    return f"{minute} {hour} {day} {month} {weekday}"
