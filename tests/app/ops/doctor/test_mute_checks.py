"""The doctor counts CloudWatch's mute rules, and warns before the list is full."""

from __future__ import annotations

from typing import Any

import pytest

from app.aws.desk.deployment import Deployment
from app.config.configuration import Configuration, SlackChannel
from app.ops.doctor.deployed_stage import DeployedStage
from app.ops.doctor.finding import Finding, Level
from app.ops.doctor.mute_checks import look_at_mute_rules
from tests.app.conftest import Stubbed

ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:"


def rules(name: str, count: int, status: str) -> list[dict[str, Any]]:
    return [{"AlarmMuteRuleArn": f"{ARN}{name}{number}", "Status": status} for number in range(count)]


def finding() -> Finding:
    deployed = DeployedStage(
        stage="test",
        outputs={},
        configuration=Configuration(SlackChannel("#alarms")),
        deployment=Deployment(),
        fetch=str,
        http=lambda url, body, headers: 200,
    )
    (found,) = look_at_mute_rules(deployed)
    return found


def test_the_rules_of_all_pages_are_counted_and_those_of_bellhop_that_are_left_over(stubbed: Stubbed) -> None:
    pages = stubbed("cloudwatch")
    first = [*rules("bellhop-", 3, "EXPIRED"), *rules("deploys:", 1, "EXPIRED")]
    pages.add_response("list_alarm_mute_rules", {"AlarmMuteRuleSummaries": first, "NextToken": "more"}, {})
    active = {"AlarmMuteRuleSummaries": rules("bellhop-", 1, "ACTIVE")}
    pages.add_response("list_alarm_mute_rules", active, {"NextToken": "more"})
    found = finding()
    assert (found.level, found.seen) == (Level.OK, "5 of at most 2,000 in this region; 3 of Bellhop's are over")


def test_a_list_that_fills_up_is_warned_of_with_what_can_go(stubbed: Stubbed) -> None:
    many = [*rules("bellhop-", 1500, "EXPIRED"), *rules("deploys-", 100, "SCHEDULED")]
    stubbed("cloudwatch").add_response("list_alarm_mute_rules", {"AlarmMuteRuleSummaries": many}, {})
    found = finding()
    assert found.level is Level.WARN
    assert found.seen.startswith(
        "1,600 of at most 2,000 in this region; 1,500 of Bellhop's are over. When the list is full"
    )
    assert found.fix.startswith("1,500 of all are over")


def test_below_four_fifths_it_is_not(stubbed: Stubbed) -> None:
    many = {"AlarmMuteRuleSummaries": rules("deploys-", 1599, "EXPIRED")}
    stubbed("cloudwatch").add_response("list_alarm_mute_rules", many, {})
    assert finding().level is Level.OK


@pytest.mark.parametrize(("code", "status"), [("AccessDenied", 403), ("Throttling", 400)])
def test_who_may_not_or_cannot_count_them_is_told_and_nothing_fails(code: str, status: int, stubbed: Stubbed) -> None:
    stubbed("cloudwatch").add_client_error("list_alarm_mute_rules", code, "no", http_status_code=status)
    found = finding()
    assert (found.level, "could not be counted" in found.seen) == (Level.WARN, True)
    assert "cloudwatch:ListAlarmMuteRules" in found.fix
