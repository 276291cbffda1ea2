"""/forcealarm through the deployed zip: a step policy scales its group by the value that Bellhop sends it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from app.commands.forcealarm.buttons import FORCE
from tests.flows.desk import Desk
from tests.flows.staying_alarm import put_unwatched
from tests.flows.test_requests import desired
from tests.sandbox_process import SandboxProcess

GROUP = "worker"


@pytest.fixture
def forced(sandbox: SandboxProcess) -> Iterator[str]:
    """An alarm in OK whose action is a step policy of `worker`, which has as many instances afterwards as before."""
    scaling, cloudwatch, before = sandbox.client("autoscaling"), sandbox.client("cloudwatch"), desired(sandbox, GROUP)
    name = f"forced-{uuid.uuid4().hex[:8]}"
    policy = scaling.put_scaling_policy(
        AutoScalingGroupName=GROUP,
        PolicyName=name,
        PolicyType="StepScaling",
        AdjustmentType="ChangeInCapacity",
        StepAdjustments=[{"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1}],
    )
    put_unwatched(cloudwatch, name, AlarmActions=[policy["PolicyARN"]])
    yield name
    cloudwatch.delete_alarms(AlarmNames=[name])
    scaling.delete_policy(AutoScalingGroupName=GROUP, PolicyName=name)
    scaling.set_desired_capacity(AutoScalingGroupName=GROUP, DesiredCapacity=before)


def test_a_step_policy_takes_the_step_that_the_channel_is_told(sandbox: SandboxProcess, forced: str) -> None:
    desk, before = Desk(sandbox), desired(sandbox, GROUP)
    said = f"scale `{GROUP}` from {before} to {before + 1} (+1, policy `{forced}`)"

    desk.types(f"/forcealarm {forced} ALARM")
    question = desk.reads(f"wants to set `{forced}`")
    assert said in question["text"]
    desk.presses(question, FORCE)

    desk.reads(f"Triggers: {said}. The scaling policy `{forced}` acts as if Backlog were 202.")
    assert desired(sandbox, GROUP) == before + 1
