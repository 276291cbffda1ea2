"""/alarms new and edit through the deployed zip: the form with the past, the alarm in CloudWatch, its message, Undo."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.commands.alarms.buttons import UNDO
from tests.flows.desk import Desk
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess


@pytest.fixture
def hot(sandbox: SandboxProcess) -> Iterator[str]:
    """The name of an alarm to make on a group of that name, which was hot for a quarter of an hour, a week ago."""
    client, scaling, name = sandbox.client("cloudwatch"), sandbox.client("autoscaling"), f"hot-{uuid.uuid4().hex[:8]}"
    scaling.create_auto_scaling_group(
        AutoScalingGroupName=name, MinSize=0, MaxSize=2, DesiredCapacity=1, AvailabilityZones=["us-east-1a"]
    )
    cpu: Any = {"MetricName": "CPUUtilization", "Dimensions": [{"Name": "AutoScalingGroupName", "Value": name}]}
    now = datetime.now(UTC)
    begin = datetime.fromtimestamp(now.timestamp() // 300 * 300, UTC) - timedelta(days=7)
    for minutes, value in (
        (-10, 20.0),
        (-5, 20.0),
        (0, 95.0),
        (5, 96.0),
        (10, 97.0),
        (15, 20.0),
        (20, 20.0),
        (25, 20.0),
    ):
        datum = {**cpu, "Value": value, "Timestamp": begin + timedelta(minutes=minutes)}
        client.put_metric_data(Namespace="AWS/EC2", MetricData=[datum])
    yield name
    client.delete_alarms(AlarmNames=[name])
    scaling.delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)


def modal(sandbox: SandboxProcess, *words: str) -> dict[str, Any]:
    """What is open in front of ana, once it says these words."""

    def look() -> dict[str, Any] | None:
        views = sandbox.state()["views"]
        top: dict[str, Any] | None = views[-1] if views else None
        return top if top and all(word in str(top["view"]["blocks"]) for word in words) else None

    found = until(look, f"a modal with {words}")
    assert found
    return found


def submit(sandbox: SandboxProcess, view: dict[str, Any], **values: str) -> None:
    blocks = {block["block_id"].partition(":")[0]: block["block_id"] for block in view["view"]["blocks"]}
    given = {blocks[name]: value for name, value in values.items()}
    sandbox.act(user="U0ANA", view_id=view["id"], values=given)


def described(sandbox: SandboxProcess, name: str) -> dict[str, Any] | None:
    found = sandbox.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return found[0] if found else None


def test_an_alarm_is_made_changed_and_both_are_undone(sandbox: SandboxProcess, hot: str) -> None:
    desk = Desk(sandbox)
    desk.types(f"/alarms new {hot}")
    submit(sandbox, modal(sandbox, "gone off *once*"), name=hot, threshold="90")
    submit(sandbox, modal(sandbox, f"`{hot}`: CPUUtilization average of {hot} &gt; 90 %", "gone off *once*"))
    made = desk.reads(f"made the alarm `{hot}`")
    assert "It would have gone off once in the last 14 days." in made["text"]
    alarm = described(sandbox, hot)
    assert alarm
    assert (alarm["Threshold"], alarm["AlarmActions"], alarm["OKActions"]) == (
        90.0,
        [sandbox.at.alarm_topic_arn],
        [sandbox.at.alarm_topic_arn],
    )
    tags = sandbox.client("cloudwatch").list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]
    assert tags == [{"Key": "bellhop:made-by", "Value": "ana U0ANA"}]

    desk.types(f"/alarms tune {hot}")
    desk.reads(f"`{hot}` can be replayed for only an hour (since somebody last changed the alarm)")

    desk.types(f"/alarms edit {hot}")
    submit(sandbox, modal(sandbox, f"Alarm `{hot}`", "Threshold"), threshold="99")
    submit(sandbox, modal(sandbox, "it would *not* have gone off", "As it is now"))
    changed = desk.reads(f"changed the alarm `{hot}`")
    assert (described(sandbox, hot) or {})["Threshold"] == 99.0
    desk.presses(changed, UNDO, user="U0BO")
    desk.reads(f"changed the alarm `{hot}`", "Undone by")
    assert (described(sandbox, hot) or {})["Threshold"] == 90.0
    desk.presses(made, UNDO, user="U0BO")
    desk.reads(f"made the alarm `{hot}`", "Undone by")
    assert described(sandbox, hot) is None
