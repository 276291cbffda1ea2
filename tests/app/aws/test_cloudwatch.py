"""The door to CloudWatch's alarms: what is asked, to the minute, and what the answers become."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.stub import ANY

from app.aws.cloudwatch import CloudWatch
from app.aws.door import AwsError
from app.base.errors import Refused, Wrong
from tests.app.aws.answers import ALL_KINDS, NINE, item
from tests.app.conftest import Stubbed

EIGHT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def alarm_item(name: str, **more: Any) -> dict[str, Any]:
    return {"AlarmName": name, "StateValue": "OK", "StateReason": "fine", **more}


def test_composite_and_log_alarms_are_asked_for_too_and_since_is_the_last_transition(stubbed: Stubbed) -> None:
    metric = alarm_item("web-5xx", StateTransitionedTimestamp=EIGHT, StateUpdatedTimestamp=NINE, AlarmActions=["arn:a"])
    composite = alarm_item("web-down", StateValue="ALARM", ActionsEnabled=False, StateUpdatedTimestamp=NINE)
    log = alarm_item("web-errors", OKActions=["arn:b"])
    answer = {"MetricAlarms": [metric], "CompositeAlarms": [composite], "LogAlarms": [log]}
    asked = {"AlarmTypes": ["MetricAlarm", "CompositeAlarm", "LogAlarm"], "MaxRecords": 100}
    stubbed("cloudwatch").add_response("describe_alarms", answer, asked)
    first, second, third = CloudWatch().alarms()
    assert (first.name, first.since, first.is_composite, first.actions["ALARM"]) == (
        "web-5xx",
        EIGHT,
        False,
        ("arn:a",),
    )
    assert (second.name, second.since, second.is_composite, second.actions_enabled) == ("web-down", NINE, True, False)
    assert (third.name, third.is_composite, third.actions["OK"]) == ("web-errors", False, ("arn:b",))


def test_an_alarm_that_is_not_there_is_not_among_those_of_a_name(stubbed: Stubbed) -> None:
    stubbed("cloudwatch").add_response(
        "describe_alarms", {}, {"AlarmNames": ["x"], "AlarmTypes": ANY, "MaxRecords": 100}
    )
    assert CloudWatch().named(["x"]) == ()


def test_a_state_is_set_with_a_reason_cut_to_what_cloudwatch_takes(stubbed: Stubbed) -> None:
    asked = {"AlarmName": "web-5xx", "StateValue": "ALARM", "StateReason": "x" * 1023}
    stubbed("cloudwatch").add_response("set_alarm_state", {}, asked)
    CloudWatch().set_state("web-5xx", "ALARM", "x" * 2000)


def test_what_scaling_policies_go_by_is_sent_with_a_state(stubbed: Stubbed) -> None:
    asked = {"AlarmName": "web-5xx", "StateValue": "ALARM", "StateReason": "a try", "StateReasonData": "{}"}
    stubbed("cloudwatch").add_response("set_alarm_state", {}, asked)
    CloudWatch().set_state("web-5xx", "ALARM", "a try", "{}")


def test_only_rules_that_mute_an_alarm_now_are_asked_for(stubbed: Stubbed) -> None:
    arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:nightly"
    asked = {"AlarmName": "web-5xx", "Statuses": ["ACTIVE"]}
    stubbed("cloudwatch").add_response(
        "list_alarm_mute_rules", {"AlarmMuteRuleSummaries": [{"AlarmMuteRuleArn": arn}]}, asked
    )
    assert CloudWatch().muted_by("web-5xx") == ("nightly",)


def test_the_values_of_what_is_returned_come_with_their_times(stubbed: Stubbed) -> None:
    times = [NINE, NINE + timedelta(minutes=1)]
    results = [("m2", times[:1], [9.0]), ("m1", times, [1.5, 2.0])]
    answer = {"MetricDataResults": [{"Id": name, "Timestamps": at, "Values": values} for name, at, values in results]}
    query: dict[str, Any] = {"Id": "m1", "Expression": "m2*2", "ReturnData": True}
    asked = {"MetricDataQueries": [query], "StartTime": NINE, "EndTime": times[1], "ScanBy": "TimestampAscending"}
    stubbed("cloudwatch").add_response("get_metric_data", answer, asked)
    assert CloudWatch().values([query], NINE, times[1]) == ((NINE, 1.5), (times[1], 2.0))


def test_values_that_cloudwatch_tells_in_parts_are_read_to_their_end(stubbed: Stubbed) -> None:
    query: dict[str, Any] = {"Id": "m1", "ReturnData": True}
    asked = {"MetricDataQueries": [query], "StartTime": NINE, "EndTime": NINE, "ScanBy": "TimestampAscending"}
    aws = stubbed("cloudwatch")
    for number, token in enumerate(("a", "b", "")):
        result = {"Id": "m1", "Timestamps": [NINE + timedelta(minutes=number)], "Values": [float(number)]}
        answer = {"MetricDataResults": [result], **({"NextToken": token} if token else {})}
        aws.add_response("get_metric_data", answer, asked)
        asked = {**asked, "NextToken": token}
    assert [value for _, value in CloudWatch().values([query], NINE, NINE)] == [0.0, 1.0, 2.0]


def test_who_may_not_read_metrics_is_refused(stubbed: Stubbed) -> None:
    stubbed("cloudwatch").add_client_error("get_metric_data", "AccessDenied", http_status_code=403)
    with pytest.raises(Refused):
        CloudWatch().values([], NINE, NINE)


def test_who_may_not_list_mute_rules_is_refused(stubbed: Stubbed) -> None:
    stubbed("cloudwatch").add_client_error("list_alarm_mute_rules", "AccessDenied", http_status_code=403)
    with pytest.raises(Refused):
        CloudWatch().muted_by("web-5xx")


def test_a_refusal_of_cloudwatch_is_wrong_in_its_own_words(stubbed: Stubbed) -> None:
    stubbed("cloudwatch").add_client_error("set_alarm_state", "ResourceNotFound", "", http_status_code=404)
    with pytest.raises(Wrong, match="ResourceNotFound"):
        CloudWatch().set_state("gone", "ALARM", "a try")


@pytest.mark.parametrize(("seconds", "lasts"), [(0, "PT60M"), (1, "PT61M"), (59, "PT61M")])
def test_a_mute_rule_is_for_whole_minutes_and_never_ends_too_early(seconds: int, lasts: str, stubbed: Stubbed) -> None:
    schedule = {"Expression": "at(2026-11-23T09:00)", "Duration": lasts, "Timezone": "UTC"}
    asked = {
        "Name": "bellhop-1",
        "Description": "a release",
        "Rule": {"Schedule": schedule},
        "MuteTargets": {"AlarmNames": ["web-5xx"]},
    }
    stubbed("cloudwatch").add_response("put_alarm_mute_rule", {}, asked)
    start = NINE + timedelta(seconds=seconds)
    CloudWatch().mute("bellhop-1", "web-5xx", start, start + timedelta(hours=1), "a release")


def test_a_mute_of_fifteen_days_is_not_longer_than_cloudwatch_takes(stubbed: Stubbed) -> None:
    schedule = {"Expression": ANY, "Duration": f"PT{15 * 24 * 60}M", "Timezone": "UTC"}
    asked = {"Name": ANY, "Description": ANY, "Rule": {"Schedule": schedule}, "MuteTargets": ANY}
    stubbed("cloudwatch").add_response("put_alarm_mute_rule", {}, asked)
    # What Slack's picker gives is a whole minute, and at most 15 days after now.
    CloudWatch().mute("bellhop-1", "web-5xx", NINE + timedelta(seconds=30), NINE + timedelta(days=15), "a release")


def test_a_mute_rule_that_is_gone_needs_no_deleting(stubbed: Stubbed) -> None:
    stubbed("cloudwatch").add_client_error("delete_alarm_mute_rule", "ResourceNotFoundException", http_status_code=404)
    CloudWatch().unmute("bellhop-1")


def test_a_mute_rule_that_may_not_be_deleted_is_said(stubbed: Stubbed) -> None:
    stubbed("cloudwatch").add_client_error("delete_alarm_mute_rule", "ValidationError", "no")
    with pytest.raises(AwsError, match="delete the mute rule bellhop-1"):
        CloudWatch().unmute("bellhop-1")


@pytest.mark.parametrize("error", ["AccessDenied", "ValidationError", "LimitExceededFault"])
def test_whatever_aws_says_no_with_there_is_another_way_to_mute(error: str, stubbed: Stubbed) -> None:
    stubbed("cloudwatch").add_client_error("put_alarm_mute_rule", error, "no")
    with pytest.raises(Refused):
        CloudWatch().mute("bellhop-1", "web-5xx", NINE, NINE + timedelta(hours=1), "")


def test_the_history_is_of_every_kind_of_alarm_newest_first_and_without_its_actions(stubbed: Stubbed) -> None:
    asked = {"AlarmName": "web-5xx", "AlarmTypes": ALL_KINDS, "MaxRecords": 100, "ScanBy": "TimestampDescending"}
    items = [item("StateUpdate", 0), item("Action", 0), item("ConfigurationUpdate", 1), item("StateUpdate", 2)]
    stubbed("cloudwatch").add_response("describe_alarm_history", {"AlarmHistoryItems": items}, asked)
    found = CloudWatch().history("web-5xx", 2)
    assert [each.summary for each in found] == ["StateUpdate 0", "ConfigurationUpdate 1"]


def test_the_end_of_a_mute_rule_is_that_of_its_window(stubbed: Stubbed) -> None:
    schedule = {"Expression": "at(2026-11-23T08:00)", "Duration": "PT1H", "Timezone": "UTC"}
    client = stubbed("cloudwatch")
    client.add_response("get_alarm_mute_rule", {"Rule": {"Schedule": schedule}}, {"AlarmMuteRuleName": "nightly"})
    rule = CloudWatch().rule("nightly")
    assert rule
    assert rule.until == NINE
    client.add_client_error("get_alarm_mute_rule", "AccessDenied", http_status_code=403)
    with pytest.raises(Refused, match="look at the mute rule nightly"):
        CloudWatch().rule("nightly")


def test_what_can_be_no_alarms_name_is_not_asked_for(stubbed: Stubbed) -> None:
    stubbed("cloudwatch")  # which has no answer, and would say so
    assert CloudWatch().named(["", "n" * 256]) == ()
