"""Scaling policies: what an ARN names, and the size that a policy sets as far as it can be known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.aws.scaling_policy import ScalingPolicy, Step, group_of_policy, policy_in, policy_of
from tests.fakes.scaling import web

BASE = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1f2e:"
SIMPLE = ScalingPolicy("p", "SimpleScaling", adjustment="ChangeInCapacity", by=3)
PERCENT = replace(SIMPLE, adjustment="PercentChangeInCapacity")
OUT = ScalingPolicy("p", "StepScaling", adjustment="ChangeInCapacity", steps=(Step(1, 0, 10), Step(4, 10)))
IN = replace(OUT, steps=(Step(-1, -10, 0), Step(-3, high=-10)))


@pytest.mark.parametrize(
    ("of", "named", "group"),
    [
        ("autoScalingGroupName/web:policyName/up", ("autoScalingGroupName/web", "up"), "web"),
        ("autoScalingGroupName/a b/c:policyName/x: y", ("autoScalingGroupName/a b/c", "x: y"), "a b/c"),
        ("resource/ecs/service/shop/web:policyName/up", ("resource/ecs/service/shop/web", "up"), ""),
        (f"autoScalingGroupName/{'w' * 256}:policyName/up", (f"autoScalingGroupName/{'w' * 256}", "up"), ""),
    ],
)
def test_an_arn_names_what_a_policy_scales(of: str, named: tuple[str, str], group: str) -> None:
    assert policy_of(BASE + of) == named
    assert group_of_policy(BASE + of) == group


@pytest.mark.parametrize("action", ["arn:aws:sns:us-east-1:123456789012:topic", "arn:aws:automate:us-east-1:ec2:stop"])
def test_other_actions_are_no_policies(action: str) -> None:
    assert policy_of(action) is None
    assert group_of_policy(action) == ""


@pytest.mark.parametrize(
    ("policy", "above", "after"),
    [
        (SIMPLE, None, 7),
        (replace(SIMPLE, by=-9), None, 1),
        (replace(SIMPLE, by=99), None, 8),
        (replace(SIMPLE, adjustment="ExactCapacity", by=2), None, 2),
        (replace(PERCENT, by=50), None, 6),
        (replace(PERCENT, by=10), None, 5),
        (replace(PERCENT, by=-10), None, 3),
        (replace(PERCENT, by=-30, least=3), None, 1),
        (OUT, 0.8, 5),
        (OUT, 10.0, 8),
        (OUT, -0.8, 4),  # no step is for it
        (IN, -0.2, 3),
        (IN, -10.0, 1),
        (OUT, None, None),
        (ScalingPolicy("p", "TargetTrackingScaling"), 0.8, None),
    ],
)
def test_a_policy_sets_a_size_within_the_limits_of_the_group(
    policy: ScalingPolicy, above: float | None, after: int | None
) -> None:
    assert policy.desired_after(web(desired=4), above) == after


def test_an_open_end_of_a_step_has_no_limit() -> None:
    steps = [{"MetricIntervalUpperBound": -5.0, "ScalingAdjustment": -2}, {"ScalingAdjustment": 1}]
    assert policy_in({"PolicyName": "p", "StepAdjustments": steps}).steps == (Step(-2, high=-5.0), Step(1))
