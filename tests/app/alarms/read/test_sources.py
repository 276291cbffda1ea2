"""Sources: what each kind of alarm says, read into one shape."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alarms.read import watch
from app.alarms.read.alarm_data import bounded
from app.alarms.read.transition import State
from app.alarms.read.untrusted import clean
from app.store.codec import encode
from tests.app.alarms.alarm_support import message_for, notice, payload, seen_in_blocks, transition

ACCOUNT = "123456789012"


def test_a_metric_alarm_is_read_whole() -> None:
    message, seen = payload("metric"), transition(payload("metric"))
    assert seen.arn == message["AlarmArn"]
    assert (seen.name, seen.account, seen.region) == (message["AlarmName"], message["AWSAccountId"], "us-east-1")
    assert (seen.old, seen.new) == (State.OK, State.ALARM)
    assert seen.changed_at == datetime(2026, 11, 10, 2, 45, 55, 640_000, tzinfo=UTC)
    assert (seen.reason, seen.description) == (message["NewStateReason"], message["AlarmDescription"])
    assert seen.groups == ("web",)


LONGEST = {
    "plain": "x",
    "quoted": '"',
    "accented": "é",
    "emoji": "\U0001f6d1",
}


@pytest.mark.parametrize("letter", LONGEST.values(), ids=LONGEST)
@pytest.mark.parametrize("count", [1, 78, 200])
def test_the_largest_transition_in_any_script_takes_less_than_100_kb_of_the_table(letter: str, count: int) -> None:
    text = letter * 20_000
    dimensions = [{"name": "AutoScalingGroupName", "value": letter * 254 + chr(0x4E00 + n)} for n in range(100)]
    message = {
        **payload("metric"),
        "AlarmName": letter * 255,
        "AlarmArn": letter * 1600,
        "AWSAccountId": text,
        "Region": text,
        "NewStateReason": text,
        "AlarmDescription": text,
        "AlarmRule": text,
        "AlarmContributorId": text,
        "AlarmContributorAttributes": {"table": text},
        "TriggeringChildren": [
            {"Arn": text, "State": {"Value": text, "Timestamp": payload("metric")["StateChangeTime"]}}
        ]
        * count,
        "AlarmTags": [{"Key": f"{number}{text}", "Value": text} for number in range(count)],
    }
    message["Trigger"]["Dimensions"] = dimensions
    stored = json.dumps(encode(transition(message)), ensure_ascii=False).encode()
    assert len(stored) < 100_000


def test_the_names_of_many_children_are_whole_though_they_are_not_ascii() -> None:
    names = [f"Überlastete Warteschlange {number}" for number in range(78)]
    arns = [f"arn:aws:cloudwatch:eu-central-1:{ACCOUNT}:alarm:{name}" for name in names]
    message = {
        **payload("composite"),
        "TriggeringChildren": [{"Arn": arn, "State": {"Value": "ALARM"}} for arn in arns],
    }
    assert [child.name for child in transition(message).children] == names


@given(st.text(), st.integers(3, 100))
def test_a_bounded_text_keeps_its_bytes_and_says_what_is_cut(value: str, limit: int) -> None:
    short = bounded(value, limit)
    assert len(json.dumps(short, ensure_ascii=False).encode()) - 2 <= limit
    assert short == clean(value) or (short.endswith("…") and clean(value).startswith(short[:-1]))


def test_a_message_without_an_arn_gets_one_built_from_account_region_and_name() -> None:
    seen = transition(payload("before_2019"))
    assert seen.arn == f"arn:aws:cloudwatch:eu-central-1:{ACCOUNT}:alarm:Example alarm name"
    assert seen.region == "eu-central-1"


@pytest.mark.parametrize(
    ("region", "arn"),
    [
        ("US East (N. Virginia)", f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:a"),
        ("EU (Ireland)", f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:a"),
        ("Europe (Ireland)", f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:a"),
        ("China (Beijing)", f"arn:aws-cn:cloudwatch:cn-north-1:{ACCOUNT}:alarm:a"),
        ("us-west-2", f"arn:aws:cloudwatch:us-west-2:{ACCOUNT}:alarm:a"),
        ("Moon (Sea of Tranquility)", f"arn:aws:cloudwatch:Moon (Sea of Tranquility):{ACCOUNT}:alarm:a"),
    ],
)
def test_a_region_is_known_by_display_name_and_by_code(region: str, arn: str) -> None:
    assert transition({**payload("before_2019"), "AlarmName": "a", "Region": region}).arn == arn


def test_the_arns_region_goes_before_the_display_name() -> None:
    assert transition({**payload("metric"), "Region": "EU (Ireland)"}).region == "us-east-1"


@pytest.mark.parametrize(
    "written", ["2026-11-10T02:45:55.640+0000", "2026-11-10T02:45:55.640Z", "2026-11-10T03:45:55.640+0100"]
)
def test_state_change_times_are_read_to_the_millisecond(written: str) -> None:
    seen = transition({**payload("metric"), "StateChangeTime": written})
    assert seen.changed_at == datetime(2026, 11, 10, 2, 45, 55, 640_000, tzinfo=UTC)


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


@pytest.mark.parametrize(
    "changed",
    [
        {"AlarmRule": ""},
        {"ActionExecutedAfterMuteWindow": True},
    ],
)
def test_only_a_composite_that_is_let_go_says_that_its_actions_were_kept_back(changed: dict[str, object]) -> None:
    again = {**payload("composite"), "OldStateValue": "ALARM"}
    assert transition(again).released
    assert not transition({**again, **changed}).released


def test_a_mute_rule_says_its_name_and_how_long_it_rules() -> None:
    seen = transition(payload("eventbridge_muted"))
    assert (seen.muted, seen.muted_by) == (True, "release")
    assert seen.muted_until == datetime(2026, 10, 2, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize("detail", [{}, None, []])
def test_an_empty_mute_detail_mutes_nothing(detail: object) -> None:
    event = payload("eventbridge_muted")
    event["detail"]["muteDetail"] = detail
    assert not transition(event).muted


def test_a_forced_composite_has_no_children() -> None:
    assert transition(payload("composite_forced")).children == ()


def test_children_may_be_bare_arns() -> None:
    arn = "arn:aws:cloudwatch:us-east-1:1:alarm:a:b"
    (child,) = transition({**payload("composite"), "TriggeringChildren": [arn]}).children
    assert (child.arn, child.name, child.state, child.since) == (arn, "a:b", "", None)


def test_a_contributor_is_an_alarm_of_its_own() -> None:
    sns, event = transition(payload("contributor")), transition(payload("eventbridge_contributor"))
    assert sns.key == event.key == f"{payload('contributor')['AlarmArn']}#6d442278dba546f6"
    assert event.old is None


def test_a_promql_alarm_comes_without_a_reason() -> None:
    assert transition(payload("promql")).reason == ""


def test_a_group_is_found_in_the_metrics_of_an_expression() -> None:
    assert transition(payload("math")).groups == ("web",)


def test_an_eventbridge_event_is_read_like_the_sns_message() -> None:
    event, seen = payload("eventbridge_metric"), transition(payload("eventbridge_metric"))
    assert (seen.arn, seen.name) == (event["resources"][0], event["detail"]["alarmName"])
    assert (seen.account, seen.region) == (event["account"], event["region"])
    assert (seen.old, seen.new, seen.reason) == (State.OK, State.ALARM, event["detail"]["state"]["reason"])
    assert seen.changed_at == datetime(2026, 10, 2, 17, 4, 40, 989_000, tzinfo=UTC)
    assert seen.groups == ("web",)


def test_an_eventbridge_composite_finds_its_children_in_the_reason_data() -> None:
    seen = transition(payload("eventbridge_composite"))
    assert seen.rule == payload("eventbridge_composite")["detail"]["configuration"]["alarmRule"]
    assert [(child.name, child.state) for child in seen.children] == [("ServerCpuTooHigh", "ALARM")]


def test_a_release_from_suppression_stays_a_transition_from_alarm_to_alarm() -> None:
    event = payload("eventbridge_composite")
    event["detail"]["previousState"]["value"] = "ALARM"
    seen = transition(event)
    assert (seen.old, seen.new) == (State.ALARM, State.ALARM)


def test_a_direct_lambda_action_is_read() -> None:
    event, seen = payload("lambda_action"), transition(payload("lambda_action"))
    assert (seen.arn, seen.account, seen.region) == (event["alarmArn"], event["accountId"], event["region"])
    assert (seen.old, seen.new, seen.reason) == (State.NO_DATA, State.ALARM, "test")


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("NewStateValue", "ON FIRE", "'ON FIRE' is not a state"),
        ("StateChangeTime", "yesterday", "'yesterday' is not a time"),
        ("StateChangeTime", None, "nothing"),
        ("StateChangeTime", 1_791_121_011_223, "'1791121011223' is not a time"),
        ("StateChangeTime", "0001-01-01T00:00:00Z", "'0001-01-01T00:00:00Z' is not a time"),
        ("StateChangeTime", "9999-12-31T23:59:59Z", "is not a time"),
        ("AlarmName", "", "names no alarm"),
        ("AlarmName", "x" * 256, "256 characters"),
    ],
)
def test_an_alarm_that_cannot_be_read_is_shown_as_it_came_with_the_cause(field: str, value: object, why: str) -> None:
    seen = notice({**payload("metric"), field: value})
    assert why in seen.fields[0][1]
    assert payload("metric")["NewStateReason"] in seen.body


def test_a_text_of_any_length_is_kept_small_enough_for_the_table() -> None:
    seen = transition({**payload("metric"), "NewStateReason": "r" * 200_000, "AlarmArn": "arn:" + "a" * 9000})
    assert len(seen.reason) <= 12_000
    assert seen.arn == payload("metric")["AlarmArn"]


@pytest.mark.parametrize(("length", "operator"), [(900, "GreaterThanThreshold"), (200_000, "")])
def test_a_reason_longer_than_any_of_cloudwatchs_is_not_searched_to_its_end(length: int, operator: str) -> None:
    reason = "1 out of the last 1 datapoints " * (length // 31) + "was greater than the threshold (80.0)"
    assert watch.tested(watch.Watch(), [reason], {}).operator == operator
