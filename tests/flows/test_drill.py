"""A game day through the deployed zip: from bellhop.toml to the score, and all is as before."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.commands.forcealarm.buttons import START_DRILL, STOP_DRILL
from app.commands.forcealarm.drills.score import WHOLE
from tests.flows.deployed import deployed_with
from tests.flows.desk import Desk
from tests.flows.staying_alarm import put_unwatched
from tests.flows.test_requests import desired
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

GROUP = "worker"
TOML = """
[slack]
channel = "#alarms"

[[route]]
alarm = "{name}-*"
mention = "U0BO"

[[drill]]
name = "{name}"
channel = "#ops"
alarms = [{{ alarm = "{name}-*" }}, {{ alarm = "{name}-b", state = "OK", seconds = 300 }}]
"""


@dataclass(frozen=True)
class World:
    """A drill of two alarms, `<name>-a` and `<name>-b`; the first scales GROUP, which has so many before."""

    name: str
    before: int


@pytest.fixture
def world(sandbox: SandboxProcess, tmp_path: Path) -> Iterator[World]:
    scaling, cloudwatch, before = sandbox.client("autoscaling"), sandbox.client("cloudwatch"), desired(sandbox, GROUP)
    name = f"drill-{uuid.uuid4().hex[:8]}"
    policy = scaling.put_scaling_policy(
        AutoScalingGroupName=GROUP,
        PolicyName=name,
        PolicyType="StepScaling",
        AdjustmentType="ChangeInCapacity",
        StepAdjustments=[{"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1}],
    )
    topic = sandbox.at.alarm_topic_arn
    put_unwatched(cloudwatch, f"{name}-a", AlarmActions=[topic, policy["PolicyARN"]], OKActions=[topic])
    put_unwatched(cloudwatch, f"{name}-b", AlarmActions=[topic], OKActions=[topic])
    file = tmp_path / "bellhop.toml"
    file.write_text(TOML.format(name=name), encoding="utf-8")
    with deployed_with(sandbox, "alarms", "worker", BELLHOP_CONFIG=str(file)):
        yield World(name, before)
    cloudwatch.delete_alarms(AlarmNames=[f"{name}-a", f"{name}-b"])
    scaling.delete_policy(AutoScalingGroupName=GROUP, PolicyName=name)
    scaling.set_desired_capacity(AutoScalingGroupName=GROUP, DesiredCapacity=before)


def states(sandbox: SandboxProcess, name: str) -> list[str]:
    answer = sandbox.client("cloudwatch").describe_alarms(AlarmNamePrefix=f"{name}-")
    return [each["StateValue"] for each in answer["MetricAlarms"]]


def test_a_drill_is_asked_runs_in_its_channel_is_scored_and_all_is_put_back(
    sandbox: SandboxProcess, world: World
) -> None:
    desk, name, before = Desk(sandbox), world.name, world.before
    desk.types(f"/forcealarm drill {name}")
    question = desk.reads(f"wants to start the drill `{name}`")
    assert f"scale `{GROUP}` from {before} to {before + 1} (+1, policy `{name}`)" in question["text"]
    desk.presses(question, START_DRILL)

    card = desk.reads(f"ALARM: {name}-b")
    assert ":test_tube: *Test* by ana" in str(card["blocks"])
    assert "<@" not in str(card["blocks"]) + card["text"], "nobody is mentioned"
    desk.presses(card, "alarm_ack", user="U0BO")
    score = desk.reads(f"`{name}-b`", "acknowledged by")
    until(lambda: desired(sandbox, GROUP) == before + 1, "the policy to scale")
    until(lambda: "card after" in desk.text_of(score), "the other card")

    desk.presses(score, STOP_DRILL)
    over = desk.reads(f"The drill `{name}`", WHOLE)
    assert f"`{GROUP}`: Bellhop set it back from {before + 1} to {before}." in over["text"]
    assert "1 of 2 alarms acknowledged" in over["text"]
    assert (states(sandbox, name), desired(sandbox, GROUP)) == (["OK", "OK"], before)
    assert not [each for each in sandbox.messages("C0ALARMS") if name in each["text"]]
