"""The sandbox's CloudWatch answers as AWS itself answered, and the app reads what AWS itself sent."""

from __future__ import annotations

import json
import ssl
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from botocore.exceptions import ClientError

from app.alarms.read import sources
from app.alarms.read.envelopes import records
from app.alarms.read.transition import State, Transition
from sandbox.aws.alarm_messages import lambda_event
from tests.contracts.recorded import RECORDED, differences, recorded
from tests.sandbox.aws.conftest import Fronts

# Where an answer differs from the recorded one on purpose, by its place in it, and why.
ON_PURPOSE = {
    "message": "clients that are newer than the record repeat the error's message here, as their model knows its shape",
}
# What is recorded and not replayed, and why.
NOT_REPLAYED = {
    "test_set_alarm[query]": "the same answers as by JSON, which is how boto3 asks; XML is replayed for the refusals",
    "test_set_alarm_invalid_input[query]": "the XML of both refusals is replayed byte by byte",
}

MINIMAL: dict[str, Any] = {
    "MetricName": "metric1",
    "Namespace": "namespace",
    "Statistic": "Sum",
    "Period": 10,
    "EvaluationPeriods": 1,
    "Threshold": 30.0,
    "ComparisonOperator": "GreaterThanThreshold",
}
TOPIC = "arn:aws:sns:us-east-1:111122223333:MyTopic"
CPU: dict[str, Any] = {
    "AlarmDescription": "Test Alarm when CPU exceeds 50 percent",
    "MetricName": "CPUUtilization-3",
    "Namespace": "AWS/EC2",
    "Statistic": "Average",
    "Period": 300,
    "EvaluationPeriods": 2,
    "Threshold": 50.0,
    "ComparisonOperator": "GreaterThanThreshold",
    "Dimensions": [{"Name": "InstanceId", "Value": "i-0317828c84edbe100"}],
    "Unit": "Percent",
    "TreatMissingData": "ignore",
    "ActionsEnabled": True,
    "AlarmActions": [TOPIC],
    "OKActions": ["arn:aws:sns:us-east-1:123456789012:ok"],
}


def described(fronts: Fronts, name: str) -> dict[str, Any]:
    kinds = ["MetricAlarm", "CompositeAlarm"]
    answer: dict[str, Any] = fronts.cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=kinds)
    return without_headers(answer)


def without_headers(answer: dict[str, Any]) -> dict[str, Any]:
    """As the record has it: no header, no request id."""
    status = answer["ResponseMetadata"]["HTTPStatusCode"]
    return {**answer, "ResponseMetadata": {"HTTPHeaders": {}, "HTTPStatusCode": status}}


def put(fronts: Fronts, name: str = "simple", **more: Any) -> str:
    """The alarm's ARN."""
    fronts.cloudwatch.put_metric_alarm(AlarmName=name, **{**MINIMAL, **more})
    return str(described(fronts, name)["MetricAlarms"][0]["AlarmArn"])


def alike(test: str, answer: str, given: Any) -> None:
    found = differences(recorded(test, answer), given)
    assert [each for each in found if each.partition(":")[0] not in ON_PURPOSE] == []


def test_all_that_is_recorded_is_replayed_or_said_not_to_be() -> None:
    text = Path(__file__).read_text()
    kept = json.loads(RECORDED.read_text()).keys() - {"_about"}
    assert {test for test in kept if f'"{test}"' not in text} == set()
    assert NOT_REPLAYED.keys() <= kept
    assert recorded("test_set_alarm[query]", "reset-alarm") == recorded("test_set_alarm[json]", "reset-alarm")


def test_a_minimal_alarm_is_described_without_what_it_was_not_given(fronts: Fronts) -> None:
    put(fronts)
    alike("test_describe_minimal_metric_alarm[query]", "describe_minimal_metric_alarm", described(fronts, "simple"))


def test_a_description_is_described_as_it_was_written(fronts: Fronts) -> None:
    put(fronts, AlarmDescription="<", Period=600, Threshold=1.0, AlarmActions=[TOPIC])
    answer = described(fronts, "simple")
    alike("test_put_metric_alarm_escape_character[query]", "describe-alarms-escaped-character", answer)


@pytest.mark.parametrize(
    ("answer", "states"),
    [("triggered-alarm", ["ALARM"]), ("reset-alarm", ["ALARM", "OK"])],
)
def test_a_forced_alarm_is_described_in_its_new_state(fronts: Fronts, answer: str, states: list[str]) -> None:
    put(fronts, **CPU)
    for state in states:
        reason = "testing alarm" if state == "ALARM" else "resetting alarm"
        fronts.cloudwatch.set_alarm_state(AlarmName="simple", StateValue=state, StateReason=reason)
    alike("test_set_alarm[json]", answer, described(fronts, "simple"))


