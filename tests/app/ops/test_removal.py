"""Before a stage is removed: nobody is left without their alarms, and what goes and what stays is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from app.alarms.decide.incident import Mute
from app.aws.desk.disabled_actions import Disabled, DisabledActions
from app.ops.removal import Removal
from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.conftest import Stubbed
from tests.fakes.bellhop import Bellhop

UNTIL = datetime(2026, 11, 30, tzinfo=UTC)


@dataclass
class Alarms:
    """CloudWatch, as far as it is asked."""

    disabled: list[Disabled]
    enabled: list[str] = field(default_factory=list)

    def all(self) -> Iterator[Disabled]:
        yield from self.disabled

    def enable(self, name: str) -> None:
        self.enabled.append(name)


def muted(bellhop: Bellhop, rule: str) -> Disabled:
    """An alarm that rang and was muted, by a rule or by disabling its actions."""
    said = cloudwatch_says("OK", "ALARM")
    ring(bellhop, said)
    incident = bellhop.parts.processor.incidents.last_of(said["AlarmArn"])
    assert incident
    change = Mute(UNTIL, "U0ANA", rule)
    bellhop.parts.processor.amend_incident(incident.id, lambda known: replace(known, mute=change))
    return Disabled(said["AlarmName"], said["AlarmArn"])


def prepared(bellhop: Bellhop, alarms: Alarms) -> list[str]:
    said: list[str] = []
    incidents = bellhop.parts.processor.incidents
    Removal(incidents, alarms, "bellhop-prod-Table", {"bellhop-prod-watch": 12}, said.append).prepare()
    return said


def test_what_a_mute_disabled_is_enabled_before_nobody_can(bellhop: Bellhop) -> None:
    alarms = Alarms([muted(bellhop, rule="")])
    said = prepared(bellhop, alarms)
    assert alarms.enabled == ["web-high-cpu"]
    assert "web-high-cpu" in said[0]


@pytest.mark.parametrize("rule", ["bellhop-1"])
def test_what_somebody_else_disabled_stays_so(rule: str, bellhop: Bellhop) -> None:
    alarms = Alarms([muted(bellhop, rule), Disabled("by-hand", "arn:aws:cloudwatch:us-east-1:1:alarm:by-hand")])
    prepared(bellhop, alarms)
    assert alarms.enabled == []


def test_what_goes_and_what_stays_is_said(bellhop: Bellhop) -> None:
    said = prepared(bellhop, Alarms([]))
    assert "    12  bellhop-prod-watch" in said[1]
    assert "bellhop-prod-Table" in said[-1]


def test_alarms_with_disabled_actions_are_found_by_name_and_arn(stubbed: Stubbed) -> None:
    def alarm(name: str, enabled: bool) -> dict[str, object]:
        return {"AlarmName": name, "AlarmArn": f"arn:{name}", "ActionsEnabled": enabled}

    answer = {"MetricAlarms": [alarm("a", True), alarm("b", False)], "CompositeAlarms": [alarm("c", False)]}
    cloudwatch = stubbed("cloudwatch")
    cloudwatch.add_response("describe_alarms", answer)
    cloudwatch.add_response("enable_alarm_actions", {}, {"AlarmNames": ["b"]})
    assert [each.name for each in DisabledActions().all()] == ["b", "c"]
    DisabledActions().enable("b")
