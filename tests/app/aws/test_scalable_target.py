"""Application Auto Scaling's answers as values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.aws.scalable_target import policy_in, recurring, scheduled_in
from app.aws.scaling import ScheduledAction
from app.aws.scaling_policy import Step


def item(schedule: str, **more: Any) -> dict[str, Any]:
    bounds = {"MinCapacity": 2}
    names = {"ResourceId": "service/shop/api", "ScheduledActionName": "evening"}
    return {**names, "Schedule": schedule, "ScalableTargetAction": bounds, **more}


def test_a_time_is_read_in_its_zone() -> None:
    action = scheduled_in(item("at(2026-11-23T18:00:00)", Timezone="Europe/Berlin"))
    at = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert action == ScheduledAction("service/shop/api", "evening", at, minimum=2)
    assert scheduled_in(item("at(2026-11-23T18:00:00)")).at == datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "recurrence"),
    [
        ("cron(0 8 ? * MON-FRI *)", "0 8 * * MON-FRI"),
        ("cron(0 8 ? * 2-6 *)", "0 8 * * 1-5"),
        ("cron(0 8 ? * 1,7 *)", "0 8 * * 0,6"),
        ("cron(30 22 * * ? *)", "30 22 * * *"),
        ("rate(1 hour)", "rate(1 hour)"),
    ],
)
def test_days_are_counted_from_sunday_as_0(fields: str, recurrence: str) -> None:
    action = scheduled_in(item(fields, Timezone="UTC"))
    assert (action.at, action.recurrence, action.zone) == (None, recurrence, "UTC")


@pytest.mark.parametrize(
    ("recurrence", "schedule"),
    [
        ("0 8 * * *", "cron(0 8 * * ? *)"),
        ("0 8 * * 1,2,3,4,5", "cron(0 8 ? * MON,TUE,WED,THU,FRI *)"),
        ("0 8 * * 0,6", "cron(0 8 ? * SUN,SAT *)"),
        ("0 8 * * 7", "cron(0 8 ? * SUN *)"),
    ],
)
def test_days_are_written_by_their_names(recurrence: str, schedule: str) -> None:
    action = ScheduledAction("service/shop/api", "evening", recurrence=recurrence)
    assert recurring(action) == {"Schedule": schedule, "Timezone": "UTC"}


def test_what_is_written_is_read_as_the_same_days() -> None:
    action = ScheduledAction("service/shop/api", "evening", recurrence="0 8 * * 1,3", zone="UTC")
    assert scheduled_in(item(schedule=recurring(action)["Schedule"])).recurrence == "0 8 * * MON,WED"


def test_a_policy_is_read_as_that_of_a_group() -> None:
    metric = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    tracking = {"TargetValue": 60.0, "PredefinedMetricSpecification": metric, "DisableScaleIn": True}
    names = {"PolicyName": "cpu", "PolicyARN": "arn:p", "Alarms": [{"AlarmName": "high", "AlarmARN": "arn:a"}]}
    tracked = policy_in(
        {**names, "PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": tracking}
    )
    assert (tracked.is_tracking, tracked.target, tracked.scales_in, tracked.alarms) == (
        True,
        "ECSServiceAverageCPUUtilization at 60",
        False,
        ("high",),
    )
    steps = {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": [{"ScalingAdjustment": 2}]}
    stepped = policy_in({**names, "PolicyType": "StepScaling", "StepScalingPolicyConfiguration": steps})
    assert (stepped.adjustment, stepped.steps, stepped.target) == ("ChangeInCapacity", (Step(2),), "")