@pytest.mark.parametrize(
    ("answer", "name", "state"),
    [("error-invalid-state", "simple", "INVALID"), ("error-resource-not-found", "missing", "ALARM")],
)
def test_a_forced_alarm_is_refused_in_awss_words(fronts: Fronts, answer: str, name: str, state: str) -> None:
    put(fronts)
    with pytest.raises(ClientError) as refused:
        fronts.cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="no")
    alike("test_set_alarm_invalid_input[json]", answer, without_headers(dict(refused.value.response)))


REFUSED = [
    ("invalid-value-response", "simple", "INVALID", 400),
    ("not-found-response", "missing", "ALARM", 404),
]


@pytest.mark.parametrize(("answer", "name", "state", "status"), REFUSED)
def test_a_refusal_is_written_in_json_as_aws_writes_it(
    fronts: Fronts, answer: str, name: str, state: str, status: int
) -> None:
    asked = {"AlarmName": name, "StateValue": state, "StateReason": "no"}
    headers = {
        "X-Amz-Target": "GraniteServiceVersion20100801.SetAlarmState",
        "Content-Type": "application/x-amz-json-1.0",
    }
    came = sent(fronts, json.dumps(asked).encode(), headers)
    assert came[0] == status
    alike("test_exception_serializing_with_no_shape_in_spec[json]", answer, json.loads(came[1]))


@pytest.mark.parametrize(("answer", "name", "state", "status"), REFUSED)
def test_a_refusal_is_written_in_xml_as_aws_writes_it(
    fronts: Fronts, answer: str, name: str, state: str, status: int
) -> None:
    asked = {"Action": "SetAlarmState", "AlarmName": name, "StateValue": state, "StateReason": "no"}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    came = sent(fronts, urlencode(asked).encode(), headers)
    assert came[0] == status
    root = ElementTree.fromstring(came[1])
    namespace, _, tag = root.tag[1:].partition("}")
    said = {
        "@xmlns": namespace,
        "Error": {each.tag.partition("}")[2]: each.text for each in root[0]},
        "RequestId": root[1].text,
    }
    alike("test_exception_serializing_with_no_shape_in_spec[query]", answer, {tag: said})


