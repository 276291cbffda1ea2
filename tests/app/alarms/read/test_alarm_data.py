"""Whatever the length of its texts, an alarm is kept small enough for the table."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alarms.read.alarm_data import bounded
from app.alarms.read.untrusted import clean
from app.store.codec import encode
from tests.app.alarms.alarm_support import payload, transition

LONGEST = {
    "plain": "x",
    "quoted": '"',
    "accented": "é",
    "emoji": "\U0001f6d1",
}


@pytest.mark.slow
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


@pytest.mark.slow
@given(st.text(), st.integers(3, 100))
def test_a_bounded_text_keeps_its_bytes_and_says_what_is_cut(value: str, limit: int) -> None:
    short = bounded(value, limit)
    assert len(json.dumps(short, ensure_ascii=False).encode()) - 2 <= limit
    assert short == clean(value) or (short.endswith("…") and clean(value).startswith(short[:-1]))


def test_a_text_of_any_length_is_kept_small_enough_for_the_table() -> None:
    seen = transition({**payload("metric"), "NewStateReason": "r" * 200_000, "AlarmArn": "arn:" + "a" * 9000})
    assert len(seen.reason) <= 12_000
    assert seen.arn == payload("metric")["AlarmArn"]


def test_the_arn_wins_over_the_fields_beside_it() -> None:
    arn = "arn:aws:cloudwatch:eu-west-1:222222222222:alarm:db:  high "
    seen = transition({**payload("metric"), "AlarmArn": arn, "AWSAccountId": "222222222222"})
    assert (seen.arn, seen.name, seen.account, seen.region) == (arn, "db:  high ", "222222222222", "eu-west-1")


def test_a_name_keeps_its_blanks_because_without_them_it_is_another_alarms() -> None:
    assert transition({**payload("before_2019"), "AlarmName": " web "}).name == " web "


@pytest.mark.parametrize("arn", ["arn:aws:sns:us-east-1:123456789012:topic", "web", 4, None])
def test_what_is_no_alarms_arn_is_replaced_by_the_one_that_the_fields_make(arn: object) -> None:
    assert transition({**payload("metric"), "AlarmArn": arn}).arn == payload("metric")["AlarmArn"]


def test_what_cloudwatch_says_of_its_own_trouble_is_kept() -> None:
    message = {**payload("metric_tags"), "AlarmTagsStatus": "FAILED", "EvaluationState": "PARTIAL_DATA"}
    seen = transition(message)
    assert (seen.evaluation, seen.tags_status) == ("PARTIAL_DATA", "FAILED")
    event = payload("eventbridge_metric")
    event["detail"] |= {"alarmTagsStatus": "SUCCESS"}
    event["detail"]["state"]["evaluationState"] = "EVALUATION_ERROR"
    seen = transition(event)
    assert (seen.evaluation, seen.tags_status) == ("EVALUATION_ERROR", "")
