"""The alarms whose actions are disabled, of every kind and on every page."""

from __future__ import annotations

from app.aws.desk.disabled_actions import Disabled, DisabledActions
from tests.app.aws.answers import ALL_KINDS
from tests.app.conftest import Stubbed


def alarm(name: str, enabled: bool) -> dict[str, object]:
    return {"AlarmName": name, "AlarmArn": f"arn:{name}", "ActionsEnabled": enabled}


def test_those_of_every_kind_are_found_on_every_page(stubbed: Stubbed) -> None:
    asked = {"AlarmTypes": ALL_KINDS}
    metric = [alarm("metric", False), alarm("enabled", True)]
    pages = stubbed("cloudwatch")
    pages.add_response("describe_alarms", {"MetricAlarms": metric, "NextToken": "more"}, asked)
    others = {"CompositeAlarms": [alarm("composite", False)], "LogAlarms": [alarm("log", False)]}
    pages.add_response("describe_alarms", others, {**asked, "NextToken": "more"})

    assert [each.name for each in DisabledActions().all()] == ["metric", "composite", "log"]


def test_an_alarm_is_known_by_its_arn_and_enabled_by_its_name(stubbed: Stubbed) -> None:
    cloudwatch = stubbed("cloudwatch")
    cloudwatch.add_response("describe_alarms", {"MetricAlarms": [alarm("web", False)]}, {"AlarmTypes": ALL_KINDS})
    cloudwatch.add_response("enable_alarm_actions", {}, {"AlarmNames": ["web"]})

    doors = DisabledActions()
    assert list(doors.all()) == [Disabled("web", "arn:web")]
    doors.enable("web")
    cloudwatch.assert_no_pending_responses()
