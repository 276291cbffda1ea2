"""What CloudWatch's SNS message says, read into a transition."""

from datetime import UTC, datetime

from app.alarms.read.transition import State
from tests.app.alarms.alarm_support import message_for, payload, seen_in_blocks, transition
from tests.app.alarms.read.account import ACCOUNT


def test_a_metric_alarm_is_read_whole() -> None:
    message, seen = payload("metric"), transition(payload("metric"))
    assert seen.arn == message["AlarmArn"]
    assert (seen.name, seen.account, seen.region) == (message["AlarmName"], message["AWSAccountId"], "us-east-1")
    assert (seen.old, seen.new) == (State.OK, State.ALARM)
    assert seen.changed_at == datetime(2026, 11, 10, 2, 45, 55, 640_000, tzinfo=UTC)
    assert (seen.reason, seen.description) == (message["NewStateReason"], message["AlarmDescription"])
    assert seen.groups == ("web",)


def test_the_names_of_many_children_are_whole_though_they_are_not_ascii() -> None:
    names = [f"Überlastete Warteschlange {number}" for number in range(78)]
    arns = [f"arn:aws:cloudwatch:eu-central-1:{ACCOUNT}:alarm:{name}" for name in names]
    message = {
        **payload("composite"),
        "TriggeringChildren": [{"Arn": arn, "State": {"Value": "ALARM"}} for arn in arns],
    }
    assert [child.name for child in transition(message).children] == names


def test_a_message_without_an_arn_gets_one_built_from_account_region_and_name() -> None:
    seen = transition(payload("before_2019"))
    assert seen.arn == f"arn:aws:cloudwatch:eu-central-1:{ACCOUNT}:alarm:Example alarm name"
    assert seen.region == "eu-central-1"


def test_the_arns_region_goes_before_the_display_name() -> None:
    assert transition({**payload("metric"), "Region": "EU (Ireland)"}).region == "us-east-1"


def test_a_composite_names_its_rule_and_the_children_that_triggered_it() -> None:
    message, seen = payload("composite"), transition(payload("composite"))
    assert seen.rule == message["AlarmRule"]
    assert [child.arn for child in seen.children] == [child["Arn"] for child in message["TriggeringChildren"]]
    assert [(child.name, child.state) for child in seen.children] == [("web-5xx", "ALARM"), ("web-high-cpu", "ALARM")]
    assert seen.children[1].since == datetime(2026, 11, 10, 2, 44, 12, 2_000, tzinfo=UTC)


def test_of_more_children_than_are_kept_the_others_are_counted() -> None:
    arns = [f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:child-{number}" for number in range(200)]
    message = {**payload("composite"), "TriggeringChildren": [{"Arn": arn} for arn in arns]}
    assert len(transition(message).children) + transition(message).more_children == 200
    assert "`child-9`\nand 190 more" in seen_in_blocks(message_for(message))


def test_all_fifty_tags_that_an_alarm_may_have_are_read_so_that_routes_see_them() -> None:
    tags = [{"Key": f"key{number}", "Value": "v"} for number in range(50)]
    message = {**payload("metric"), "AlarmTags": tags}
    assert dict(transition(message).tags)["key49"] == "v"
    assert "and 38 more" in seen_in_blocks(message_for(message))


def test_a_forced_composite_has_no_children() -> None:
    assert transition(payload("composite_forced")).children == ()


def test_children_may_be_bare_arns() -> None:
    arn = "arn:aws:cloudwatch:us-east-1:1:alarm:a:b"
    (child,) = transition({**payload("composite"), "TriggeringChildren": [arn]}).children
    assert (child.arn, child.name, child.state, child.since) == (arn, "a:b", "", None)


def test_a_promql_alarm_comes_without_a_reason() -> None:
    assert transition(payload("promql")).reason == ""
