"""The sandbox's mute rules: windows that keep actions back, and let them go when they end."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.alarm_actions import AlarmActions
from sandbox.aws.alarms import Alarms
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.clients import Endpoint
from sandbox.aws.mute_rules import MuteRules
from sandbox.aws.policies import Policies
from tests.sandbox.aws.conftest import Fronts
from tests.sandbox.aws.fakes import still_clock

TOPIC = "arn:aws:sns:us-east-1:000000000000:alarms"
# still_clock stands at 2026-11-22T12:00Z
RULE = {"Schedule": {"Expression": "at(2026-11-22T12:00)", "Duration": "PT1H", "Timezone": "UTC"}}


def mute(fronts: Fronts, **changed: Any) -> None:
    schedule = {**RULE["Schedule"], **changed}
    fronts.cloudwatch.put_alarm_mute_rule(
        Name="bellhop-1", Rule={"Schedule": schedule}, MuteTargets={"AlarmNames": ["busy"]}
    )


def test_a_rule_is_there_until_it_is_deleted(fronts: Fronts) -> None:
    mute(fronts)
    (summary,) = fronts.cloudwatch.list_alarm_mute_rules(AlarmName="busy")["AlarmMuteRuleSummaries"]
    name = summary["AlarmMuteRuleArn"].rpartition(":")[2]
    assert fronts.cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName=name)["MuteTargets"] == {"AlarmNames": ["busy"]}
    assert summary["AlarmMuteRuleArn"].endswith(":alarm-mute-rule:bellhop-1")
    fronts.cloudwatch.delete_alarm_mute_rule(AlarmMuteRuleName="bellhop-1")
    assert fronts.cloudwatch.list_alarm_mute_rules(AlarmName="busy")["AlarmMuteRuleSummaries"] == []


@pytest.mark.parametrize("changed", [{"Expression": "cron(0 8 * * *)"}, {"Duration": "P16D"}, {"Duration": "an hour"}])
def test_what_is_no_window_is_refused(changed: dict[str, str], fronts: Fronts) -> None:
    with pytest.raises(ClientError, match="ValidationError"):
        mute(fronts, **changed)


def test_rules_can_be_refused_on_request(fronts: Fronts) -> None:
    fronts.mute_rules.refuses = True
    with pytest.raises(ClientError, match="AccessDenied"):
        mute(fronts)


class Heard:
    """Alarms whose actions are noted instead of being published."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, is_muted: bool = True) -> None:
        self.rules = MuteRules(still_clock())
        policies = Policies(AutoScaling(self.rules.clock))
        self.actions = AlarmActions(Endpoint("http://127.0.0.1:9"), self.rules, policies)
        self.alarms = Alarms(self.rules.clock, self.actions.remember)
        self.messages: list[dict[str, Any]] = []
        monkeypatch.setattr(self.actions, "_do", lambda _, __, text: self.messages.append(json.loads(text)))
        self.alarms.put({"AlarmName": "busy", "AlarmActions": [TOPIC], "OKActions": [TOPIC]})
        self.rules.clock.source = lambda: 1795348800.0  # 2026-11-22T12:00Z
        if is_muted:
            self.mute()

    def mute(self, name: str = "r", start: str = "2026-11-22T12:00") -> None:
        schedule = {"Expression": f"at({start})", "Duration": "PT1H"}
        self.rules.put({"Name": name, "Rule": {"Schedule": schedule}, "MuteTargets": {"AlarmNames": ["busy"]}})

    def change(self, state: str) -> None:
        self.alarms.force("busy", state, "a test", None)
        asyncio.run(self.actions.act(self.alarms))

    def advance(self, seconds: float) -> None:
        self.rules.clock.advance(seconds)
        asyncio.run(self.actions.act(self.alarms))

    def delete(self, rule: str = "r") -> None:
        self.rules.delete(rule)
        asyncio.run(self.actions.act(self.alarms))

    @property
    def heard(self) -> list[tuple[str, bool]]:
        """The states that were published, and whether that was because a window had ended."""
        return [(each["NewStateValue"], each["ActionExecutedAfterMuteWindow"]) for each in self.messages]


def test_within_the_window_nothing_is_called_and_after_it_what_still_holds_is(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard(monkeypatch)
    heard.change("ALARM")
    assert heard.messages == []
    heard.advance(3599)
    assert heard.messages == []
    heard.advance(1)
    (message,) = heard.messages
    assert (message["NewStateValue"], message["ActionExecutedAfterMuteWindow"]) == ("ALARM", True)
    heard.advance(10)
    assert len(heard.messages) == 1


def test_what_is_over_by_then_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard(monkeypatch)
    heard.change("ALARM")
    heard.change("OK")
    heard.advance(3600)
    assert [message["NewStateValue"] for message in heard.messages] == ["OK"]


def test_a_deleted_rule_lets_the_next_change_be_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard(monkeypatch)
    heard.delete()
    heard.change("ALARM")
    assert heard.heard == [("ALARM", False)]


@pytest.mark.parametrize("is_muted_first", [True, False])
def test_when_a_rule_is_deleted_the_actions_of_an_alarm_in_alarm_run_at_once(
    is_muted_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = Heard(monkeypatch, is_muted=is_muted_first)
    heard.change("ALARM")
    heard.mute()
    heard.messages.clear()
    heard.delete()
    heard.advance(7200)
    assert heard.heard == [("ALARM", True)]


def test_when_a_rule_is_deleted_an_alarm_that_was_ok_before_it_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard(monkeypatch, is_muted=False)
    heard.change("OK")
    heard.advance(60)
    heard.mute()
    heard.messages.clear()
    heard.delete()
    assert heard.heard == []


def test_while_another_rule_mutes_the_alarm_a_deleted_one_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard(monkeypatch)
    heard.mute("another")
    heard.change("ALARM")
    heard.delete()
    assert heard.heard == []
    heard.delete("another")
    assert heard.heard == [("ALARM", True)]


def test_a_rule_that_is_changed_so_that_it_is_over_ends_its_window(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard(monkeypatch)
    heard.change("ALARM")
    heard.mute(start="2026-11-22T13:00")
    heard.advance(0)
    assert heard.heard == [("ALARM", True)]


def test_an_alarm_whose_actions_are_disabled_by_then_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard(monkeypatch)
    heard.change("ALARM")
    heard.alarms.alarm("busy").config["ActionsEnabled"] = False
    heard.delete()
    assert heard.heard == []


def test_a_rule_that_ended_stays_as_expired_until_it_is_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard(monkeypatch)
    heard.advance(3600)
    assert heard.rules.by_name["r"].status(heard.rules.clock.now()) == "EXPIRED"
    heard.delete()
    assert heard.rules.by_name == {}


def test_the_deletion_of_a_rule_is_answered_once_the_actions_have_run(fronts: Fronts) -> None:
    mute(fronts)
    acted = len(fronts.acted)
    fronts.cloudwatch.delete_alarm_mute_rule(AlarmMuteRuleName="bellhop-1")
    assert len(fronts.acted) == acted + 1
