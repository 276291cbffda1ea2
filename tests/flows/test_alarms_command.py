"""/alarms through the deployed zip: what is not OK, one card, and a mute of several by CloudWatch's own rules."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from app.commands.alarms.buttons import CONFIRM, SHOW
from tests.flows.desk import Desk
from tests.flows.staying_alarm import put_unwatched
from tests.sandbox_process import SandboxProcess


@pytest.fixture
def prefix(sandbox: SandboxProcess) -> Iterator[str]:
    """Three alarms whose names begin so, of which one is in ALARM and nothing evaluates any."""
    cloudwatch, begins = sandbox.client("cloudwatch"), f"listed-{uuid.uuid4().hex[:8]}"
    names = [f"{begins}-{number}" for number in range(3)]
    for name in names:
        put_unwatched(cloudwatch, name, Tags=[{"Key": "team", "Value": begins}])
    cloudwatch.set_alarm_state(AlarmName=names[1], StateValue="ALARM", StateReason="a test")
    yield begins
    cloudwatch.delete_alarms(AlarmNames=names)


def rules(sandbox: SandboxProcess, name: str) -> list[Any]:
    listed = sandbox.client("cloudwatch").list_alarm_mute_rules(AlarmName=name, Statuses=["ACTIVE"])
    return list(listed["AlarmMuteRuleSummaries"])


def test_alarms_are_listed_shown_muted_and_unmuted(sandbox: SandboxProcess, prefix: str) -> None:
    desk = Desk(sandbox)
    desk.types(f"/alarms {prefix}-*")
    listed = desk.reads(f"*1 alarm* for `{prefix}-*`. 2 OK.")
    assert f":red_circle: `{prefix}-1`" in listed["text"]

    desk.presses(listed, f"{SHOW}:0")
    card = desk.reads(f":red_circle: ALARM: {prefix}-1")
    assert f"team: {prefix}" in str(card["blocks"])
    assert "Alarm updated from OK to ALARM" in str(card["blocks"])

    desk.types(f"/alarms mute {prefix}-* for 2h because a test")
    desk.presses(desk.reads("wants to mute *3 alarms* for 2 h, because a test"), CONFIRM, user="U0BO")
    desk.reads("muted *3 alarms* until")
    assert len(rules(sandbox, f"{prefix}-0")) == 1

    desk.types(f"/alarms unmute {prefix}-0")
    desk.reads(f"unmuted `{prefix}-0`.")
    assert (rules(sandbox, f"{prefix}-0"), len(rules(sandbox, f"{prefix}-2"))) == ([], 1)
    for number in (2, 1):
        desk.types(f"/alarms unmute {prefix}-{number}")
        desk.reads(f"unmuted `{prefix}-{number}`.")