def sent(fronts: Fronts, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """The front's answer to a request that no client of AWS has read or written."""
    trust = ssl.create_default_context(cafile=str(fronts.authority.ca_file))
    request = urllib.request.Request(fronts.urls["cloudwatch"], body, headers)
    try:
        with urllib.request.urlopen(request, context=trust) as answer:
            return answer.status, answer.read()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def test_tags_of_an_alarm_are_kept_beside_it(fronts: Fronts) -> None:
    arn = put(fronts, MetricName="store_tags", Period=60)
    alike("test_store_tags[query]", "describe_alarms", described(fronts, "simple"))
    alike("test_store_tags[query]", "list_tags_for_resource_empty ", tags(fronts, arn))
    tag(fronts, arn, tag1="foo", tag2="bar")
    alike("test_store_tags[query]", "list_tags_for_resource", tags(fronts, arn))
    fronts.cloudwatch.untag_resource(ResourceARN=arn, TagKeys=["tag1"])
    alike("test_store_tags[query]", "list_tags_for_resource_post_untag", tags(fronts, arn))


def test_tags_given_with_an_alarm_end_with_it(fronts: Fronts) -> None:
    name = "test_tagging_metric_alarm[query]"
    arn = put(fronts, Tags=[{"Key": "Environment", "Value": "Production"}])
    alike(name, "list_tags_for_resource_after_creation", tags(fronts, arn))
    tag(fronts, arn, tag1="foo", tag2="bar")
    alike(name, "list_tags_for_resource_updated", tags(fronts, arn))
    fronts.cloudwatch.untag_resource(ResourceARN=arn, TagKeys=["tag1"])
    alike(name, "list_tags_for_resource_post_untag", tags(fronts, arn))
    fronts.cloudwatch.delete_alarms(AlarmNames=["simple"])
    alike(name, "list_tags_for_deleted_resource", tags(fronts, arn))


def tags(fronts: Fronts, arn: str) -> dict[str, Any]:
    return without_headers(fronts.cloudwatch.list_tags_for_resource(ResourceARN=arn))


def tag(fronts: Fronts, arn: str, **values: str) -> None:
    pairs = [{"Key": key, "Value": value} for key, value in values.items()]
    fronts.cloudwatch.tag_resource(ResourceARN=arn, Tags=pairs)


def test_a_deleted_alarm_is_gone(fronts: Fronts) -> None:
    put(fronts, Period=60)
    alike("test_delete_alarm[query]", "describe-alarm", described(fronts, "simple"))
    deleted = without_headers(fronts.cloudwatch.delete_alarms(AlarmNames=["simple"]))
    alike("test_delete_alarm[query]", "delete-alarm", deleted)
    alike("test_delete_alarm[query]", "describe-after-delete", described(fronts, "simple"))


def test_a_composite_follows_its_children_as_in_aws(fronts: Fronts) -> None:
    one, two = put(fronts, "simple-1"), put(fronts, "simple-2")
    created = fronts.cloudwatch.put_composite_alarm(
        AlarmName="both",
        AlarmDescription="composite alarm description",
        AlarmRule=f'ALARM("{one}") OR ALARM("{two}")',
        AlarmActions=[TOPIC],
        OKActions=["arn:aws:sns:us-east-1:123456789012:ok"],
    )
    name = "test_trigger_composite_alarm[query]"
    alike(name, "put-composite-alarm", without_headers(created))
    steps = [
        ("simple-1", "ALARM", "composite-alarm-in-alarm-when-alarm-1-is-in-alarm"),
        ("simple-1", "OK", "composite-alarm-in-ok-when-alarm-1-is-back-to-ok"),
        ("simple-2", "ALARM", "composite-alarm-in-alarm-when-alarm-2-is-in-alarm"),
        ("simple-2", "OK", "composite-alarm-in-ok-when-alarm-2-is-back-to-ok"),
        ("simple-1", "ALARM", ""),
        ("simple-2", "ALARM", "composite-alarm-is-triggered-by-alarm-1-and-then-unchanged-by-alarm-2"),
    ]
    for alarm, state, answer in steps:
        fronts.cloudwatch.set_alarm_state(AlarmName=alarm, StateValue=state, StateReason="a test")
        if answer:
            alike(name, answer, described(fronts, "both")["CompositeAlarms"][0])


def test_a_new_composite_names_all_its_children_as_what_triggered_it(fronts: Fronts) -> None:
    for name in ("HighCPUUsage", "HighMemoryUsage"):
        put(fronts, name)
    fronts.cloudwatch.put_composite_alarm(
        AlarmName="HighResourceUsage",
        AlarmDescription="Indicates that the system resource usage is high while no known deployment is in progress",
        AlarmRule="(ALARM(HighCPUUsage) OR ALARM(HighMemoryUsage))",
        AlarmActions=[TOPIC],
    )
    answer = described(fronts, "HighResourceUsage")["CompositeAlarms"]
    alike("test_composite_alarm_creation", "composite_alarm", answer)


def test_an_alarm_on_a_percentile_is_described_with_it(fronts: Fronts) -> None:
    fronts.cloudwatch.put_metric_alarm(
        AlarmName="slow",
        AlarmDescription="uses extended statistic",
        MetricName="Duration",
        Namespace="namespace",
        ExtendedStatistic="p99",
        Dimensions=[{"Name": "FunctionName", "Value": "my-function"}],
        Period=300,
        Unit="Count",
        EvaluationPeriods=3,
        DatapointsToAlarm=3,
        Threshold=10.0,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="ignore",
    )
    alike("test_alarm_ext_statistic", "simple_alarm", described(fronts, "slow")["MetricAlarms"])


def test_a_function_that_is_an_action_is_told_in_awss_shape(fronts: Fronts) -> None:
    put(fronts, AlarmDescription="testing lambda alarm action", Statistic="Average")
    fronts.cloudwatch.set_alarm_state(AlarmName="simple", StateValue="ALARM", StateReason="testing alarm")
    event = lambda_event(fronts.alarms.alarm("simple"), fronts.transitions[-1])
    alike("test_alarm_lambda_target", "lambda-alarm-invocations", event)


def test_the_app_reads_what_aws_sent_to_a_function() -> None:
    text = json.dumps(recorded("test_alarm_lambda_target", "lambda-alarm-invocations"))
    for place, value in {"<partition>": "aws", "<region>": "us-east-1", "date": "2024-01-03T17:29:58.123+0000"}.items():
        text = text.replace(place if place[0] == "<" else f'"{place}"', value if place[0] == "<" else f'"{value}"')
    (record,) = records(json.loads(text), "request-1")
    read = sources.read(record)
    assert isinstance(read, Transition)
    assert (read.name, read.old, read.new, read.reason, read.description) == (
        "<alarm-name:1>",
        State.NO_DATA,
        State.ALARM,
        "testing alarm",
        "testing lambda alarm action",
    )
    assert (read.account, read.region) == ("111111111111", "us-east-1")
